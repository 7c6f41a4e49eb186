Feature: Many transports and many messages
  No page sets a limit. A profile may hold many transports, and a queue many messages: one flush serves them all. Where a
  scenario flushes, it passes FLUSH_NO_UI.

  Rule: Seven transports
    The counterpart: the last transport of a long profile is served like the first.

    @I5a
    Scenario: The spooler flushes each of seven transports
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
        | Archive   | LAN  | not supported |
        | Remote    | LAN  | supported     |
        | Depot     | LAN  | not supported |
        | Harbour   | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 2        |
        | Branch    | 2        | 1        |
        | Travel    | 3        | 2        |
        | Archive   | 1        | 1        |
        | Remote    | 2        | 2        |
        | Depot     | 3        | 1        |
        | Harbour   | 1        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of every transport is transferred

    @I2a
    Scenario: Each of seven transports has a row
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
        | Archive   | LAN  | not supported |
        | Remote    | LAN  | supported     |
        | Depot     | LAN  | not supported |
        | Harbour   | LAN  | supported     |
      And a client that has logged on
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then each transport of the profile has a row

    @B5a
    Scenario: Procedure B flushes each of seven transports
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
        | Archive   | LAN  | not supported |
        | Remote    | LAN  | supported     |
        | Depot     | LAN  | not supported |
        | Harbour   | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 2        |
        | Branch    | 2        | 1        |
        | Travel    | 3        | 2        |
        | Archive   | 1        | 1        |
        | Remote    | 2        | 2        |
        | Depot     | 3        | 1        |
        | Harbour   | 1        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of each transport
      Then in the end every message of every transport is transferred

    @B5.3g
    Scenario: The spooler flushes the sixth of seven transports alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
        | Archive   | LAN  | not supported |
        | Remote    | LAN  | supported     |
        | Depot     | LAN  | not supported |
        | Harbour   | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 2        |
        | Branch    | 2        | 1        |
        | Travel    | 3        | 2        |
        | Archive   | 1        | 1        |
        | Remote    | 2        | 2        |
        | Depot     | 3        | 1        |
        | Harbour   | 1        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of Depot alone
      Then no message of Office has been transferred
      And no message of Archive has been transferred
      And no message of Harbour has been transferred

    @FQ13
    Scenario: Seven transports are flushed in transport order
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
        | Archive   | LAN  | not supported |
        | Remote    | LAN  | supported     |
        | Depot     | LAN  | not supported |
        | Harbour   | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 2        |
        | Branch    | 2        | 1        |
        | Travel    | 3        | 2        |
        | Archive   | 1        | 1        |
        | Remote    | 2        | 2        |
        | Depot     | 3        | 1        |
        | Harbour   | 1        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the transports went one after another, in transport order

  Rule: Sixty messages
    The counterpart: a flush goes on until the queue is empty, and a line that breaks far from its beginning changes nothing
    about what is kept.

    @A6c
    Scenario: One flush serves sixty messages in each direction
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 60       | 60       |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every outgoing message of Office is transferred
      And in the end every incoming message of Office is transferred

    @FQ6
    Scenario: Sixty messages leave in the order in which they were submitted
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 60       | 0        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the outgoing messages of Office went in the order in which they were submitted

    @I3b
    Scenario Outline: When the far end <was down>, the next flush transfers none of sixty messages twice
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 60       | 60       |
      And the far end of Office <was down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is doubled

      Examples: while it sent, and while it received
        | was down                   |
        | is down after 53 messages  |
        | is down after 113 messages |

    @FQ14
    Scenario Outline: When the far end <was down>, the next flush transfers the rest of sixty messages
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 60       | 60       |
      And the far end of Office <was down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of every transport is transferred

      Examples: while it sent, and while it received
        | was down                   |
        | is down after 53 messages  |
        | is down after 113 messages |
