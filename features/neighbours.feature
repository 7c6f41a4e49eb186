Feature: Flushes that meet, and their neighbours
  Several flushes, transports and sessions are there at the same time. Each flush stays what it was asked to be, and none
  disturbs another.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: Flushes that meet
    The counterpart: a flush that is asked for while another is under way is done or refused. The first one has moved a message
    by then, and others still wait, because the far end is slow.

    @FQ4
    Scenario Outline: A flush <second> while one <first> is under way doubles nothing
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
        | Branch    | 3        | 3        |
      And the far end of Office is slow
      And the far end of Branch is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing and incoming queues <first> is under way
      When it flushes the outgoing and incoming queues <second>
      Then in the end every message of <whose> is transferred
      And no message is doubled

      Examples: through the spooler, with a target, and through a transport's own object
        | first                                              | second                                             | whose  |
        | through the object of Office                       | through the spooler                                | Office |
        | through the object of Office                       | through the object of Office                       | Office |
        | through the spooler for Branch with FLUSH_ASYNC_OK | through the spooler                                | Branch |
        | through the spooler for Branch with FLUSH_ASYNC_OK | through the spooler for Branch                     | Branch |
        | through the spooler for Branch with FLUSH_ASYNC_OK | through the spooler for Branch with FLUSH_ASYNC_OK | Branch |

    @FQ4
    Scenario Outline: A flush of the <asked> queues through <second> while the <moving> ones are flushed doubles nothing
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
        | Branch    | 3        | 3        |
      And the far end of Office is slow
      And the far end of Branch is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And a flush of the <moving> queues through <first> is under way
      When it flushes the <asked> queues through <second> with FLUSH_FORCE
      And it asks again until that is accepted
      Then in the end every message of <whose> is transferred
      And no message is doubled

      Examples: one direction after the other, through a transport's own object and with a target
        | first                                      | second                 | whose  | moving                | asked    |
        | the object of Office                       | the object of Office   | Office | outgoing              | incoming |
        | the object of Office                       | the object of Office   | Office | incoming              | outgoing |
        | the spooler for Branch with FLUSH_ASYNC_OK | the spooler for Branch | Branch | outgoing              | incoming |
        | the object of Office                       | the object of Office   | Office | outgoing and incoming | outgoing |

  Rule: FLUSH_FORCE for one transport
    The flag changes which transports take part, and not for which transport the flush is meant.

    @FQ29
    Scenario Outline: With FLUSH_FORCE a flush through <what> leaves the others alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
        | Archive   | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
        | Archive   | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through <what> with FLUSH_FORCE
      Then no message of Archive has been transferred
      And no message of Travel has been transferred
      And no message of <other> has been transferred

      Examples: a target of the spooler, and a transport's own object
        | what                   | other  |
        | the spooler for Branch | Office |
        | the object of Office   | Branch |

  Rule: The neighbours of a far end in trouble
    The counterpart: a flush that fails stays what it was asked to be. It moves no message of another transport, of another
    queue or of another profile instead.

    @I6a
    Scenario Outline: A visited transport whose far end <is in trouble> leaves the others alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
      And the far end of Office <is in trouble>
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office
      Then no message of Travel has been transferred
      And no message of Branch has been transferred

      Examples: from the start, in the middle, and one by one
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

    @I5a
    Scenario: Two transports whose far ends are down do not keep the spooler from the others
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 1        |
        | Branch    | 2        | 1        |
        | Travel    | 2        | 1        |
      And the far end of Office is down
      And the far end of Branch is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of Travel is transferred

    @I6a
    Scenario: After two far ends were down, a flush of one target leaves the other transport alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office is down
      And the far end of Branch is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      And a flush of the incoming queues through the spooler has been tried
      And the far end of Office is up again
      And the far end of Branch is up again
      When it flushes the outgoing and incoming queues through the spooler for Branch
      Then no outgoing message of Office has been transferred

    @B5.3g
    Scenario Outline: A target whose far end <is in trouble> leaves the others alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
      And the far end of Branch <is in trouble>
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch
      Then no message of Travel has been transferred
      And no message of Office has been transferred

      Examples: from the start, in the middle, and one by one
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

    @A6d
    Scenario: A flush of the incoming queues whose far end is down leaves the outgoing queue as it is
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down after 1 message
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the incoming queues through the spooler has been tried
      And the far end of Office is up again
      When it flushes the incoming queues through the spooler
      Then no outgoing message of Office has been transferred

    @FQ31
    Scenario: A flush of the outgoing queues whose far end is down leaves the incoming queue as it is
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down after 1 message
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler has been tried
      And the far end of Office is up again
      When it flushes the outgoing queues through the spooler
      Then no incoming message of Office has been transferred

  Rule: A session that ended after a failure
    The counterpart: what a session has not sent stays when it logs off, and what it has sent is not sent again by the next one.

    @I3a
    Scenario: When a session has ended after its far end refused every message, no message is lost
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office refuses every message
      And a second client has flushed all queues and logged off
      And the far end of Office is up again
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is lost

    @I3b
    Scenario: When a session has ended after its line broke, the next session's flush transfers no message twice
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is down after 1 message
      And a second client has flushed all queues and logged off
      And the far end of Office is up again
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is doubled

  Rule: A session that ended in the middle
    The counterpart: a session that logs off while its flush is under way leaves a profile that the next session can use. The
    flush may have been done to its end, or given up. What it gives up in the middle of a message leaves that one in doubt (D-41).

    @I3a
    Scenario: When a session has ended in the middle of its flush, no message is lost
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a second client has logged off while its flush was under way
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is lost

    @I3b
    Scenario: When a session has ended in the middle of its flush, the next session's flush transfers no message twice
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a second client has logged off while its flush was under way
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is doubled

    @FQ14
    Scenario: When a session has ended in the middle of its flush, the next session's flush transfers the rest
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a second client has logged off while its flush was under way
      And the far end of Office is up again
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message of every transport is transferred
