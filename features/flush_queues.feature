@hosted
Feature: FlushQueues, as its reference page describes it
  Steps A6 and B5.3 rest on what a flush promises: when it is done, what its answer means, and that no message is lost or
  doubled.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: When a flush is done
    The spooler's flush is synchronous unless FLUSH_ASYNC_OK is passed (ruling D-10). The far end is slow, or returning too
    early could not be seen.

    @FQ1
    Scenario Outline: A synchronous flush <how> returns when everything is transferred
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
        | Branch    | 1        | 1        |
      And the far end of Office is slow
      And the far end of Branch is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      Then the call succeeds, and nothing had moved before it
      And every message of <whose> has been transferred

      Examples: for all and for a target
        | how                            | whose           |
        | through the spooler            | every transport |
        | through the spooler for Branch | Branch          |

    @FQ1
    Scenario: A synchronous flush without FLUSH_NO_UI returns when everything is transferred
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
        | Branch    | 1        | 1        |
      And the far end of Office is slow
      And the far end of Branch is slow
      And someone is at the screen, where that can be arranged
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler without FLUSH_NO_UI
      Then the call succeeds, and nothing had moved before it
      And every message of every transport has been transferred

    @FQ1
    Scenario: A synchronous flush returns when everything is sent, even if there is nothing to receive
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 0        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the call succeeds, and nothing had moved before it
      And every message of every transport has been transferred

    @FQ1
    Scenario Outline: A synchronous flush of the <asked> queues returns when these messages are transferred, however late
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 4        | 3        |
      And the far end of Office is slow, and very slow where time is simulated
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the <asked> queues through the spooler
      Then the call succeeds, and nothing had moved before it
      And every <message> of every transport has been transferred

      Examples: each direction, and both
        | asked                 | message          |
        | outgoing              | outgoing message |
        | incoming              | incoming message |
        | outgoing and incoming | message          |

    @FQ2
    Scenario: An asynchronous flush is done in the end
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 7        | 1        |
        | Branch    | 1        | 2        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_ASYNC_OK
      And it asks again until that is accepted
      And it releases the status object
      Then in the end every message of every transport is transferred

    @FQ3
    Scenario: An asynchronous flush does not wait for a slow far end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_ASYNC_OK
      Then messages of Office are still waiting

    @FQ18
    Scenario: An asynchronous flush of one target is done in the end
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 7        |
      And the far end of Branch is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch with FLUSH_ASYNC_OK
      Then in the end every message of Branch is transferred

    @FQ19
    Scenario: An asynchronous flush of one target leaves the others alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 1        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch with FLUSH_ASYNC_OK
      And it waits until every message of Branch is transferred
      Then no message of Office has been transferred

    @FQ4
    Scenario: A flush while another is under way is done or refused
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing and incoming queues through the spooler with FLUSH_ASYNC_OK is under way
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of every transport is transferred
      And no message is doubled

    @FQ4
    Scenario: A transport's own flush that is asked for while the spooler flushes is done or refused
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
        | Travel    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 0        |
        | Travel    | 0        | 2        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing queues through the spooler with FLUSH_ASYNC_OK
      And it waits until a message of Office has moved
      And it flushes the incoming queues through the object of Travel with FLUSH_FORCE
      Then success is answered only if in the end every incoming message of Travel is transferred

    @FQ4
    Scenario: A flush of the other direction that is asked for while a transport flushes is done or refused
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing queues through the object of Office
      And it waits until a message of Office has moved
      And it flushes the incoming queues through the object of Office with FLUSH_FORCE
      Then success is answered only if in the end every incoming message of Office is transferred

    @FQ4
    Scenario: A flush of both queues that is asked for while a transport receives is done or refused
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 0        | 3        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing and incoming queues through the object of Office is under way
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 0        |
      When it flushes the outgoing and incoming queues through the object of Office with FLUSH_FORCE
      Then success is answered only if in the end every outgoing message of Office is transferred

  Rule: What its answer means
    S_OK means that the flush succeeded. The message store is open (ruling D-31), so a closed one is no excuse. That a far end
    in trouble makes a difference to the answer is a SHOULD, and so is that nothing else does.

    @FQ5
    Scenario Outline: A flush whose far end <is in trouble> does not answer that it succeeded
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office <is in trouble>
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then success is answered only if every message has been transferred

      Examples: from the start, in the middle, and one by one
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

    @FQ5
    Scenario Outline: A flush of a target whose far end <is in trouble> does not answer that it succeeded
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 3        | 2        |
      And the far end of Branch <is in trouble>
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch
      Then success is answered only if every message has been transferred

      Examples: from the start, in the middle, and one by one
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

    @FQ25
    Scenario Outline: A flush of the <asked> queues that has transferred everything answers without a warning
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the <asked> queues through the spooler
      Then the call answers with a warning only if <what> has not been transferred

      Examples: what is left of the other direction is no reason for a warning
        | asked                 | what                |
        | outgoing              | an outgoing message |
        | incoming              | an incoming message |
        | outgoing and incoming | a message           |

    @FQ25
    Scenario Outline: A flush <how> that has transferred everything answers without a warning
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      Then the call answers with a warning only if a message has not been transferred

      Examples: for a target, and with a further flag
        | how                                  |
        | through the spooler for Branch       |
        | through the spooler with FLUSH_FORCE |

    @FQ9
    Scenario: A flush of empty queues succeeds
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the call succeeds

  Rule: No message is lost or doubled
    Whether the far end is well or in trouble, and for any number of flushes, each message is transferred, returned to its
    sender, or still waits (ruling D-05).

    @I3a
    Scenario Outline: No message is lost when each far end <is in trouble>
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
        | Branch    | 3        | 3        |
      And the far end of Office <is in trouble>
      And the far end of Branch <is in trouble>
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is lost

      Examples: every trouble that a far end can make
        | is in trouble            |
        | is slow                  |
        | is down                  |
        | is down after 1 message  |
        | is down after 2 messages |
        | is down after 4 messages |
        | refuses every message    |

    @I3b
    Scenario: Two flushes transfer no message twice
      Given a profile with the transports
        | transport | kind  | FlushQueues   |
        | Office    | LAN   | supported     |
        | Branch    | LAN   | not supported |
        | Travel    | modem | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      And it flushes the outgoing and incoming queues through the spooler
      Then no message is doubled

    @I3b
    Scenario: Procedure B after procedure A transfers no message twice
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 7
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of each transport, through its object or the spooler
      Then no message is doubled

    @I3b
    Scenario: When the far end is back after it has refused, no message is transferred twice
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office refuses every message
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler
      Then no message is doubled

    @FQ14
    Scenario: When the far end is back, a second flush transfers the rest
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is down after 2 messages
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message of every transport is transferred

    @FQ23
    Scenario: When the far end is back after it has refused, a second flush tries again
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 0        |
      And the far end of Office refuses every message
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every outgoing message of Office is transferred

    @FQ23
    Scenario: A second flush tries again without FLUSH_NO_UI, too
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 0        |
      And the far end of Office refuses every message
      And someone is at the screen
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And the far end of Office is up again
      When it flushes the outgoing queues through the spooler with FLUSH_FORCE, without FLUSH_NO_UI
      Then in the end every outgoing message of Office is transferred

    @FQ15
    Scenario: A message that the far end refuses stays or is returned
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 0        |
      And the far end of Office refuses every message
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then every outgoing message of Office waits or has been returned

  Rule: The order of messages and transports
    A queue keeps its order. Sending comes before fetching, and one transport after the other, because transports may
    share a modem.

    @FQ6
    Scenario Outline: Messages leave in the order in which they were submitted when the client flushes <how>
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 12       | 0        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      And it waits until every message of Office is transferred
      Then the outgoing messages of Office went in the order in which they were submitted

      Examples: through the spooler, with a flag, and through a transport's own object
        | how                                  |
        | through the spooler                  |
        | through the spooler with FLUSH_FORCE |
        | through the object of Office         |

    @FQ12
    Scenario: A transport's messages are sent before others are fetched
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the outgoing messages of Office went before its incoming ones

    @FQ12
    Scenario Outline: Through <what>, the messages of <whom> are sent before others are fetched
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | <whom>    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through <what>
      Then the outgoing messages of <whom> went before its incoming ones

      Examples: a target of the spooler, a transport's own object, and all transports with a further flag
        | what                            | whom   |
        | the spooler for Branch          | Branch |
        | the object of Office            | Office |
        | the spooler with FLUSH_FORCE    | Office |
        | the spooler with FLUSH_ASYNC_OK | Office |

    @FQ13
    Scenario: Transports are flushed one after another, in transport order
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Travel    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Office    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Travel    | 2        | 1        |
        | Branch    | 1        | 2        |
        | Office    | 2        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the transports went one after another, in transport order

    @FQ13
    Scenario: With FLUSH_ASYNC_OK, too, transports are flushed one after another, in transport order
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Travel    | LAN  | supported   |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Travel    | 2        | 1        |
        | Office    | 2        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_ASYNC_OK
      Then the transports went one after another, in transport order

  Rule: Flags and targets at the edge
    FLUSH_FORCE is always accepted. Any answer is accepted to what no page defines, but no mail is damaged
    (ruling D-40).

    @FQ7
    Scenario: A flush without a direction loses and doubles nothing
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes no queues through the spooler
      Then no message is lost
      And no message is doubled

    @FQ8
    Scenario Outline: A flush through the spooler for <target> moves nothing
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler for <target>
      Then no message of Office has been transferred
      And no message of Branch has been transferred

      Examples: wrong in three ways
        | target                           |
        | a made-up target                 |
        | a target that has been cut short |
        | a target of another profile      |

    @A6d
    Scenario: A flush of the incoming queue of one target leaves its outgoing queue as it is
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the incoming queues through the spooler for Branch
      Then no outgoing message of Branch has been transferred

    @FQ22
    Scenario Outline: A flush of the <asked> queues without FLUSH_NO_UI transfers everything, too
      Given a profile with the transports
        | transport | kind  | FlushQueues   |
        | Office    | LAN   | supported     |
        | Branch    | LAN   | not supported |
        | Travel    | modem | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
      And someone is at the screen
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the <asked> queues through the spooler without FLUSH_NO_UI
      Then in the end every <message> of every transport is transferred

      Examples: no flag but the directions
        | asked                 | message          |
        | outgoing              | outgoing message |
        | incoming              | incoming message |
        | outgoing and incoming | message          |

    @FQ10
    Scenario: FLUSH_FORCE is accepted
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then the call succeeds
      And in the end every message of every transport is transferred

    @FQ17
    Scenario: A transport's own status object accepts FLUSH_FORCE
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office with FLUSH_FORCE
      Then the call succeeds
      And in the end every message of Office is transferred

    @FQ11
    Scenario Outline: A flush of the <asked> queues <how> with FLUSH_FORCE reaches an asynchronous transport
      Given a profile with the transports
        | transport | kind | FlushQueues   | asynchronous |
        | <whose>   | LAN  | <FlushQueues> | yes          |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      When it flushes the <asked> queues <how> with FLUSH_FORCE
      Then in the end every <message> of <whose> is transferred

      Examples: each direction and both, by every way to flush
        | asked                 | message          | how                           | whose | FlushQueues   |
        | outgoing              | outgoing message | through the spooler           | Later | supported     |
        | incoming              | incoming message | through the spooler           | Later | supported     |
        | outgoing and incoming | message          | through the spooler           | Later | supported     |
        | outgoing              | outgoing message | through the spooler for Relay | Relay | not supported |
        | incoming              | incoming message | through the spooler for Relay | Relay | not supported |
        | outgoing and incoming | message          | through the spooler for Relay | Relay | not supported |
        | outgoing              | outgoing message | through the object of Later   | Later | supported     |
        | incoming              | incoming message | through the object of Later   | Later | supported     |
        | outgoing and incoming | message          | through the object of Later   | Later | supported     |

    @FQ28
    Scenario Outline: With FLUSH_FORCE a flush through <what> moves the incoming queue and not the outgoing one
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the incoming queues through <what> with FLUSH_FORCE
      Then no outgoing message of <whose> has been transferred
      And in the end every incoming message of <whose> is transferred

      Examples: every way to flush
        | what                   | whose           |
        | the spooler            | every transport |
        | the spooler for Branch | Branch          |
        | the object of Office   | Office          |

    @FQ31
    Scenario Outline: A flush of the outgoing queues through <what> leaves the incoming queue as it is
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing queues through <what>
      Then no incoming message of <whose> has been transferred

      Examples: every way to flush, without and with FLUSH_FORCE
        | what                                    | whose           |
        | the spooler                             | every transport |
        | the spooler for Branch                  | Branch          |
        | the object of Office                    | Office          |
        | the spooler with FLUSH_FORCE            | every transport |
        | the spooler for Branch with FLUSH_FORCE | Branch          |
        | the object of Office with FLUSH_FORCE   | Office          |

  Rule: A session without mail
    A session logged on with MAPI_NO_MAIL has no transports. Any answer to its flush is accepted (ruling D-33).

    @FQ30
    Scenario Outline: A flush in a session without mail <how> sends and fetches nothing
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And a second client that has logged on
      And a client that has logged on without mail
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler <how>, in a session without mail
      Then no message of Office has been transferred
      And no message of Branch has been transferred

      Examples: for all, with each flag, and for a target that it cannot have read itself
        | how                                |
        | for all                            |
        | for all with FLUSH_FORCE           |
        | for all with FLUSH_ASYNC_OK        |
        | for a transport of another session |

  Rule: Two sessions at once
    A flush belongs to the session's own profile.

    @SS3
    Scenario Outline: A flush <how> leaves another profile's queues alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | <FlushQueues> |
      And a second profile with the transport Elsewhere, in use by a second client
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Elsewhere | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      Then no message of Elsewhere has been transferred

      Examples: for all, and for the first transport as target
        | how                            | FlushQueues   |
        | through the spooler            | supported     |
        | through the spooler for Office | not supported |

    @FQ8
    Scenario Outline: A flush <how> leaves that profile's queues alone
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And a second profile with the transport Elsewhere, in use by a second client
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Elsewhere | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      Then no message of Elsewhere has been transferred

      Examples: a target that this session does not have
        | how                                                                          |
        | through the spooler for the transport of the second profile                  |
        | through the spooler for the transport of the second profile with FLUSH_FORCE |
