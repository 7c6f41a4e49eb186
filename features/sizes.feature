Feature: Many transports and many messages
  No page sets a limit. A profile may hold many transports, and a queue many messages: one flush serves them all.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: Many transports
    The counterpart: the last transport of a long profile is served like the first. Its transports are Office, Branch, Travel,
    Remote, Site5, Site6 and so on, and every second one does not support FlushQueues. An implementation that has a *given
    profile* takes part with all transports of this one instead.

    @I5a
    Scenario: The spooler flushes each transport of a long profile
      Given a profile with 129 transports, or the given profile
      And messages that wait at every transport
        | outgoing | incoming |
        | 1        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of every transport is transferred

    @I2a
    Scenario: Each transport of a long profile has a row
      Given a profile with 257 transports, or the given profile
      And a client that has logged on
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then each transport of the profile has a row

    @B5.1a
    Scenario: The row of each transport of a long profile opens
      Given a profile with 65 transports, or the given profile
      And a client that has logged on
      And procedure B has been carried out up to step 4
      When it opens each transport's row from first to last
      Then each of them opens

    @B5a
    Scenario: Procedure B flushes each transport of a long profile
      Given a profile with 65 transports, or the given profile
      And messages that wait at every transport
        | outgoing | incoming |
        | 1        | 0        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of each transport, through its object or the spooler
      Then in the end every message of every transport is transferred

    @B5.3g
    Scenario: The spooler flushes one transport of a long profile alone
      Given a profile with 67 transports
      And messages that wait at every transport
        | outgoing | incoming |
        | 1        | 0        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Site66
      Then no message of any transport but Site66 has been transferred

    @FQ13
    Scenario: The transports of a long profile are flushed in transport order
      Given a profile with 65 transports, or the given profile
      And messages that wait at every transport
        | outgoing | incoming |
        | 1        | 0        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the transports went one after another, in transport order

    @FQ25
    Scenario: A flush that has transferred everything of a long profile answers without a warning
      Given a profile with 65 transports, or the given profile
      And messages that wait at every transport
        | outgoing | incoming |
        | 1        | 0        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the call answers with a warning only if a message has not been transferred

    @FQ26
    Scenario: Seven transports whose own objects are asked for a flush at once are all flushed in the end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Site1     | LAN  | supported   |
        | Site2     | LAN  | supported   |
        | Site3     | LAN  | supported   |
        | Site4     | LAN  | supported   |
        | Site5     | LAN  | supported   |
        | Site6     | LAN  | supported   |
        | Site7     | LAN  | supported   |
      And messages that wait at every transport
        | outgoing | incoming |
        | 1        | 1        |
      And the far end of Site1 is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of each transport, through its object or the spooler
      Then in the end every message of every transport is transferred

  Rule: Many messages
    The counterpart: a flush goes on until the queue is empty, and a line that breaks far from its beginning changes nothing
    about what is kept.

    @A6c
    Scenario: One flush serves 1 300 outgoing and 257 incoming messages
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1300     | 257      |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every outgoing message of Office is transferred
      And in the end every incoming message of Office is transferred

    @FQ26
    Scenario: A flush of more than a thousand outgoing messages is accepted
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1030     | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then each of the flushes is accepted
      And in the end every message of Office is transferred

    @FQ6
    Scenario: Hundreds of messages leave in the order in which they were submitted
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 257      | 0        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the outgoing messages of Office went in the order in which they were submitted

    @I3b
    Scenario Outline: After a flush whose far end <is down>, the next flush transfers none of sixty messages twice
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 60       | 60       |
      And the far end of Office <is down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is doubled

      Examples: while it sent, and while it received
        | is down                    |
        | is down after 53 messages  |
        | is down after 113 messages |

    @FQ14
    Scenario Outline: After a flush whose far end <is down>, the next flush transfers the rest of sixty messages
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 60       | 60       |
      And the far end of Office <is down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message of every transport is transferred

      Examples: while it sent, and while it received
        | is down                    |
        | is down after 53 messages  |
        | is down after 113 messages |

  Rule: Many status tables
    The counterpart: each caller gets a view of its own, however many the session has given before.

    @B1a
    Scenario: A session gives forty status tables, all open at once
      Given a client that has logged on
      When the client gets 40 status tables, and keeps them
      Then the call succeeds
