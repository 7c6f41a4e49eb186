Feature: A flush as the transport provider sees it
  A flush of one transport is a conversation of the MAPI spooler and the transport's logon object, in fourteen numbered
  steps. It is the same one whether a client asked the spooler or the transport's own status object. The spooler announces
  which directions it is about to flush; the transport gets its line and shows in its status row which phase has begun.
  As long as STATUS_OUTBOUND_FLUSH stands there the spooler submits messages, and as long as STATUS_INBOUND_FLUSH stands
  there it offers empty ones to be filled; it tells the transport when either phase is over (rulings D-20, D-21).
  The kit takes the spooler's steps. What is judged is what the transport makes of them, seen from its answers, from what
  it calls back on its support object, and from its far end. Every announcement passes FLUSH_NO_UI: a modem or RAS that
  needs its user is not judged for what it leaves then (ruling D-63). From the second flush of a transport on it passes
  FLUSH_FORCE, too: without this flag a transport may leave some time between two flushes, or after trouble (ruling D-110).
  A transport whose row shows STATUS_OFFLINE is told by FORCE_XP_CONNECT to connect before each flush (ruling D-117).

  | step | rule                                                  | requirements                                 | scenarios |
  | all  | in one walk                                           | XP25 XP56                                    | 5         |
  |      | X Outside of a flush: status row and status object    | XP1 XP2 XP3 XP4 XP5 XP6 XP7 XP8 XP9 XP10     | 56        |
  |      |                                                       | XP11 XP12 XP13 XP14 XP15 XP16 XP17 XP18 XP62 |           |
  |      |                                                       | XP63 XP64 XP75 XP76 XP78 XP79 XP80 XP81 XP85 |           |
  |      |                                                       | XP86 XP87 XP89                               |           |
  | 1    | X1 The spooler announces the flush                    | XP19 XP20                                    | 4         |
  | 2    | X2 The transport gets ready and shows its first phase | XP21 XP22 XP23 XP24 XP25 XP26 XP84           | 15        |
  | 3    | X3 The spooler submits a message                      | XP27 XP30                                    | 2         |
  | 4    | X4 The transport takes it, or says why not            | XP28 XP29 XP31                               | 3         |
  | 5    | X5 The spooler asks what became of it                 | XP34 XP36                                    | 5         |
  | 6    | X6 The transport says whether it is sent              | XP32 XP33 XP35 XP72                          | 13        |
  | 7    | X7 Until the queue is empty                           | XP37 XP38 XP39 XP40 XP65 XP66                | 36        |
  | 8    | X8 The spooler ends the outbound phase                | XP41 XP43 XP44                               | 12        |
  | 9    | X9 The transport goes over to receiving               | XP42 XP88                                    | 3         |
  | 10   | X10 The spooler offers an empty message               | XP46                                         | 2         |
  | 11   | X11 The transport fills and saves it, or leaves it    | XP45 XP47 XP73                               | 8         |
  | 12   | X12 The spooler ends the inbound phase                | XP48 XP50 XP74 XP82                          | 11        |
  | 13   | X13 The transport lets go                             | XP49 XP51 XP52 XP53 XP77                     | 27        |
  | 14   | X14 The next transport's turn                         | XP54 XP55                                    | 12        |

  @walkthrough @XP56
  Scenario: Taking all steps with the outgoing queue sends what waits in it
    Given the transport Office has logged on
    And 3 messages of Office wait with the spooler
    And 2 messages of Office wait at its far end
    When the spooler announces to Office a flush of the outgoing queue
    And Office gets ready and shows STATUS_OUTBOUND_FLUSH
    And the spooler submits the first message to Office
    And Office takes it
    And the spooler asks Office what became of it
    And Office says that it is sent, or asks for it again
    And they go on like this until the outgoing queue of Office is empty
    And the spooler ends the outbound phase of Office
    And nothing of Office is received, because its incoming queue was not announced
    And Office lets go
    And the spooler turns to the next transport, and there is none
    Then in the end every outgoing message of Office arrives

  @walkthrough @XP56
  Scenario: Taking all steps with the incoming queue fetches what waits at the far end
    Given the transport Office has logged on
    And 2 messages of Office wait with the spooler
    And 3 messages of Office wait at its far end
    When the spooler announces to Office a flush of the incoming queue
    And Office gets ready and shows STATUS_INBOUND_FLUSH
    And nothing of Office is sent, because its outgoing queue was not announced
    And Office goes over to receiving
    And the spooler offers Office an empty message
    And Office fills and saves it, and so on until it leaves one unsaved
    And the spooler ends the inbound phase of Office
    And Office lets go
    And the spooler turns to the next transport, and there is none
    Then in the end every incoming message of Office arrives

  @walkthrough @XP56
  Scenario: Taking all steps with both queues sends and fetches what waits
    Given the transport Office has logged on
    And 3 messages of Office wait with the spooler
    And 2 messages of Office wait at its far end
    When the spooler announces to Office a flush of both queues
    And Office gets ready and shows STATUS_OUTBOUND_FLUSH
    And the spooler submits the first message to Office
    And Office takes it
    And the spooler asks Office what became of it
    And Office says that it is sent, or asks for it again
    And they go on like this until the outgoing queue of Office is empty
    And the spooler ends the outbound phase of Office
    And Office goes over to receiving
    And the spooler offers Office an empty message
    And Office fills and saves it, and so on until it leaves one unsaved
    And the spooler ends the inbound phase of Office
    And Office lets go
    And the spooler turns to the next transport, and there is none
    Then in the end every message of Office arrives

  @walkthrough @XP56
  Scenario: Taking all steps with one transport after the other transfers the mail of both
    Given the transports Office and Travel have logged on
    And 2 messages of Office wait with the spooler
    And 2 messages of Office wait at its far end
    And 3 messages of Travel wait with the spooler
    And 3 messages of Travel wait at its far end
    When the spooler announces to Office a flush of both queues
    And Office gets ready and shows STATUS_OUTBOUND_FLUSH
    And the spooler submits the first message to Office
    And Office takes it
    And the spooler asks Office what became of it
    And Office says that it is sent, or asks for it again
    And they go on like this until the outgoing queue of Office is empty
    And the spooler ends the outbound phase of Office
    And Office goes over to receiving
    And the spooler offers Office an empty message
    And Office fills and saves it, and so on until it leaves one unsaved
    And the spooler ends the inbound phase of Office
    And Office lets go
    And the spooler turns to Travel and does the same
    Then in the end every message of Office arrives
    And in the end every message of Travel arrives

  @walkthrough @XP25
  Scenario: Taking all steps after messages were deferred sends these too
    Given the transport Office has logged on
    And 2 messages of Office wait with the spooler
    And Office has deferred messages
    When the spooler announces to Office a flush of the outgoing queue
    And Office gets ready and shows STATUS_OUTBOUND_FLUSH
    And the spooler submits the first message to Office
    And Office takes it
    And the spooler asks Office what became of it
    And Office says that it is sent, or asks for it again
    And they go on like this until the outgoing queue of Office is empty
    And the spooler ends the outbound phase of Office
    And nothing of Office is received, because its incoming queue was not announced
    And Office lets go
    And the spooler turns to the next transport, and there is none
    Then Office announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them

  Rule: X Outside of a flush: status row and status object
    A transport makes its row of the status table by ModifyStatusRow of its support object, when TransportLogon or
    AddressTypes is called. Then the spooler passes NOTIFY_BEGIN_OUTBOUND and NOTIFY_BEGIN_INBOUND (ruling D-71). The
    transport gives out a status object, which should say the same as the row and does what PR_RESOURCE_METHODS lists. A client
    that calls FlushQueues of that object changes the row: its flush bits are how the transport asks the spooler for a flush.

    @XP1
    Scenario: Logging on makes the status row
      When the spooler logs a transport of each kind on
      Then each row has PR_DISPLAY_NAME, PR_STATUS_CODE, PR_RESOURCE_METHODS

    @XP1
    Scenario: Logging on again makes the status row, too
      When the spooler logs a transport of each kind on
      And the spooler flushes both queues of each transport
      And each transport is logged off and on again
      Then each row has PR_DISPLAY_NAME, PR_STATUS_CODE, PR_RESOURCE_METHODS

    @XP89
    Scenario: Logging on also puts the name of the provider into the row
      When the spooler logs a transport of each kind on
      Then each row has PR_PROVIDER_DISPLAY

    @XP2
    Scenario: The row tells the whole identity or nothing of it
      When the spooler logs a transport of each kind on
      Then each row has all of PR_IDENTITY_DISPLAY, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY, or none

    @XP2
    Scenario: The row still tells the whole identity or nothing of it when the line has broken and come back
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      When the spooler flushes with FLUSH_FORCE both queues of each transport
      And 3 more messages of each transport come to the spooler
      And the far end of each transport is down after 1 message, where that can be arranged
      And the spooler flushes both queues of each transport
      And the far end of each transport is up again, where that can be arranged
      And the spooler flushes both queues of each transport
      Then each row has all of PR_IDENTITY_DISPLAY, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY, or none

    @XP2
    Scenario: The row still tells the whole identity or nothing of it after a shutdown
      Given a transport of each kind has logged on
      And a flush of each transport was ended by a shutdown between two messages
      When the spooler flushes both queues of each transport
      Then each row has all of PR_IDENTITY_DISPLAY, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY, or none

    @XP3
    Scenario: Other calls than those of a flush leave no flush bit
      Given the transport Office has logged on
      When the spooler calls Office for anything but a flush
      Then the row of Office shows no flush bit

    @XP3
    Scenario: A request that is refused leaves no flush bit
      Given a transport of each kind has logged on
      When a client calls FlushQueues of the status object of each transport for both queues
      Then no row shows a request that was refused

    @XP4
    Scenario Outline: The status object opens <how>
      Given the transport Office has logged on
      When the spooler opens the status object of Office <how>
      Then the status object is of type MAPI_STATUS

      Examples: by name and by NULL
        | how                         |
        | as IMAPIStatus              |
        | without naming an interface |

    @XP5
    Scenario: Asking for write access is answered with less
      Given the transport Office has logged on
      When the spooler opens the status object of Office with MAPI_MODIFY
      Then every such call succeeds

    @XP6
    Scenario: The status object is none of another interface
      Given the transport Office has logged on
      When the spooler opens the status object of Office as IMAPITable
      Then every such call is refused

    @XP7
    Scenario: The status object lists its methods
      Given a transport of each kind has logged on
      When the spooler reads PR_RESOURCE_METHODS from each status object
      Then the status object has them all

    @XP79
    Scenario: The status object lists the same methods as the row
      Given a transport of each kind has logged on
      When the spooler reads PR_RESOURCE_METHODS from each status object
      And a client opens the status object of each transport, and keeps it open
      And the spooler flushes both queues of each transport
      And the spooler reads PR_RESOURCE_METHODS from each status object
      Then the status object says the same as the row

    @XP79
    Scenario: The status object lists the same methods as the row also when the line has broken
      Given a transport of each kind has logged on
      And 3 messages of each transport wait with the spooler
      When the far end of each transport is down after 1 message, where that can be arranged
      And the spooler flushes both queues of each transport
      And the spooler reads PR_RESOURCE_METHODS from each status object
      And the far end of each transport is up again, where that can be arranged
      And the spooler flushes both queues of each transport
      And the spooler reads PR_RESOURCE_METHODS from each status object
      Then the status object says the same as the row

    @XP8
    Scenario: The status object has a status code
      Given a transport of each kind has logged on
      When the spooler reads PR_STATUS_CODE from each status object
      Then the status object has them all

    @XP81
    Scenario: The status code of the status object follows the row
      Given the transport Office has logged on
      When the spooler reads PR_STATUS_CODE from the status object of Office
      And the spooler announces to Office a flush of the outgoing queue
      And the spooler reads PR_STATUS_CODE from the status object of Office
      And the spooler ends the outbound phase of Office
      And the spooler reads PR_STATUS_CODE from the status object of Office
      Then the status object says the same as the row

    @XP81
    Scenario: The status code of a status object that stays open follows the row through a flush whose line breaks
      Given the transport Office has logged on
      And the status object of Office has been opened, and stays open
      And 2 messages of Office wait with the spooler
      And the far end of Office is down after 1 message, where that can be arranged
      When the spooler announces to Office a flush of both queues
      And the spooler reads PR_STATUS_CODE from the status object of Office
      And the spooler submits every message to Office
      And the spooler ends the outbound phase of Office
      And the spooler waits an hour, where time is simulated
      And the spooler reads PR_STATUS_CODE from the status object of Office
      And the spooler ends the inbound phase of Office
      And the spooler reads PR_STATUS_CODE from the status object of Office
      Then the status object says the same as the row

    @XP81
    Scenario: The status code of the status object follows the row when a client has asked for a flush and after a shutdown
      Given the transport Office has logged on
      And a flush of Office was ended by a shutdown between two messages
      When the spooler reads PR_STATUS_CODE from the status object of Office
      And a client calls FlushQueues of the status object of Office for the outgoing queue
      And the spooler reads PR_STATUS_CODE from the status object of Office
      Then the status object says the same as the row

    @XP81
    Scenario: The status code of a status object that is opened in the middle of a flush follows the row when that is over
      Given the transport Office has logged on
      When the spooler announces to Office a flush of the outgoing queue
      And a client opens the status object of Office, and keeps it open
      And the spooler ends the outbound phase of Office
      And the spooler reads PR_STATUS_CODE from the status object of Office
      Then the status object says the same as the row

    @XP8
    Scenario: The status object has its name and that of its provider
      Given a transport of each kind has logged on
      When the spooler reads PR_DISPLAY_NAME, PR_PROVIDER_DISPLAY from each status object
      Then the status object has them all

    @XP8
    Scenario: The status object has a status code also when another client has released one
      Given a transport of each kind has logged on
      And the status object of each transport has been opened, and stays open
      When another client opens the status object of each transport, and releases it
      And the spooler reads PR_STATUS_CODE from each status object
      Then the status object has them all

    @XP9
    Scenario: The status object also tells what MAPI puts into the row
      Given the transport Office has logged on
      When the spooler reads PR_PROVIDER_DLL_NAME, PR_RESOURCE_FLAGS, PR_RESOURCE_TYPE from the status object of Office
      Then the status object has them all

    @XP87
    Scenario: What the status object tells of its type is that of a transport's status object
      Given a transport of each kind has logged on
      When the spooler reads PR_RESOURCE_TYPE, PR_OBJECT_TYPE from each status object
      Then each type is that of a transport's status object, where it is told

    @XP85
    Scenario Outline: The status object gives <which> in one call
      Given the transport Office has logged on
      When the spooler reads <which> from the status object of Office in one call
      Then each value is in its place, without a warning

      Examples: once, and many times
        | which                                                        |
        | every property that it gives alone                           |
        | every property that it gives alone, each twice               |
        | every property that it gives alone, and all of them again    |
        | every property that it gives alone, all of them twenty times |

    @XP86
    Scenario Outline: The status object gives <which> in one call, and marks what it lacks
      Given the transport Office has logged on
      When the spooler reads <which> from the status object of Office in one call
      Then each value is in its place, and what no object has is an error with a warning

      Examples: before, between and behind what it has
        | which                                                                      |
        | every property that it gives alone, behind one that no object has          |
        | every property that it gives alone, each behind one that no object has     |
        | every property that it gives alone, with some that no object has behind it |

    @XP10
    Scenario: A status object without STATUS_FLUSH_QUEUES refuses FlushQueues
      Given a transport of each kind without STATUS_FLUSH_QUEUES has logged on
      When a client calls FlushQueues of the status object of each transport for both queues
      Then every such call is refused

    @XP11
    Scenario: Methods that are not listed are refused
      Given a transport of each kind has logged on
      When a client calls what PR_RESOURCE_METHODS of the status object of each transport does not list
      Then every such call is refused

    @XP75
    Scenario: SettingsDialog shows the settings where it is listed
      Given a transport of each kind has logged on
      And someone is at the screen
      When a client calls SettingsDialog of the status object of each transport
      Then every such call succeeds
      And each of these dialogs has been shown

    @XP12
    Scenario: ValidateState succeeds on the logon object and on the status object
      Given a transport of each kind has logged on
      When the spooler validates the state of each transport and of its status object with SUPPRESS_UI
      Then every such call succeeds

    @XP78
    Scenario: Logon object and status object validate alike when the far end is down
      Given the transport Office has logged on
      And the status object of Office has been opened, and stays open
      And the far end of Office is down, where that can be arranged
      When the spooler validates the state of Office and of its status object with SUPPRESS_UI
      Then both answer alike

    @XP78
    Scenario: Logon object and status object validate alike in the middle of a flush
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And a flush of both queues has been announced to Office
      When the spooler validates the state of Office and of its status object with SUPPRESS_UI
      Then both answer alike

    @XP13
    Scenario: ValidateState refuses a flag that is not defined
      Given the transport Office has logged on
      When the spooler validates the state of Office and of its status object with an undefined flag
      Then every such call is refused

    @XP76
    Scenario: ValidateState knows each flag that is defined
      Given the transport Office has logged on
      When the spooler validates the state of Office and of its status object with each other flag that is defined
      Then every such call succeeds, or is refused for another reason than an unknown flag

    @XP14
    Scenario: The transport names the address types that it handles
      Given the transport Office has logged on
      When the spooler calls AddressTypes of Office
      Then the answer is address types, none, or an empty one alone

    @XP15
    Scenario Outline: The request of a client for <queue> is shown in the row
      Given a transport of each kind with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of each transport wait at its far end, where that can be arranged
      When a client calls FlushQueues of the status object of each transport for <queue>
      Then every such call succeeds
      And the row of each transport shows <bit>

      Examples: one direction at a time
        | queue              | bit                   |
        | the outgoing queue | STATUS_OUTBOUND_FLUSH |
        | the incoming queue | STATUS_INBOUND_FLUSH  |

    @XP15
    Scenario: The request of a client is accepted and shown also when the far end is down
      Given a transport of each kind with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of each transport wait with the spooler
      When the far end of each transport is down, where that can be arranged
      And a client calls FlushQueues of the status object of each transport for the outgoing queue
      Then every such call succeeds
      And the row of each transport shows STATUS_OUTBOUND_FLUSH

    @XP15
    Scenario Outline: The request of a client for <queues> is accepted also when the far end <is in trouble>
      Given a transport of each kind with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end, where that can be arranged
      When the far end of each transport <is in trouble>, where that can be arranged
      And a client calls FlushQueues of the status object of each transport for <queues>
      Then every such call succeeds, or answers MAPI_E_BUSY

      Examples: it does not answer, and refuses
        | queues             | is in trouble         |
        | the incoming queue | is down               |
        | both queues        | is down               |
        | the outgoing queue | refuses every message |
        | the incoming queue | refuses every message |
        | both queues        | refuses every message |

    @XP15
    Scenario: A request for both queues is shown by the bit that shows one for the incoming queue, too
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end, where that can be arranged
      When a client calls FlushQueues of the status object of Office for the incoming queue
      And the spooler does what the row of Office still asks for, if anything
      And 2 more messages of Office come to its far end, where that can be arranged
      And a client calls FlushQueues of the status object of Office for both queues
      Then the row of Office shows STATUS_INBOUND_FLUSH for both queues, if it did for the incoming queue alone

    @XP15
    Scenario: The request of a client is still shown after all that is not its flush
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And the transport Travel has logged on
      When a client calls FlushQueues of the status object of Office for the outgoing queue
      And a client calls FlushQueues of the status object of Office for the incoming queue
      And the spooler validates the state of Office and of its status object with SUPPRESS_UI
      And the spooler validates the state of Travel and of its status object with SUPPRESS_UI
      And the spooler has Office and Travel configured anew
      And the spooler calls Poll and Idle of Office, where it wants them
      And the spooler flushes both queues of Travel
      And the spooler logs Travel off
      Then the row of Office still shows each request that was accepted

    @XP16
    Scenario: The request of a client moves no message by itself
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      When a client calls FlushQueues of the status object of Office for both queues
      Then no message of Office has moved

    @XP17
    Scenario: What a client has asked for is done when the spooler has flushed the transport
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the status object of Office has been opened, and stays open
      And the spooler has flushed both queues of Office
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      When a client calls FlushQueues of the status object of Office for both queues
      And the spooler does what the row of Office asks for
      Then in the end every message of Office arrives
      And the row of Office shows no STATUS_INBOUND_FLUSH

    @XP17
    Scenario Outline: A client's request for <asked> is done also when it comes while <announced> is flushed
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And a flush of <announced> has been announced to Office
      When a client calls FlushQueues of the status object of Office for <asked>
      And the spooler goes on with the flush of Office
      And a client calls it again for <asked> of Office if it was refused
      And the spooler does what the row of Office still asks for, if anything
      Then in the end every message of Office arrives
      And the row of Office shows no STATUS_INBOUND_FLUSH

      Examples: the other direction, and both
        | announced          | asked              |
        | the outgoing queue | the incoming queue |
        | the incoming queue | the outgoing queue |
        | the incoming queue | both queues        |
        | the outgoing queue | both queues        |

    @XP17
    Scenario: A client's request is done also in the session after one in which the status object was opened
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And the status object of Office has been opened, and stays open
      And Office has been logged off and on again
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      When a client calls FlushQueues of the status object of Office for both queues
      And the spooler does what the row of Office still asks for, if anything
      Then in the end every message of Office arrives
      And the row of Office shows no STATUS_INBOUND_FLUSH

    @XP17
    Scenario: A client's request is done also when it comes in the inbound phase of a flush of both queues
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler goes on to the inbound phase of Office
      And 2 more messages of Office come to the spooler
      And a client calls FlushQueues of the status object of Office for the outgoing queue
      And the spooler goes on with the flush of Office
      And a client calls it again for the outgoing queue of Office if it was refused
      And the spooler does what the row of Office still asks for, if anything
      Then in the end every message of Office arrives
      And the row of Office shows no STATUS_INBOUND_FLUSH

    @XP17
    Scenario: A client's request for the incoming queue is done also when the outgoing queue is flushed first
      Given the transport Office with STATUS_FLUSH_QUEUES has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      When a client calls FlushQueues of the status object of Office for the incoming queue
      And the spooler flushes the outgoing queue of Office
      And the spooler does what the row of Office still asks for, if anything
      Then in the end every message of Office arrives
      And the row of Office shows no STATUS_INBOUND_FLUSH

    @XP80
    Scenario: Poll tells of mail that waits
      Given the transport Office has logged on
      And 256 messages of Office wait at its far end, or 16 in real time
      And an hour has passed, where time is simulated
      When the spooler calls Poll of Office
      Then the answer is that mail waits

    @XP80
    Scenario: Poll tells of mail that is left by a flush in which nothing could be saved
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And the spooler can save nothing of what Office receives
      And the spooler has flushed the incoming queue of Office
      When the spooler calls Poll of Office
      Then the answer is that mail waits

    @XP80
    Scenario: Poll tells of mail that waits when the far end has been down
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And the far end of Office is down
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      And 2 messages of Office wait at its far end
      And an hour has passed, where time is simulated
      When the spooler calls Poll of Office
      Then the answer is that mail waits

    @XP18
    Scenario: Poll tells that no mail waits
      Given the transport Office has logged on
      When the spooler calls Poll of Office
      Then the answer is that no mail waits

    @XP18
    Scenario: Poll tells that no mail waits any more when all has been received
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      When the spooler calls Poll of Office
      And the spooler flushes the incoming queue of Office
      And the spooler calls Poll of Office
      Then the answer is that no mail waits

    @XP18
    Scenario: Poll tells that no mail waits any more when the rest was received after a shutdown
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And a flush of Office was ended by a shutdown while messages are received
      And the spooler has flushed both queues of Office
      When the spooler calls Poll of Office
      Then the answer is that no mail waits

    @XP62
    Scenario: Idle succeeds
      Given the transport Office has logged on
      When the spooler calls Idle of Office
      Then every such call succeeds

    @XP62
    Scenario: Idle succeeds also when the line has broken and come back
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And the far end of Office is down after 1 message, where that can be arranged
      And the spooler has flushed both queues of Office
      And the far end of Office is up again, where that can be arranged
      When the spooler calls Idle of Office
      Then every such call succeeds

    @XP63
    Scenario: Mail that Poll has told of is still there to be received
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      When the spooler calls Poll of Office
      And the spooler flushes the incoming queue of Office
      Then in the end every incoming message of Office arrives

    @XP64
    Scenario: Validating the state takes no line
      Given the transport Office has logged on
      And what the provider holds has been counted
      When the spooler validates the state of Office and of its status object with SUPPRESS_UI
      Then the provider holds no more than before

    @XP64
    Scenario: Validating the state takes no line when the far end is down, either
      Given the transport Office has logged on
      And the far end of Office is down, where that can be arranged
      And what the provider holds has been counted
      When the spooler validates the state of Office and of its status object with SUPPRESS_UI
      Then the provider holds no more than before

  Rule: X1 The spooler announces the flush
    The step calls FlushQueues of the logon object once, with all directions together, before the first message. Its
    counterpart: the transport accepts each direction and both, and the flags that may stand beside them.
    If the transport was flushed before, FLUSH_FORCE is among these (ruling D-110).

    @XP19
    Scenario Outline: The announcement of a flush of <queues> is accepted
      Given the transport Office has logged on
      When the spooler announces to Office a flush of <queues>
      Then every such call succeeds

      Examples: either direction, and both in one call
        | queues             |
        | the outgoing queue |
        | the incoming queue |
        | both queues        |

    @XP19
    Scenario: The announcement is accepted again when a flush is over
      Given the transport Office has logged on
      And the spooler has flushed both queues of Office
      When the spooler announces to Office a flush of both queues
      Then every such call succeeds

    @XP19
    Scenario Outline: The announcement is accepted after six flushes whose far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And the far end of Office <is in trouble>, where that can be arranged
      And 6 flushes of Office have been made
      And the far end of Office is up again, where that can be arranged
      When the spooler announces to Office a flush of both queues
      Then every such call succeeds

      Examples: it does not answer, and refuses
        | is in trouble         |
        | is down               |
        | refuses every message |

    @XP20
    Scenario Outline: An announcement of <queues> with <flag> is accepted
      Given the transport Office has logged on
      When the spooler announces to Office a flush of <queues> with <flag>
      Then every such call succeeds

      Examples: at any cost, and without user interface
        | queues             | flag        |
        | both queues        | FLUSH_FORCE |
        | the outgoing queue | FLUSH_FORCE |
        | the incoming queue | FLUSH_FORCE |
        | both queues        | FLUSH_NO_UI |

  Rule: X2 The transport gets ready and shows its first phase
    The transport takes this step before it answers the announcement: it announces messages that it has deferred, gets its
    line, and shows the phase that begins by its flush bit. With both directions that is the outbound one. A transport may
    begin every flush with it: the spooler then ends it at once where the incoming queue alone was announced (ruling D-51).

    @XP21
    Scenario Outline: The outbound phase shows when a flush of <queues> is announced
      Given the transport Office has logged on
      When the spooler announces to Office a flush of <queues>
      Then the row of Office shows STATUS_OUTBOUND_FLUSH

      Examples: alone, and before the inbound phase
        | queues             |
        | the outgoing queue |
        | both queues        |

    @XP22
    Scenario Outline: The inbound phase shows also after two flushes whose far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And the spooler has flushed the incoming queue of Office
      And the spooler has flushed the incoming queue of Office
      And the far end of Office is up again
      And 2 messages of Office wait at its far end
      When the spooler announces to Office a flush of the incoming queue
      Then the row of Office shows STATUS_INBOUND_FLUSH

      Examples: it does not answer, and refuses
        | is in trouble         |
        | is down               |
        | refuses every message |

    @XP22
    Scenario: The inbound phase shows when a flush of the incoming queue alone is announced
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      When the spooler announces to Office a flush of the incoming queue
      Then the row of Office shows STATUS_INBOUND_FLUSH

    @XP84
    Scenario Outline: With FLUSH_FORCE an asynchronous transport takes part in a flush of <queues>
      Given the asynchronous transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes with FLUSH_FORCE <queues> of Office
      Then in the end every <message> of Office arrives

      Examples: each direction, and both
        | queues             | message          |
        | the outgoing queue | outgoing message |
        | the incoming queue | incoming message |
        | both queues        | message          |

    @XP23
    Scenario: A flush of the outgoing queue alone does not show the inbound phase
      Given the transport Office has logged on
      When the spooler announces to Office a flush of the outgoing queue
      Then the row of Office shows no STATUS_INBOUND_FLUSH

    @XP24
    Scenario: A flush keeps the columns that say who the transport is
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      When the spooler flushes both queues of Office
      And the spooler announces to Office a flush of both queues
      And the spooler shuts down in the middle of the flush of Office
      And the spooler flushes both queues of Office
      Then the row of Office keeps what says who the transport is

    @XP24
    Scenario: A flush whose line breaks keeps the columns that say who the transport is, too
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office is down after 1 message, where that can be arranged
      When the spooler flushes both queues of Office
      Then the row of Office keeps what says who the transport is

    @XP24
    Scenario: A request keeps the columns that say who the transport is, too
      Given a transport of each kind has logged on
      When a client calls FlushQueues of the status object of each transport for both queues
      Then the row of each transport keeps what says who the transport is

    @XP24
    Scenario: A look at the settings keeps the columns that say who the transport is, too
      Given a transport of each kind has logged on
      And someone is at the screen, or there is no dialog to close
      When a client calls SettingsDialog of the status object of each transport
      And the spooler flushes with FLUSH_FORCE both queues of each transport
      Then the row of each transport keeps what says who the transport is

    @XP25
    Scenario: Messages that were deferred are announced and taken in the next flush
      Given the transport Office has logged on
      And 12 messages of Office wait with the spooler
      And Office has deferred messages
      And an hour has passed, where time is simulated
      When the spooler validates the state of Office and of its status object with SUPPRESS_UI
      And the spooler flushes both queues of Office
      Then Office announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them

    @XP25
    Scenario: Messages that were deferred again are announced again, also after a shutdown
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And Office has deferred messages
      And Office has deferred messages
      And the spooler has flushed both queues of Office
      And 3 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And Office has deferred messages
      When the spooler announces to Office a flush of the incoming queue
      And the spooler shuts down in the middle of the flush of Office
      And the spooler flushes both queues of Office
      Then Office announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them

    @XP25
    Scenario: Each of two transports announces and takes the messages that it has deferred
      Given the transports Office and Travel have logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Travel wait with the spooler
      And Office has deferred messages
      And Travel has deferred messages
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Travel
      Then Office announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them
      And Travel announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them

    @XP26
    Scenario: A LAN transport shows no user interface during a flush with FLUSH_NO_UI
      Given the transport Office on a LAN has logged on
      And someone is at the screen
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      Then Office has shown no user interface

    @XP26
    Scenario: A LAN transport shows no user interface however much mail there is, nor when its far end is up again
      Given the transport Office on a LAN has logged on
      And someone is at the screen
      And 80 messages of Office wait with the spooler, or 16 in real time
      And 80 messages of Office wait at its far end, or 16 in real time
      And the far end of Office is down
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      And the spooler flushes with FLUSH_FORCE both queues of Office
      Then Office has shown no user interface

    @XP26
    Scenario Outline: A LAN transport shows no user interface when its far end <is in trouble>, either
      Given the transport Office on a LAN has logged on
      And someone is at the screen
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      When the spooler flushes both queues of Office
      Then Office has shown no user interface

      Examples: every trouble in which a transport might ask its user
        | is in trouble                    |
        | is slow                          |
        | is down                          |
        | is down after 1 message          |
        | is down after 3 messages         |
        | refuses every message            |
        | refuses every login              |
        | refuses every login to fetch     |
        | refuses every outgoing message   |
        | takes a message and falls silent |

  Rule: X3 The spooler submits a message
    The step calls SubmitMessage for the first message of the queue. A transport that is not ready asks the spooler to wait,
    and is asked again after that time. Its counterpart: with a far end that is up, the message is taken in the end.

    @XP27
    Scenario: Each message is taken while the far end is up
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits every message to Office
      Then each message of Office that was submitted is taken

    @XP30
    Scenario: A slow far end costs time and no message
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office is slow
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that was submitted reaches the far end

  Rule: X4 The transport takes it, or says why not
    A message that SubmitMessage declines stays with the spooler, and there is no EndMessage for it. So the transport must
    not have sent it, unless the far end took it without an answer (D-41), and must take it another time.

    @XP28
    Scenario Outline: A message that is declined because the far end <is in trouble> has not been sent
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office <is in trouble>
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that was declined stays unsent

      Examples: from the start, in the middle, by stage, and without an answer
        | is in trouble                          |
        | is down                                |
        | is down after 1 message                |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to send            |
        | refuses every outgoing message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP29
    Scenario Outline: A message is declined with a result of SubmitMessage when the far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And the far end of Office <is in trouble>
      When the spooler flushes the outgoing queue of Office
      Then the answers of Office to SubmitMessage are among those that its page names

      Examples: no answer comes, and nothing is accepted
        | is in trouble         |
        | is down               |
        | refuses every message |

    @XP31
    Scenario: A message that was declined is sent by the next flush
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office is down
      And the spooler has flushed the outgoing queue of Office
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that was declined has been sent in the end

  Rule: X5 The spooler asks what became of it
    The step calls EndMessage for each message that was taken. Its counterpart: the answer is one that the spooler can act
    on, and it stays true when the message was cancelled in between.

    @XP34
    Scenario: EndMessage answers with no flag or with one
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office refuses every message
      And the spooler has flushed the outgoing queue of Office
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      Then the answers of Office to EndMessage have one flag at most

    @XP36
    Scenario: EndMessage tells the truth about a message that was cancelled
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      Then the answers of Office to EndMessage are true

    @XP36
    Scenario: EndMessage tells the truth about each of two messages that are cancelled in one flush
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      And the spooler submits the next message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      Then the answers of Office to EndMessage are true

    @XP36
    Scenario Outline: EndMessage tells the truth about a cancelled message whose far end <is in trouble> since SubmitMessage
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And meanwhile the far end of Office <is in trouble>
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      And the spooler goes on with the flush of Office
      Then EndMessage has told the truth about each message of Office

      Examples: it does not answer, and refuses
        | is in trouble         |
        | is down               |
        | refuses every message |

    @XP36
    Scenario Outline: After <interruption> EndMessage tells the truth about a message that is cancelled
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      And the spooler goes on with the flush of Office
      Then the answers of Office to EndMessage are true

      Examples: another message that was cancelled, and a shutdown
        | interruption                                  |
        | the cancelling of a message                   |
        | the cancelling of a message to a slow far end |
        | a shutdown between two messages               |
        | a shutdown while a slow far end is waited for |

  Rule: X6 The transport says whether it is sent
    Without a flag the spooler forgets the message: it must have reached the far end. With a flag the message stays with
    the spooler, to be submitted again now, later, or when the transport announces it. Then it must not have been
    sent, unless the far end took it without an answer (D-41).

    @XP32
    Scenario: What EndMessage calls sent has reached the far end, also when the line was idle before
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the spooler has flushed the outgoing queue of Office
      And an hour has passed, where time is simulated
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      And an hour has passed, where time is simulated
      When the spooler submits every message to Office
      And the spooler ends the outbound phase of Office
      Then each message of Office that EndMessage called sent has reached the far end

    @XP32
    Scenario: What EndMessage calls sent has reached the far end also when it is called after an hour
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler waits an hour
      And the spooler asks Office what became of it
      And the spooler goes on with the flush of Office
      Then each message of Office that EndMessage called sent has reached the far end

    @XP32
    Scenario Outline: What EndMessage calls sent has reached a far end that <is in trouble>
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office <is in trouble>
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage called sent has reached the far end

      Examples: slowly, from the start, in the middle, one by one, and without an answer
        | is in trouble                          |
        | is slow                                |
        | is down                                |
        | is down after 1 message                |
        | refuses every message                  |
        | refuses every login to send            |
        | refuses every outgoing message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP32
    Scenario Outline: What EndMessage calls sent has reached a far end that <is in trouble> since SubmitMessage
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And meanwhile the far end of Office <is in trouble>
      And the spooler asks Office what became of it
      And the spooler goes on with the flush of Office
      Then each message of Office that EndMessage called sent has reached the far end

      Examples: it dies, and it refuses by stage
        | is in trouble                          |
        | is down                                |
        | refuses every message                  |
        | refuses every login to send            |
        | refuses every outgoing message         |
        | falls silent before it takes a message |

    @XP32
    Scenario Outline: What EndMessage calls sent while the far end <is in trouble> is sent after a logoff, too
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office <is in trouble>
      And the spooler has flushed the outgoing queue of Office
      And Office has been logged off and on again
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage called sent has reached the far end

      Examples: it does not answer, breaks off, and refuses
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |

    @XP32
    Scenario Outline: What EndMessage calls sent has reached the far end after <interruption>
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 3 messages of Office wait with the spooler
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage called sent has reached the far end

      Examples: a message that was cancelled, a shutdown, and both together
        | interruption                                        |
        | the cancelling of a message                         |
        | the cancelling of a message to a slow far end       |
        | a shutdown between two messages                     |
        | a shutdown before EndMessage                        |
        | a shutdown while a slow far end is waited for       |
        | a shutdown before EndMessage of a cancelled message |
        | a logoff before EndMessage of a cancelled message   |

    @XP33
    Scenario Outline: What EndMessage keeps while the far end <is in trouble> has not been sent
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office <is in trouble>
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage kept stays unsent

      Examples: slowly, from the start, in the middle, one by one, and without an answer
        | is in trouble                          |
        | is slow                                |
        | is down                                |
        | is down after 1 message                |
        | refuses every message                  |
        | refuses every login to send            |
        | refuses every outgoing message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP35
    Scenario Outline: What EndMessage has kept while the far end <is in trouble> is sent once
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office <is in trouble>
      And the spooler has flushed the outgoing queue of Office
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      And the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage kept has been sent once in the end

      Examples: from the start, in the middle, one by one, and without an answer
        | is in trouble                          |
        | is down                                |
        | is down after 1 message                |
        | refuses every message                  |
        | refuses every login to send            |
        | refuses every outgoing message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP35
    Scenario: What EndMessage has kept because it was cancelled is sent once when it is submitted again
      Given the transport Office has logged on
      And a flush of Office was ended by the cancelling of a message that is sent again
      When the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage kept has been sent once in the end

    @XP35
    Scenario Outline: What EndMessage has kept is sent once also after <interruption>
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 3 messages of Office wait with the spooler
      And the far end of Office refuses every message
      And the spooler has flushed the outgoing queue of Office
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      And the spooler flushes the outgoing queue of Office
      Then each message of Office that EndMessage kept has been sent once in the end

      Examples: a message that was cancelled, and a shutdown
        | interruption                    |
        | the cancelling of a message     |
        | a shutdown between two messages |

    @XP72
    Scenario Outline: EndMessage tells the truth about each message of a queue when the far end <is as it is>
      Given the transport Office has logged on
      And <number> messages of Office wait with the spooler, or 12 in real time
      And the far end of Office <is as it is>
      When the spooler flushes the outgoing queue of Office
      Then EndMessage has told the truth about each message of Office

      Examples: well, slow, and failing in the middle of the queue
        | number | is as it is              |
        | 132    | is up again              |
        | 12     | is slow                  |
        | 12     | is very slow             |
        | 12     | is down after 7 messages |

    @XP72
    Scenario Outline: EndMessage tells the truth about each message when the far end <is in trouble> and all are submitted
      Given the transport Office has logged on
      And 12 messages of Office wait with the spooler
      And the spooler goes on to the next message of Office when one stays
      And the far end of Office <is in trouble>
      When the spooler flushes the outgoing queue of Office
      Then EndMessage has told the truth about each message of Office

      Examples: each message fails, or those after the seventh
        | is in trouble                  |
        | is down after 7 messages       |
        | refuses every message          |
        | refuses every outgoing message |

    @XP72
    Scenario: EndMessage tells the truth about each message of a long queue in which the far end goes down
      Given the transport Office has logged on
      And 140 messages of Office wait with the spooler, or 12 in real time
      And the far end of Office is down after 130 messages, or 7 in real time
      When the spooler flushes the outgoing queue of Office
      Then EndMessage has told the truth about each message of Office

  Rule: X7 Until the queue is empty
    Steps X3 to X6 are repeated as long as messages wait and STATUS_OUTBOUND_FLUSH is set; the transport may end the phase
    by clearing it. Its counterpart: messages keep their order, and none is lost or doubled (rulings D-05 and
    D-41).

    @XP37
    Scenario: Messages reach the far end in the order in which they are submitted
      Given the transport Office has logged on
      And 132 messages of Office wait with the spooler, or 12 in real time
      When the spooler flushes the outgoing queue of Office
      Then the outgoing mail of Office arrives in the order in which it waited

    @XP37
    Scenario: The rest of a queue is sent in order when the far end has been down
      Given the transport Office has logged on
      And 12 messages of Office wait with the spooler
      And the far end of Office is down after 7 messages
      And the spooler has flushed the outgoing queue of Office
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      Then the outgoing mail of Office arrives in the order in which it waited

    @XP38
    Scenario Outline: No message is lost when the far end <is in trouble>
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      When the spooler flushes both queues of Office
      Then no message of Office is lost

      Examples: every trouble that a far end can make
        | is in trouble                          |
        | is slow                                |
        | is down                                |
        | is down after 1 message                |
        | is down after 2 messages               |
        | is down after 4 messages               |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to send            |
        | refuses every login to fetch           |
        | refuses every outgoing message         |
        | refuses every incoming message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP38
    Scenario Outline: No message is lost when the transport is logged off while its far end <is in trouble>
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And the spooler has flushed both queues of Office
      And Office has been logged off and on again
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      Then no message of Office is lost

      Examples: it does not answer, breaks off, and refuses
        | is in trouble            |
        | is down                  |
        | is down after 4 messages |
        | refuses every message    |

    @XP38
    Scenario: No message is lost in a flush after the state was validated with each flag that is defined
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler validates the state of Office and of its status object with each other flag that is defined
      And the spooler flushes both queues of Office
      Then no message of Office is lost

    @XP39
    Scenario Outline: No message is transferred twice when the far end <is in trouble> at first
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Office
      Then no message of Office is doubled

      Examples: every trouble that a far end can make
        | is in trouble                          |
        | is slow                                |
        | is very slow                           |
        | is down                                |
        | is down after 1 message                |
        | is down after 2 messages               |
        | is down after 4 messages               |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to send            |
        | refuses every login to fetch           |
        | refuses every outgoing message         |
        | refuses every incoming message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP39
    Scenario Outline: No message is transferred twice when the far end <is in trouble> in the middle and then <again>
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      And the spooler goes on to the next message of Office when one stays
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And meanwhile the far end of Office <is in trouble>
      And the spooler goes on with the flush of Office
      And meanwhile the far end of Office <again>
      And the spooler flushes both queues of Office
      And meanwhile the far end of Office is up again
      And the spooler flushes both queues of Office
      Then no message of Office is doubled

      Examples: with and without an answer, by stage, and in the middle
        | is in trouble                          | again                                  |
        | takes a message and falls silent       | falls silent before it takes a message |
        | falls silent before it takes a message | takes a message and falls silent       |
        | takes a message and falls silent       | refuses every login                    |
        | refuses every message                  | is down after 1 message                |
        | is down                                | refuses every message                  |
        | refuses every login to fetch           | refuses every login to send            |

    @XP39
    Scenario: A message in doubt is the same message also in the next session
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office takes a message and falls silent
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      And Office has been logged off and on again
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Office
      Then no message of Office is doubled

    @XP39
    Scenario Outline: A message in doubt is the same message also <where> in flushes with FLUSH_FORCE
      Given the transport <Office> has logged on
      And 3 messages of Office wait with the spooler
      And the far end of Office takes a message and falls silent
      When the spooler flushes with FLUSH_FORCE both queues of Office
      And meanwhile the far end of Office is up again
      And the spooler flushes with FLUSH_FORCE both queues of Office
      And the spooler flushes with FLUSH_FORCE both queues of Office
      Then no message of Office is doubled

      Examples: over the usual line, and by telephone
        | where               | Office        |
        | over the usual line | Office        |
        | by telephone        | Office on RAS |

    @XP39
    Scenario: No message but the last one that was received before a logoff is transferred again in the next session
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler goes on to the inbound phase of Office
      And the spooler offers Office an empty message
      And the spooler offers Office an empty message
      And Office is logged off and on again
      And the spooler flushes both queues of Office
      Then no message of Office is doubled

    @XP39
    Scenario: No message of long queues is transferred twice when the far end is down in the middle
      Given the transport Office has logged on
      And 200 messages of Office wait with the spooler, or 12 in real time
      And 3 messages of Office wait at its far end
      And the far end of Office is down after 150 messages, or 7 in real time
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      Then no message of Office is doubled

    @XP40
    Scenario Outline: The next flush transfers what was left because the far end <is in trouble>
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: from the start, in either phase, one by one, by stage, and without an answer
        | is in trouble                          |
        | is down                                |
        | is down after 2 messages               |
        | is down after 4 messages               |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to send            |
        | refuses every login to fetch           |
        | refuses every outgoing message         |
        | refuses every incoming message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP40
    Scenario: The next flush transfers what was left of long queues when the far end was down in the middle
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 100 messages of Office wait at its far end, or 12 in real time
      And the far end of Office is down after 83 messages, or 9 in real time
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

    @XP40
    Scenario Outline: One flush transfers what six flushes have left because the far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And 6 flushes of Office have been made
      And the far end of Office is up again
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: it does not answer, and refuses
        | is in trouble         |
        | is down               |
        | refuses every message |

    @XP40
    Scenario: The next flush of a RAS transport transfers what its far end has refused
      Given the transport Office on RAS has logged on
      And 2 messages of Office wait with the spooler
      And the spooler has flushed the outgoing queue of Office
      And 2 messages of Office wait with the spooler
      When meanwhile the far end of Office refuses every message
      And the spooler flushes the outgoing queue of Office
      And meanwhile the far end of Office is up again
      And the spooler flushes the outgoing queue of Office
      Then in the end every outgoing message of Office arrives

    @XP40
    Scenario: The next flush transfers what was left of a long queue because the far end refused every message
      Given the transport Office has logged on
      And 80 messages of Office wait with the spooler, or 12 in real time
      And the spooler goes on to the next message of Office when one stays
      And the far end of Office refuses every message
      And the spooler has flushed the outgoing queue of Office
      And the far end of Office is up again
      When the spooler flushes the outgoing queue of Office
      Then in the end every outgoing message of Office arrives

    @XP40
    Scenario Outline: A later flush transfers what was left because the far end <is in trouble> in the middle and then <again>
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      And the spooler goes on to the next message of Office when one stays
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And meanwhile the far end of Office <is in trouble>
      And the spooler goes on with the flush of Office
      And meanwhile the far end of Office <again>
      And the spooler flushes both queues of Office
      And meanwhile the far end of Office is up again
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: with and without an answer, by stage, and in the middle
        | is in trouble                    | again                                  |
        | takes a message and falls silent | falls silent before it takes a message |
        | takes a message and falls silent | refuses every login                    |
        | refuses every message            | is down after 1 message                |
        | refuses every login to fetch     | refuses every login to send            |

    @XP40
    Scenario Outline: The next flush receives what could not be saved because the spooler could save <room>
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And the spooler can save <room> of what Office receives
      And the spooler has flushed the incoming queue of Office
      And the spooler can save again all of what Office receives
      When the spooler flushes the incoming queue of Office
      Then in the end every incoming message of Office arrives

      Examples: not even the first, and not the second
        | room                   |
        | nothing                |
        | only the first message |

    @XP65
    Scenario: Every flush transfers what has come since the one before
      Given the transport Office has logged on
      When the spooler makes 10 flushes of Office, each after 2 more messages each way
      And the spooler waits an hour, where time is simulated
      And the spooler makes 2 flushes of Office, each after 2 more messages each way
      Then each of these flushes has transferred what had come by then

    @XP65
    Scenario: A flush in a later session transfers what has come since
      Given the transport Office has logged on
      When the spooler has 8 sessions of Office, each with a flush of 2 more messages each way
      Then each of these flushes has transferred what had come by then

    @XP65
    Scenario Outline: The next flush transfers also what came after one whose far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: every trouble from which something might stay
        | is in trouble                          |
        | is slow                                |
        | is down                                |
        | is down after 1 message                |
        | is down after 3 messages               |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to fetch           |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP65
    Scenario Outline: After a flush whose far end <is in trouble>, later flushes transfer what comes when it has recovered
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      And the spooler has flushed both queues of Office
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: from the start, in the middle, one by one, and before anything was sent
        | is in trouble           |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |
        | refuses every login     |

    @XP65
    Scenario Outline: A flush without mail whose far end <is in trouble> does not keep later mail from moving
      Given the transport Office has logged on
      And the far end of Office <is in trouble>
      And the spooler has flushed both queues of Office
      And the far end of Office is up again
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: it does not answer, or refuses the login
        | is in trouble       |
        | is down             |
        | refuses every login |

    @XP65
    Scenario Outline: The next flush transfers what came after <interruption>
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

      Examples: a message that was cancelled, and a session that ended
        | interruption                                  |
        | the cancelling of a message                   |
        | the cancelling of a message to a slow far end |
        | a logoff before EndMessage                    |
        | a logoff while messages are received          |

    @XP65
    Scenario: The next flush with FLUSH_FORCE of transports of each kind transfers what came after a message was cancelled
      Given a transport of each kind has logged on
      And a flush of each transport was ended by the cancelling of a message
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      When the spooler flushes with FLUSH_FORCE both queues of each transport
      Then in the end every message of each transport arrives

    @XP65
    Scenario: The next session transfers what a shutdown has left
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And a flush of Office was ended by a shutdown between two messages
      And Office has been logged off and on again
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

    @XP65
    Scenario: A flush transfers what has come when the spooler has ended inbound and outbound operations and begun them again
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler ends inbound and outbound operations of Office, and begins them again
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives

    @XP65
    Scenario: Flushes transfer what has come when the state was validated with each flag and the transport is online again
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler validates the state of Office and of its status object with each other flag that is defined
      And the spooler validates the state of Office and of its status object with FORCE_XP_CONNECT
      And the spooler flushes both queues of Office
      And the spooler validates the state of Office and of its status object with FORCE_XP_CONNECT
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives

    @XP65
    Scenario: A flush transfers what has come when a client has looked at the settings
      Given the transport Office has logged on
      And someone is at the screen
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When a client calls SettingsDialog of the status object of Office
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives

    @XP66
    Scenario: A queue of any length is transferred in one flush
      Given the transport Office has logged on
      And 512 messages of Office wait with the spooler, or 132 in real time
      And 512 messages of Office wait at its far end, or 12 in real time
      When the spooler flushes both queues of Office
      Then in the end every message of Office arrives

    @XP66
    Scenario: Queues of transports of each kind are transferred in one flush with FLUSH_FORCE
      Given a transport of each kind has logged on
      And 24 messages of each transport wait with the spooler, or 4 in real time
      And 24 messages of each transport wait at its far end, or 4 in real time
      When the spooler flushes with FLUSH_FORCE both queues of each transport
      Then in the end every message of each transport arrives

    @XP66
    Scenario: A queue is transferred in one flush although its first message was cancelled
      Given the transport Office has logged on
      And 140 messages of Office wait with the spooler, or 12 in real time
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      And they go on like this until the outgoing queue of Office is empty
      And the spooler ends the outbound phase of Office
      Then in the end every outgoing message of Office arrives

    @XP66
    Scenario: A queue is transferred in one flush although the far end is very slow
      Given the transport Office has logged on
      And 21 messages of Office wait at its far end
      And the far end of Office is very slow
      When the spooler flushes with FLUSH_FORCE the incoming queue of Office
      Then in the end every incoming message of Office arrives

    @XP66
    Scenario: A queue is transferred although an hour passes between two messages
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      When the spooler announces to Office a flush of the incoming queue with FLUSH_FORCE
      And the spooler offers Office an empty message
      And the spooler waits an hour
      And Office fills and saves it, and so on until it leaves one unsaved
      And the spooler ends the inbound phase of Office
      Then in the end every incoming message of Office arrives

    @XP66
    Scenario: A queue is transferred in one flush although the address types are asked for in the middle
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler calls AddressTypes of Office
      And the spooler goes on with the flush of Office
      Then in the end every message of Office arrives

    @XP66
    Scenario: A queue is transferred in one flush although the state is validated in the middle
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      When the spooler announces to Office a flush of both queues
      And the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler validates the state of Office and of its status object with SUPPRESS_UI
      And they go on like this until the outgoing queue of Office is empty
      And the spooler ends the outbound phase of Office
      And the spooler offers Office an empty message
      And the spooler validates the state of Office and of its status object with SUPPRESS_UI
      And Office fills and saves it, and so on until it leaves one unsaved
      And the spooler ends the inbound phase of Office
      Then in the end every message of Office arrives

  Rule: X8 The spooler ends the outbound phase
    The step passes NOTIFY_END_OUTBOUND_FLUSH to TransportNotify. Its counterpart: the transport leaves the phase. If
    nothing else was announced, that is the end of the flush, and the line is free.

    @XP41
    Scenario: The end of the outbound phase clears STATUS_OUTBOUND_FLUSH
      Given the transport Office has logged on
      And a flush of both queues has been announced to Office
      When the spooler ends the outbound phase of Office
      Then the row of Office shows no STATUS_OUTBOUND_FLUSH

    @XP43
    Scenario: No inbound phase begins that was not announced
      Given the transport Office has logged on
      And a flush of the outgoing queue has been announced to Office
      When the spooler ends the outbound phase of Office
      Then the row of Office shows no STATUS_INBOUND_FLUSH

    @XP43
    Scenario: No inbound phase begins that was not announced with FLUSH_FORCE
      Given a transport of each kind has logged on
      When the spooler flushes with FLUSH_FORCE the outgoing queue of each transport
      Then the row of each transport shows no STATUS_INBOUND_FLUSH

    @XP43
    Scenario: No inbound phase begins that was announced for a flush that was shut down
      Given the transport Office has logged on
      And a flush of Office was ended by a shutdown between two messages
      And a flush of the outgoing queue has been announced to Office
      When the spooler ends the outbound phase of Office
      Then the row of Office shows no STATUS_INBOUND_FLUSH

    @XP44
    Scenario: The line is free after a flush of the outgoing queue alone
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And what the provider holds has been counted
      When the spooler flushes the outgoing queue of Office
      Then the provider holds no more than before

    @XP44
    Scenario: The line is free after a flush of the outgoing queue alone in which no message waits
      Given the transport Office has logged on
      And what the provider holds has been counted
      When the spooler flushes the outgoing queue of Office
      Then the provider holds no more than before

    @XP44
    Scenario: The line is free after a flush of the outgoing queue alone with FLUSH_FORCE
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And what the provider holds has been counted
      When the spooler flushes with FLUSH_FORCE the outgoing queue of Office
      Then the provider holds no more than before

    @XP44
    Scenario: The line of a transport of each kind is free after a flush of the outgoing queue alone
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end, where that can be arranged
      And what the provider holds has been counted
      When the spooler flushes the outgoing queue of each transport
      Then the provider holds no more than before

    @XP44
    Scenario: The line of a transport of each kind is free after a flush of the outgoing queue alone with FLUSH_FORCE
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end, where that can be arranged
      And what the provider holds has been counted
      When the spooler flushes with FLUSH_FORCE the outgoing queue of each transport
      Then the provider holds no more than before

    @XP44
    Scenario: The line is free after a flush of the outgoing queue alone in which it was idle for an hour
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And what the provider holds has been counted
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler waits an hour
      And the spooler goes on with the flush of Office
      Then the provider holds no more than before

    @XP44
    Scenario Outline: The line is free after a flush of the outgoing queue alone whose far end <is in trouble>
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And the far end of each transport <is in trouble>
      And what the provider holds has been counted
      When the spooler flushes the outgoing queue of each transport
      Then the provider holds no more than before

      Examples: it breaks off, refuses by stage, or does not answer
        | is in trouble                          |
        | is down after 1 message                |
        | refuses every message                  |
        | refuses every login to send            |
        | refuses every outgoing message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP44
    Scenario: The line is free after a flush of the outgoing queue alone in which a message was cancelled
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And what the provider holds has been counted
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler asks Office what became of it
      And the spooler goes on with the flush of Office
      Then the provider holds no more than before

  Rule: X9 The transport goes over to receiving
    The transport takes this step before it answers that the outbound phase is over, if the incoming queue was announced
    along with the outgoing one: it shows STATUS_INBOUND_FLUSH.

    @XP42
    Scenario: The inbound phase begins when the outbound phase is over
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler ends the outbound phase of Office
      Then the row of Office shows STATUS_INBOUND_FLUSH

    @XP88
    Scenario Outline: A flush of both queues fetches what waits also when the far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the spooler has flushed both queues of Office
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      When the spooler flushes both queues of Office
      Then in the end every incoming message of Office arrives

      Examples: trouble with sending, by stage
        | is in trouble                  |
        | refuses every login to send    |
        | refuses every outgoing message |

    @XP88
    Scenario Outline: A flush of both queues sends what waits also when the far end <is in trouble>
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the spooler has flushed both queues of Office
      And 3 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      When the spooler flushes both queues of Office
      Then in the end every outgoing message of Office arrives

      Examples: trouble with receiving, by stage
        | is in trouble                  |
        | refuses every login to fetch   |
        | refuses every incoming message |

  Rule: X10 The spooler offers an empty message
    The step calls StartMessage with an empty message, as long as STATUS_INBOUND_FLUSH is set. Its counterpart: the call
    succeeds also when there is nothing to receive, and the message comes back unsaved (ruling D-20).

    @XP46
    Scenario Outline: An empty message comes back unsaved when nothing waits in a flush of <queues>
      Given the transport Office has logged on
      And a flush of <queues> has been announced to Office
      When the spooler comes to the inbound phase of Office, if it shows one
      And the spooler offers Office an empty message
      Then Office succeeds and leaves the message unsaved

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP46
    Scenario: An empty message comes back unsaved when all that waited has been received
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And a flush of the incoming queue has been announced to Office
      When the spooler offers Office an empty message
      And the spooler offers Office an empty message
      And the spooler offers Office an empty message
      Then Office succeeds and leaves the message unsaved

  Rule: X11 The transport fills and saves it, or leaves it
    SaveChanges delivers a message. Until then it is the transport's, which keeps it at the far end: an offered message that
    was not saved is dropped.

    @XP45
    Scenario: Messages are delivered one by one, in the order in which they have arrived
      Given the transport Office has logged on
      And 132 messages of Office wait at its far end
      When the spooler flushes the incoming queue of Office
      Then the incoming mail of Office arrives in the order in which it waited

    @XP47
    Scenario Outline: What does not fit where the spooler can save <room> is not lost
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And the spooler can save <room> of what Office receives
      And the spooler has flushed the incoming queue of Office
      And the spooler has flushed the incoming queue of Office
      When the spooler flushes the incoming queue of Office
      Then each message of Office that StartMessage left unsaved is delivered by the next flush

      Examples: not even the first, not the second, and not the last
        | room                      |
        | nothing                   |
        | only the first message    |
        | only the first 2 messages |

    @XP47
    Scenario: What the spooler cannot save in a flush of both queues is not lost
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the spooler can save nothing of what Office receives
      And the spooler has flushed both queues of Office
      When the spooler flushes both queues of Office
      Then each message of Office that StartMessage left unsaved is delivered by the next flush

    @XP47
    Scenario: What the spooler could not save is not lost when the transport is logged off
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And the spooler can save nothing of what Office receives
      And the spooler has flushed the incoming queue of Office
      And the spooler can save again all of what Office receives
      And Office has been logged off and on again
      When the spooler flushes the incoming queue of Office
      Then each message of Office that StartMessage left unsaved is delivered by the next flush

    @XP47
    Scenario Outline: What could not be delivered because the far end <is in trouble> is not lost
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      When the spooler flushes the incoming queue of Office
      Then each message of Office that StartMessage left unsaved is delivered by the next flush

      Examples: from the start, in the middle, one by one, and by stage
        | is in trouble                  |
        | is down                        |
        | is down after 1 message        |
        | refuses every message          |
        | refuses every login to fetch   |
        | refuses every incoming message |

    @XP73
    Scenario Outline: A far end that <is in trouble> is not taken for one without mail
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And the spooler has flushed the incoming queue of Office
      And 3 messages of Office wait at its far end
      And the far end of Office <is in trouble>
      When the spooler flushes the incoming queue of Office
      Then Office does not answer as if no mail waited

      Examples: it cannot be reached, refuses the login, or gives nothing
        | is in trouble                  |
        | is down                        |
        | is down after 1 message        |
        | refuses every message          |
        | refuses every login            |
        | refuses every login to fetch   |
        | refuses every incoming message |

    @XP73
    Scenario: A far end that is down is not taken for one without mail in a flush with FLUSH_FORCE, either
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And the spooler has flushed the incoming queue of Office
      And 3 messages of Office wait at its far end
      And the far end of Office is down
      When the spooler flushes with FLUSH_FORCE the incoming queue of Office
      Then Office does not answer as if no mail waited

    @XP73
    Scenario: A far end that goes down between sending and receiving is not taken for one without mail
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And the spooler has flushed both queues of Office
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And the far end of Office is down after 2 messages
      When the spooler flushes both queues of Office
      Then Office does not answer as if no mail waited

  Rule: X12 The spooler ends the inbound phase
    The step passes NOTIFY_END_INBOUND_FLUSH to TransportNotify; a spooler that shuts down in the middle of a flush passes
    NOTIFY_END_OUTBOUND_FLUSH along with it. Its counterpart: the flush is over, and the row shows it.

    @XP48
    Scenario Outline: The end of a flush of <queues> clears STATUS_INBOUND_FLUSH
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      When the spooler flushes <queues> of Office
      Then the row of Office shows no STATUS_INBOUND_FLUSH

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP48
    Scenario Outline: The end of a flush whose far end <is in trouble> clears STATUS_INBOUND_FLUSH
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      And the far end of each transport <is in trouble>
      When the spooler flushes both queues of each transport
      Then the row of each transport shows no STATUS_INBOUND_FLUSH

      Examples: it breaks off, refuses by stage, or does not answer
        | is in trouble                          |
        | is down                                |
        | is down after 1 message                |
        | is down after 3 messages               |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to send            |
        | refuses every login to fetch           |
        | refuses every outgoing message         |
        | refuses every incoming message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP48
    Scenario Outline: The end of a flush after <interruption> clears STATUS_INBOUND_FLUSH
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      Then the row of Office shows no STATUS_INBOUND_FLUSH

      Examples: a message that was cancelled, and a shutdown
        | interruption                           |
        | the cancelling of a message            |
        | a shutdown between two messages        |
        | a shutdown before EndMessage           |
        | a shutdown while messages are received |

    @XP82
    Scenario: A flush of both queues does not leave STATUS_OUTBOUND_FLUSH
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      When the spooler flushes both queues of Office
      Then the row of Office shows no STATUS_OUTBOUND_FLUSH

    @XP82
    Scenario Outline: A flush whose far end <is in trouble> does not leave STATUS_OUTBOUND_FLUSH
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And the far end of each transport <is in trouble>
      When the spooler flushes both queues of each transport
      Then the row of each transport shows no STATUS_OUTBOUND_FLUSH

      Examples: it cannot be reached, and refuses
        | is in trouble         |
        | is down               |
        | refuses every message |

    @XP50
    Scenario Outline: A shutdown leaves no flush bit also after <interruption>
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 2 messages of Office wait with the spooler
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      Then the row of Office shows no flush bit

      Examples: a message that was cancelled, and another shutdown
        | interruption                    |
        | the cancelling of a message     |
        | a shutdown between two messages |

    @XP50
    Scenario: A shutdown in a flush of the outgoing queue alone leaves no flush bit
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      Then the row of Office shows no flush bit

    @XP50
    Scenario: A shutdown between two messages leaves no flush bit
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      Then the row of Office shows no flush bit

    @XP50
    Scenario: A shutdown before EndMessage leaves no flush bit
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler shuts down in the middle of the flush of Office
      Then the row of Office shows no flush bit

    @XP74
    Scenario Outline: A shutdown while messages are received in a flush of <queues> leaves no flush bit
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And the far end of Office <is as it is>
      And a flush of <queues> has been announced to Office
      When the spooler goes on to the inbound phase of Office
      And the spooler offers Office an empty message
      And the spooler shuts down in the middle of the flush of Office
      Then the row of Office shows no flush bit

      Examples: the inbound phase alone, and after the outbound one
        | queues             | is as it is |
        | the incoming queue | is up again |
        | both queues        | is slow     |

    @XP74
    Scenario Outline: A shutdown while messages are received leaves no flush bit also after <interruption>
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler goes on to the inbound phase of Office
      And the spooler offers Office an empty message
      And the spooler shuts down in the middle of the flush of Office
      Then the row of Office shows no flush bit

      Examples: a message that was cancelled, and another shutdown
        | interruption                                  |
        | the cancelling of a message                   |
        | a shutdown between two messages               |
        | a shutdown while a slow far end is waited for |
        | a shutdown while messages are received        |

  Rule: X13 The transport lets go
    The transport takes this step before it answers that the last phase is over: it frees its line, which the next
    transport may need, and carries on as before the flush. After TransportLogoff it calls nothing back any more.

    @XP49
    Scenario Outline: The line is free after a flush of <queues>
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And what the provider holds has been counted
      When the spooler flushes <queues> of Office
      Then the provider holds no more than before

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP49
    Scenario Outline: The line is free after a flush of <queues> with FLUSH_FORCE
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And what the provider holds has been counted
      When the spooler flushes with FLUSH_FORCE <queues> of Office
      Then the provider holds no more than before

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP49
    Scenario Outline: The line of a transport of each kind is free after a flush of <queues>
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      And what the provider holds has been counted
      When the spooler flushes <queues> of each transport
      Then the provider holds no more than before

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP49
    Scenario Outline: The line of a transport of each kind is free after a flush of <queues> with FLUSH_FORCE
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      And what the provider holds has been counted
      When the spooler flushes with FLUSH_FORCE <queues> of each transport
      Then the provider holds no more than before

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP49
    Scenario Outline: The line is free after a flush of the incoming queue alone whose far end <is in trouble>
      Given a transport of each kind has logged on
      And 2 messages of each transport wait at its far end
      And the far end of each transport <is in trouble>
      And what the provider holds has been counted
      When the spooler flushes the incoming queue of each transport
      Then the provider holds no more than before

      Examples: it does not answer, breaks off, or refuses by stage
        | is in trouble                  |
        | is down                        |
        | is down after 1 message        |
        | refuses every message          |
        | refuses every login to fetch   |
        | refuses every incoming message |

    @XP49
    Scenario Outline: The line is free after a flush whose far end <is in trouble>
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      And the far end of each transport <is in trouble>
      And what the provider holds has been counted
      When the spooler flushes both queues of each transport
      Then the provider holds no more than before

      Examples: it breaks off, refuses by stage, or does not answer
        | is in trouble                          |
        | is down                                |
        | is down after 1 message                |
        | is down after 3 messages               |
        | refuses every message                  |
        | refuses every login                    |
        | refuses every login to send            |
        | refuses every login to fetch           |
        | refuses every outgoing message         |
        | refuses every incoming message         |
        | takes a message and falls silent       |
        | falls silent before it takes a message |

    @XP49
    Scenario Outline: The line is free after a flush with FLUSH_FORCE whose far end <is as it is>
      Given a transport of each kind has logged on
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      And the far end of each transport <is as it is>
      And what the provider holds has been counted
      When the spooler flushes with FLUSH_FORCE both queues of each transport
      Then the provider holds no more than before

      Examples: slow, breaking off, and refusing
        | is as it is             |
        | is slow                 |
        | is down after 1 message |
        | refuses every message   |

    @XP49
    Scenario Outline: The line is free after a flush that comes after <interruption>
      Given the transport Office has logged on
      And a flush of Office was ended by <interruption>
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And what the provider holds has been counted
      When the spooler flushes both queues of Office
      Then the provider holds no more than before

      Examples: a message that was cancelled, and a shutdown
        | interruption                           |
        | the cancelling of a message            |
        | a shutdown between two messages        |
        | a shutdown before EndMessage           |
        | a shutdown while messages are received |

    @XP49
    Scenario: The line of each transport is free after its flush
      Given the transports Office and Travel have logged on
      And what the provider holds has been counted
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Travel
      Then the provider holds no more than before

    @XP51
    Scenario: The line is free after a shutdown in the middle of a flush
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And what the provider holds has been counted
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      Then the provider holds no more than before

    @XP51
    Scenario: The line of a RAS transport is free after a shutdown in the middle of a flush
      Given the transport Office on RAS has logged on
      And 3 messages of Office wait with the spooler
      And what the provider holds has been counted
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      Then the provider holds no more than before

    @XP51
    Scenario: The line of a RAS transport is free after a shutdown in a flush of the incoming queue alone
      Given the transport Office on RAS has logged on
      And 3 messages of Office wait at its far end
      And what the provider holds has been counted
      And a flush of the incoming queue has been announced to Office
      When the spooler offers Office an empty message
      And the spooler shuts down in the middle of the flush of Office
      Then the provider holds no more than before

    @XP51
    Scenario Outline: The line is free after a shutdown that comes after <interruption>
      Given the transport Office has logged on
      And what the provider holds has been counted
      And a flush of Office was ended by <interruption>
      And 2 messages of Office wait with the spooler
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      Then the provider holds no more than before

      Examples: a message that was cancelled, and another shutdown
        | interruption                                  |
        | the cancelling of a message                   |
        | a shutdown between two messages               |
        | a shutdown before EndMessage                  |
        | a shutdown while a slow far end is waited for |
        | a shutdown while messages are received        |

    @XP51
    Scenario Outline: The line is free after a shutdown while messages are received in a flush of <queues>
      Given the transport Office has logged on
      And 3 messages of Office wait at its far end
      And what the provider holds has been counted
      And a flush of <queues> has been announced to Office
      When the spooler goes on to the inbound phase of Office
      And the spooler offers Office an empty message
      And the spooler shuts down in the middle of the flush of Office
      Then the provider holds no more than before

      Examples: the inbound phase alone, and after the outbound one
        | queues             |
        | the incoming queue |
        | both queues        |

    @XP52
    Scenario: After a shutdown while messages are received the next flush transfers the rest
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler submits every message to Office
      And the spooler goes on to the inbound phase of Office
      And the spooler offers Office an empty message
      And the spooler offers Office an empty message
      And the spooler shuts down in the middle of the flush of Office
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives
      And no message of Office is doubled

    @XP52
    Scenario: After a shutdown the next flush transfers the rest
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler asks Office what became of it
      And the spooler shuts down in the middle of the flush of Office
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives
      And no message of Office is doubled

    @XP52
    Scenario Outline: After <interruption> the next flush transfers what came before it and after it
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And a flush of Office was ended by <interruption>
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Office
      Then in the end every message of Office arrives
      And no message of Office is doubled

      Examples: every moment of a flush
        | interruption                                  |
        | a shutdown between two messages               |
        | a shutdown before EndMessage                  |
        | a shutdown while a slow far end is waited for |
        | a shutdown while messages are received        |

    @XP53
    Scenario Outline: A transport that is logged off after <interruption> calls nothing back
      Given the transports Office and Travel have logged on
      And a flush of Office was ended by <interruption>
      And 2 messages of Travel wait with the spooler
      When the spooler logs Office off
      And the spooler flushes both queues of Travel
      Then every such call succeeds
      And Office calls nothing back any more

      Examples: a message that was cancelled, and a shutdown
        | interruption                    |
        | the cancelling of a message     |
        | a shutdown between two messages |
        | a shutdown before EndMessage    |

    @XP77
    Scenario: The line is free after a logoff with a message at hand
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And what the provider holds has been counted
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler logs Office off
      Then the provider holds no more than before

    @XP77
    Scenario: The line of a RAS transport is free after a logoff while its status object stays open
      Given the transport Office on RAS has logged on
      And 2 messages of Office wait with the spooler
      And the status object of Office has been opened, and stays open
      And what the provider holds has been counted
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler logs Office off
      Then the provider holds no more than before

    @XP77
    Scenario: The line is free after a logoff while messages are received
      Given the transport Office has logged on
      And 2 messages of Office wait at its far end
      And what the provider holds has been counted
      And a flush of the incoming queue has been announced to Office
      When the spooler offers Office an empty message
      And the spooler logs Office off
      Then the provider holds no more than before

    @XP77
    Scenario: The line of a RAS transport is free after a logoff while messages are received
      Given the transport Office on RAS has logged on
      And 2 messages of Office wait at its far end
      And what the provider holds has been counted
      And a flush of the incoming queue has been announced to Office
      When the spooler offers Office an empty message
      And the spooler logs Office off
      Then the provider holds no more than before

    @XP77
    Scenario: The line is free after a logoff when it has broken
      Given the transport Office has logged on
      And 3 messages of Office wait with the spooler
      And what the provider holds has been counted
      And the far end of Office is down after 1 message, where that can be arranged
      And a flush of both queues has been announced to Office
      When the spooler submits every message to Office
      And the spooler logs Office off
      Then the provider holds no more than before

    @XP53
    Scenario: A transport that is logged off with a message at hand calls nothing back
      Given the transports Office and Travel have logged on
      And 2 messages of each transport wait with the spooler
      And a flush of both queues has been announced to Office
      When the spooler submits the first message to Office
      And the spooler logs Office off
      And the spooler flushes both queues of Travel
      Then every such call succeeds
      And Office calls nothing back any more

    @XP53
    Scenario: A transport that was logged off calls nothing back in the hour after that
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And the spooler has flushed both queues of Office
      When the spooler logs Office off
      And the spooler waits an hour
      Then every such call succeeds
      And Office calls nothing back any more

    @XP53
    Scenario: A transport that was logged off calls nothing back
      Given the transports Office and Travel have logged on
      And 2 messages of Travel wait with the spooler
      And the spooler has flushed both queues of Office
      And 2 messages of Office wait with the spooler
      And the far end of Office is down, where that can be arranged
      And the spooler has flushed both queues of Office
      And the far end of Office refuses every message, where that can be arranged
      And the spooler has flushed both queues of Office
      And the far end of Office is up again, where that can be arranged
      When the spooler logs Office off
      And the spooler flushes both queues of Travel
      Then every such call succeeds
      And Office calls nothing back any more

    @XP53
    Scenario: The session of a transport that was logged off calls nothing back in the next one
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      When the spooler logs Office off
      And the spooler logs Office on again
      And the spooler flushes both queues of Office
      Then every such call succeeds
      And nothing is called back in the session of Office that was logged off

  Rule: X14 The next transport's turn
    The step begins the same conversation with the next transport, in transport order. Its counterpart: each of a
    provider's transports stands on its own, with its row, its line and its mail.

    @XP54
    Scenario: No call to one transport changes the row of another
      Given the transports Office and Travel have logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Travel wait with the spooler
      When the spooler flushes both queues of Office
      And the spooler validates the state of Office and of its status object with SUPPRESS_UI
      And the spooler announces to Office a flush of both queues
      And the spooler shuts down in the middle of the flush of Office
      And the spooler flushes both queues of Travel
      And the spooler logs Office off
      Then no call to one transport has changed the row of another

    @XP54
    Scenario: No flush changes the row of another transport when the far end breaks off, either
      Given the transports Office and Travel have logged on
      And 3 messages of Office wait with the spooler
      And 2 messages of Travel wait with the spooler
      And the far end of Office is down after 1 message, where that can be arranged
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Travel
      Then no call to one transport has changed the row of another

    @XP55
    Scenario: Transports of each kind fetch what waits at their slow far ends in flushes with FLUSH_FORCE
      Given a transport of each kind has logged on
      And 2 messages of each transport wait at its far end
      And the far end of each transport is slow
      When the spooler flushes with FLUSH_FORCE the incoming queue of each transport
      Then in the end every incoming message of each transport arrives

    @XP55
    Scenario: Transports that are flushed one after another each transfer what is theirs
      Given the transports Office and Travel have logged on
      And 2 messages of Office wait with the spooler
      And 3 messages of Office wait at its far end
      And 3 messages of Travel wait with the spooler
      And 2 messages of Travel wait at its far end
      When the spooler flushes both queues of Office
      And the spooler flushes both queues of Travel
      Then in the end every message of Office arrives
      And in the end every message of Travel arrives

    @XP55
    Scenario Outline: After <interruption> in one transport's flush the others transfer what is theirs
      Given the transports Office and Travel have logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And 2 messages of Travel wait with the spooler
      And 2 messages of Travel wait at its far end
      And a flush of Office was ended by <interruption>
      When the spooler flushes both queues of Travel
      And the spooler flushes both queues of Office
      Then in the end every message of Travel arrives
      And in the end every message of Office arrives

      Examples: a message that was cancelled, and a shutdown
        | interruption                                  |
        | the cancelling of a message                   |
        | a shutdown between two messages               |
        | a shutdown while a slow far end is waited for |
        | a shutdown while messages are received        |

    @XP55
    Scenario: Transports whose names begin alike each transfer what is theirs
      Given the transports Headquarters1 and Headquarters2 have logged on
      And 2 messages of Headquarters1 wait with the spooler
      And 3 messages of Headquarters1 wait at its far end
      And 3 messages of Headquarters2 wait with the spooler
      And 2 messages of Headquarters2 wait at its far end
      When the spooler flushes both queues of Headquarters2
      And the spooler flushes both queues of Headquarters1
      Then in the end every message of Headquarters1 arrives
      And in the end every message of Headquarters2 arrives

    @XP55
    Scenario: Each of many transports that have logged on transfers what is its own
      Given the transports of a profile of 33 have logged on, or of 9 in real time
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      When the spooler flushes both queues of each transport
      Then in the end every message of each transport arrives

    @XP55
    Scenario: Each of many transports transfers what is its own also when they are flushed from last to first
      Given the transports of a profile of 33 have logged on, or of 9 in real time
      And 2 messages of each transport wait with the spooler
      And 2 messages of each transport wait at its far end
      When from last to first the spooler flushes both queues of each transport
      Then in the end every message of each transport arrives

    @XP55
    Scenario: A transport goes on with its flush when another logs on
      Given the transport Office has logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Office wait at its far end
      And a flush of both queues has been announced to Office
      When the spooler logs Travel on
      And the spooler goes on with the flush of Office
      Then in the end every message of Office arrives

    @XP55
    Scenario: A transport goes on with its flush when another logs off
      Given the transports Office and Travel have logged on
      And 2 messages of Travel wait with the spooler
      And 2 messages of Travel wait at its far end
      And a flush of both queues has been announced to Travel
      When the spooler logs Office off
      And the spooler goes on with the flush of Travel
      Then in the end every message of Travel arrives

    @XP55
    Scenario: A transport transfers what is its own when another has logged off with a cancelled message at hand
      Given the transports Office and Travel have logged on
      And 2 messages of Office wait with the spooler
      And 2 messages of Travel wait with the spooler
      And a flush of the outgoing queue has been announced to Office
      When the spooler submits the first message to Office
      And the spooler cancels the message that it has submitted to Office
      And the spooler logs Office off
      And the spooler flushes both queues of Travel
      Then in the end every message of Travel arrives

    @XP55
    Scenario: A transport transfers what is its own when another has logged off
      Given the transports Office and Travel have logged on
      And 2 messages of Travel wait with the spooler
      And 2 messages of Travel wait at its far end
      When the spooler flushes both queues of Office
      And the spooler logs Office off
      And the spooler flushes both queues of Travel
      Then in the end every message of Travel arrives
