Feature: Sessions that end, and sessions beside each other
  Clients that carry out the procedures log on before and log off afterwards, and others do the same meanwhile.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: A session ends
    When a client has carried out a procedure, and released what it got, it logs off.

    @SS6
    Scenario: A client that has carried out a procedure logs off
      Given a client that has logged on
      And procedure A has been carried out up to step 7
      When it logs off, and releases the session
      Then the call succeeds

  Rule: A session beside others
    The counterpart: a session's flush does not depend on other sessions. It is done also when another session on the same
    profile ends, perhaps in the middle of its own flush, or has no mail.

    @SS5
    Scenario Outline: When a session has ended in the middle of its flush, the next session's flush <how> is done
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | <whose>   | LAN  | <FlushQueues> |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 3        | 2        |
      And the far end of <whose> is slow
      And a second client has logged off while its flush was under way, and the flush has ended
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how> with FLUSH_FORCE
      Then the call succeeds
      And in the end every message that came last is transferred

      Examples: through the spooler, through a transport's own object, and with a target
        | how                            | whose  | FlushQueues   |
        | through the spooler            | Office | supported     |
        | through the object of Office   | Office | supported     |
        | through the spooler for Branch | Branch | not supported |

    @SS5
    Scenario Outline: When <a client> logs off meanwhile, a flush <how> is done in the end
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | <whose>   | LAN  | <FlushQueues> |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 3        | 2        |
      And the far end of <whose> is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      And it waits until a message of <whose> has moved
      And <a client> carries out procedure B up to step 4 and logs off
      Then in the end every message of <whose> is transferred

      Examples: through a transport's own object, and with a target; a session on this profile, and the last one on another
        | a client                    | how                                                | whose  | FlushQueues   |
        | a second client             | through the object of Office                       | Office | supported     |
        | a second client             | through the spooler for Branch with FLUSH_ASYNC_OK | Branch | not supported |
        | a client of another profile | through the spooler for Branch with FLUSH_ASYNC_OK | Branch | not supported |

    @SS5
    Scenario Outline: When another session has <done>, a flush <how> is done in the end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      And a second client has <done>
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      When it flushes the outgoing and incoming queues <how> with FLUSH_FORCE
      Then the call succeeds
      And in the end every message of Office is transferred

      Examples: through each status object that was open before
        | done                                                                              | how                          |
        | flushed all queues and logged off                                                 | through the spooler          |
        | flushed all queues and logged off                                                 | through the object of Office |
        | logged on without mail and logged off                                             | through the spooler          |
        | flushed all queues and logged off with MAPI_LOGOFF_UI, with someone at the screen | through the spooler          |
        | opened each transport's status object and released it                             | through the object of Office |

    @SS5
    Scenario Outline: When a client without mail comes and goes meanwhile, a flush <how> is done in the end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      And it waits until a message of Office has moved
      And a client without mail asks the spooler for a flush of all queues, and logs off
      Then in the end every message of Office is transferred

      Examples: through the spooler, and through a transport's own object
        | how                                     |
        | through the spooler with FLUSH_ASYNC_OK |
        | through the object of Office            |

    @SS5
    Scenario: Beside a session without mail, a flush transfers everything
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a second client that has logged on without mail
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the call succeeds
      And in the end every message of Office is transferred

    @I2a
    Scenario: Beside a session without mail, every transport of the profile is represented in the status table
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And a second client that has logged on without mail
      And a client that has logged on
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then each transport of the profile has a row
