@hosted
Feature: After trouble
  A far end that was down and a line that broke leave no trace. When the far end is well again, the next flush transfers
  everything, and no message twice.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: What comes after a failure
    The counterpart: a flush that could not be done says nothing about the messages that come after it. They are transferred
    by the next flush when the far end is well, for either direction, each transport and every session. It has FLUSH_FORCE:
    without this flag a transport may leave some time after trouble (ruling D-110).

    @FQ27
    Scenario Outline: After a flush whose far end <is in trouble>, the next flush <how> transfers what comes afterwards
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 1        |
      And the far end of Office <is in trouble>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      When it flushes the outgoing and incoming queues <how>
      Then in the end every message that came last is transferred

      Examples: from the start, in the middle, and one by one; at once and later
        | is in trouble           | how                                                     |
        | is down                 | through the spooler with FLUSH_FORCE                    |
        | is down after 1 message | through the spooler with FLUSH_FORCE and FLUSH_ASYNC_OK |
        | refuses every message   | through the spooler with FLUSH_FORCE                    |

    @FQ27
    Scenario: After a flush of the outgoing queues has failed, what arrives is fetched by the next one
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 0        |
      And the far end of Office is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 0        | 2        |
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message that came last is transferred

    @FQ27
    Scenario: After a flush of the incoming queues has failed, what is submitted is sent by the next one
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 0        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the incoming queues through the spooler has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 0        |
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message that came last is transferred

    @FQ27
    Scenario: While one far end is down, what comes for the others is transferred, even where one was down and is slow
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office is down
      And the far end of Branch is down
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Branch is slow
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message that came last is transferred

    @FQ27
    Scenario: What comes after a transport's own flush and that of a target have failed is transferred by the next of each
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
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing and incoming queues through the object of Office has been tried
      And a flush of the outgoing and incoming queues through the spooler for Branch has been tried
      And the far end of Office is up again
      And the far end of Branch is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      When it flushes the outgoing and incoming queues through the object of Office with FLUSH_FORCE
      And it flushes the outgoing and incoming queues through the spooler for Branch with FLUSH_FORCE
      Then in the end every message that came last is transferred

    @FQ27
    Scenario: What comes after a transport's own flush has failed is transferred by its next one
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing and incoming queues through the object of Office has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      When it flushes the outgoing and incoming queues through the object of Office with FLUSH_FORCE
      Then in the end every message that came last is transferred

    @FQ27
    Scenario: What comes after a failed flush of one session is transferred by a flush of the next session
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a second client has flushed all queues and logged off
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message that came last is transferred

    @FQ13
    Scenario: After the flush of the first transport has failed, the next one keeps to the transport order
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Travel    | LAN  | supported   |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Travel    | 2        | 1        |
      And the far end of Travel is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing and incoming queues through the spooler has been tried
      And the far end of Travel is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Travel    | 2        | 1        |
        | Office    | 2        | 1        |
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then the transports went one after another, in transport order

  Rule: Order after a failure
    The counterpart: a flush that could not be done disorders no message. Only one that was submitted in the trouble may be
    delayed, so that others pass it (ruling D-108). What comes after the trouble, and what no flush was for, has its order.

    @FQ6
    Scenario Outline: After a flush whose far end <is in trouble>, what comes last leaves in the order of submission <how>
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 1        |
      And the far end of Office <is in trouble>
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing queues <how> has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 0        |
      When it flushes the outgoing queues <how> with FLUSH_FORCE
      Then the outgoing messages that came last for Office went in the order in which they were submitted

      Examples: down from the start and in the middle, and refusing; through the spooler and through the transport's own object
        | is in trouble          | how                          |
        | is down                | through the object of Office |
        | is down after 1 message | through the spooler          |
        | refuses every message  | through the spooler          |

    @FQ6
    Scenario Outline: After a flush of the incoming queues whose far end <is in trouble>, the outgoing queue has its order
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office <is in trouble>
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the incoming queues through the spooler has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 0        |
      When it flushes the outgoing queues through the spooler with FLUSH_FORCE
      Then the outgoing messages of Office went in the order in which they were submitted

      Examples: from the start, in the middle, and one by one
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

    @FQ6
    Scenario: After a flush in which another transport's far end was down, each outgoing queue has its order
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Travel    | LAN  | supported   |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Travel    | 2        | 0        |
      And the far end of Travel is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler has been tried
      And the far end of Travel is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 0        |
      When it flushes the outgoing queues through the spooler with FLUSH_FORCE
      Then the outgoing messages of Office went in the order in which they were submitted

    @FQ33
    Scenario Outline: After a flush whose far end <is in trouble>, no three messages that waited leave in the opposite order
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 4        | 0        |
      And the far end of Office <is in trouble>
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 0        |
      When it flushes the outgoing queues through the spooler with FLUSH_FORCE
      Then the outgoing messages of Office went in the order of submission, or in two parts that each have it

      Examples: from the start, in the middle, and one by one
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

  Rule: A line that breaks in the middle
    The counterpart: what got through before the line broke is not transferred again, and what did not get through is not
    lost. Messages of both directions count.

    @I3b
    Scenario Outline: After a flush whose far end <is down>, the next flush <how> transfers no message twice
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
      And the far end of Office <is down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues <how>
      Then no message is doubled

      Examples: while it sent, and while it received, with and without FLUSH_FORCE
        | is down                  | how                                  |
        | is down after 1 message  | through the spooler                  |
        | is down after 2 messages | through the spooler with FLUSH_FORCE |
        | is down after 4 messages | through the spooler                  |
        | is down after 5 messages | through the spooler with FLUSH_FORCE |

    @I3a
    Scenario Outline: After a flush whose far end <is down>, the next flush loses no message
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
      And the far end of Office <is down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is lost

      Examples: while it sent, and while it received
        | is down                  |
        | is down after 1 message  |
        | is down after 4 messages |

    @FQ14
    Scenario Outline: After a flush whose far end <is down>, the next flush fetches the rest of the incoming messages
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 0        | 3        |
      And the far end of Office <is down>
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every incoming message of Office is transferred

      Examples: after the first, and before the last
        | is down                  |
        | is down after 1 message  |
        | is down after 2 messages |

    @I3b
    Scenario Outline: After a flush <how> whose far end <is down>, a flush <how again> transfers no message twice
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
        | Branch    | 3        | 3        |
      And the far end of Office <is down>
      And the far end of Branch <is down>
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing and incoming queues <how> has been tried
      And the far end of <whose> is up again
      When it flushes the outgoing and incoming queues <how again>
      Then no message is doubled

      Examples: a transport's own object, and a target of the spooler, with and without FLUSH_FORCE
        | whose  | how                            | is down                  | how again                                       |
        | Office | through the object of Office   | is down after 2 messages | through the object of Office with FLUSH_FORCE   |
        | Office | through the object of Office   | is down after 4 messages | through the object of Office                    |
        | Branch | through the spooler for Branch | is down after 2 messages | through the spooler for Branch with FLUSH_FORCE |
        | Branch | through the spooler for Branch | is down after 4 messages | through the spooler for Branch                  |
