@hosted
Feature: The closing remarks: transports and FLUSH_NO_UI
  A flush may show progress or ask its user for something. FLUSH_NO_UI asks it to show nothing. The spooler honours the flag,
  and so do most LAN transports. Transports that drive a modem or use RAS may not, and the report says which (ruling D-26).
  Someone is at the screen in every scenario: without a user, a flush that shows nothing would prove nothing.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: C1 The spooler honours FLUSH_NO_UI
    Its counterpart: no user interface of the spooler appears, and everything is flushed all the same.

    @C1a
    Scenario Outline: The spooler shows nothing in a flush <how>
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      And it waits until every message of Branch is transferred
      Then the spooler has shown no user interface

      Examples: the whole profile, and one target
        | how                            |
        | through the spooler            |
        | through the spooler for Branch |

    @C1a
    Scenario Outline: The spooler shows nothing in a flush <how> whose far end <is in trouble>
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office <is in trouble>
      And the far end of Branch <is in trouble>
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      Then the spooler has shown no user interface

      Examples: what may tempt it to ask, to complain or to report, for every flush that the spooler is asked for
        | is in trouble                                  | how                                     |
        | is down                                        | through the spooler                     |
        | is down after 1 message                        | through the spooler                     |
        | refuses every message                          | through the spooler                     |
        | refuses every message                          | through the spooler with FLUSH_ASYNC_OK |
        | is slow, and very slow where time is simulated | through the spooler                     |
        | is down                                        | through the spooler for Branch          |
        | refuses every message                          | through the spooler for Branch          |

    @C1a
    Scenario: After a flush without FLUSH_NO_UI the spooler shows nothing in one with it
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler without FLUSH_NO_UI has been tried
      And someone is at the screen
      When it flushes the outgoing and incoming queues through the spooler
      Then the spooler has shown no user interface

    @C1b
    Scenario: Suppressing the user interface changes nothing about what is flushed
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And someone is at the screen
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of every transport is transferred

  Rule: C2 Most LAN transports honour FLUSH_NO_UI
    Its counterpart: no user interface of a LAN transport appears.

    @C2a
    Scenario: A LAN transport shows nothing while it is flushed
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office
      And it waits until every message of Office is transferred
      Then Office has shown no user interface

    @C2a
    Scenario Outline: A LAN transport shows nothing in a flush <how> whose far end <is in trouble>
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office <is in trouble>
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      Then Office has shown no user interface

      Examples: in both directions, through its own object and through the spooler
        | is in trouble            | how                          |
        | is down                  | through the object of Office |
        | is down after 1 message  | through the object of Office |
        | is down after 3 messages | through the object of Office |
        | refuses every message    | through the object of Office |
        | is down                  | through the spooler          |
        | refuses every message    | through the spooler          |

    @C2a
    Scenario: A LAN transport shows nothing in its second flush that fails
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing and incoming queues through the object of Office has been tried
      When it flushes the outgoing and incoming queues through the object of Office
      Then Office has shown no user interface

    @C2a
    Scenario: A LAN transport shows nothing while it waits for a slow far end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
      And the far end of Office is slow
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office
      And it waits until every message of Office is transferred
      Then Office has shown no user interface

  Rule: C3 Transports with a modem or RAS may show user interface
    Its counterpart: any user interface is permitted, and noted as a trait.

    @C3a
    Scenario: A transport that drives a modem is watched while it is flushed
      Given a profile with the transports
        | transport | kind  | FlushQueues |
        | Travel    | modem | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Travel    | 2        | 2        |
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Travel
      And it waits until every message of Travel is transferred
      Then Travel has shown a user interface or none, and the report says which

    @C3b
    Scenario: A transport that uses RAS is watched while it is flushed
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Remote    | RAS  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Remote    | 2        | 2        |
      And someone is at the screen
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Remote
      And it waits until every message of Remote is transferred
      Then Remote has shown a user interface or none, and the report says which
