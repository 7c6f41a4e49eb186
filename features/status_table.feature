Feature: The status table, as the reference pages describe it
  Steps 1 to 4 of both procedures rest on what the pages on status tables, IMAPITable and HrQueryAllRows promise.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: Rows have the columns that every status row must have
    Three suppliers fill a row: the implementer of the status object, MAPI from the profile, and MAPI by computation.

    @ST1
    Scenario Outline: Every row has <column>, which the status object's implementer supplies
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to <column>
      And it reads all rows
      Then every row has <column>

      Examples: supplied by the implementer
        | column              |
        | PR_DISPLAY_NAME_A   |
        | PR_STATUS_CODE      |
        | PR_RESOURCE_METHODS |

    @ST1
    Scenario Outline: After a flush every row still has <column>
      Given a client that has logged on
      And procedure A has been carried out up to step 7
      And procedure A has been carried out up to step 1
      When it limits the columns to <column>
      And it reads all rows
      Then every row has <column>

      Examples: what no flush changes
        | column              |
        | PR_DISPLAY_NAME_A   |
        | PR_RESOURCE_METHODS |

    @ST29
    Scenario Outline: After a flush that the far ends could not take or refused every row still has <column>
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office is down
      And the far end of Branch refuses every message
      And a client that has logged on
      And procedure A has been carried out up to step 7
      And procedure B has been carried out up to step 5.3
      And procedure A has been carried out up to step 1
      When it limits the columns to <column>
      And it reads all rows
      Then every row has <column>

      Examples: supplied by the implementer
        | column              |
        | PR_DISPLAY_NAME_A   |
        | PR_STATUS_CODE      |
        | PR_RESOURCE_METHODS |

    @ST1
    Scenario Outline: Every row of a session without mail has <column>
      Given a client that has logged on without mail
      And procedure A has been carried out up to step 1
      When it limits the columns to <column>
      And it reads all rows
      Then every row has <column>

      Examples: supplied by the implementer
        | column              |
        | PR_DISPLAY_NAME_A   |
        | PR_STATUS_CODE      |
        | PR_RESOURCE_METHODS |

    @ST2
    Scenario Outline: Every row has <column>, which MAPI supplies
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to <column>
      And it reads all rows
      Then every row has <column>

      Examples: supplied by MAPI
        | column                 |
        | PR_PROVIDER_DLL_NAME_A |
        | PR_RESOURCE_FLAGS      |
        | PR_RESOURCE_TYPE       |

    @ST3
    Scenario Outline: Every row has <column>, which MAPI computes
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to <column>
      And it reads all rows
      Then every row has <column>

      Examples: computed by MAPI
        | column          |
        | PR_ENTRYID      |
        | PR_INSTANCE_KEY |
        | PR_OBJECT_TYPE  |
        | PR_ROWID        |

    @ST4
    Scenario: PR_OBJECT_TYPE of every row is MAPI_STATUS
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_OBJECT_TYPE
      And it reads all rows
      Then every row has PR_OBJECT_TYPE = MAPI_STATUS

    @ST5
    Scenario: PR_RESOURCE_TYPE of every row is a defined type
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE
      And it reads all rows
      Then every row has a defined PR_RESOURCE_TYPE

    @ST6
    Scenario: PR_INSTANCE_KEY differs from row to row
      Given a profile with 257 transports, or the given profile
      And a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_INSTANCE_KEY
      And it reads all rows
      Then every row has a PR_INSTANCE_KEY of its own

    @ST32
    Scenario: PR_ROWID differs from row to row
      Given a profile with 257 transports, or the given profile
      And a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_ROWID
      And it reads all rows
      Then every row has a PR_ROWID of its own

    @ST10
    Scenario: A row has all three identity properties or none
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_IDENTITY_DISPLAY_A, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY
      And it reads all rows
      Then every row has all of its columns or none

    @ST34
    Scenario: After flushes whose far ends were down a row still has all three identity properties or none
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
      And procedure A has been carried out up to step 7
      And procedure B has been carried out up to step 5.3
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_IDENTITY_DISPLAY_A, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY
      And it reads all rows
      Then every row has all of its columns or none

    @ST12
    Scenario: A status table can be had with MAPI_UNICODE
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When the client gets the status table with MAPI_UNICODE
      Then the call succeeds

    @ST12
    Scenario Outline: A Unicode status table restricted to <condition> has Unicode strings
      Given a client that has logged on
      When the client gets the status table with MAPI_UNICODE
      And it limits the columns to PR_RESOURCE_TYPE, PR_DISPLAY_NAME_W
      And it restricts the table to <condition>
      And it reads all rows
      Then every row has PR_DISPLAY_NAME_W

      Examples: all rows, and some of them
        | condition                       |
        | every row                       |
        | PR_RESOURCE_TYPE = MAPI_SPOOLER |

    @ST12
    Scenario: A Unicode status table shows a text that may be of any type in Unicode
      Given a client that has logged on
      When the client gets the status table with MAPI_UNICODE
      And it limits the columns to PR_DISPLAY_NAME_A in any type
      And it reads all rows
      Then every row shows its texts in Unicode, or an error

    @ST12
    Scenario: All string columns of a Unicode status table are Unicode
      Given a client that has logged on
      When the client gets the status table with MAPI_UNICODE
      And it asks for all columns that there are
      Then every string column that the call answers is Unicode

    @ST27
    Scenario: All string columns of any other status table are ANSI, even beside a Unicode one
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And a second status table with MAPI_UNICODE is open, where there can be one
      When it asks for all columns that there are
      Then every string column that the call answers is ANSI

  Rule: The rows that a status table has
    MAPI itself has rows for the subsystem, the spooler and the integrated address book (ruling D-17).

    @ST7
    Scenario: The status table has exactly one row of the subsystem
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it reads all rows
      Then there is exactly one row of MAPI_SUBSYSTEM

    @ST8
    Scenario: The status table has a row of the integrated address book
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it reads all rows
      Then there is exactly one row of MAPI_AB

    @ST8
    Scenario: A status table has a row of the integrated address book, too, after one that was restricted has been released
      Given a client that has logged on
      And procedure A has been carried out up to step 7
      And procedure A has been carried out up to step 2
      When it reads all rows
      Then there is exactly one row of MAPI_AB

    @ST8
    Scenario: A session without mail has a row of the integrated address book, too
      Given a client that has logged on without mail
      And procedure A has been carried out up to step 2
      When it reads all rows
      Then there is exactly one row of MAPI_AB

    @ST9
    Scenario: The spooler's row promises STATUS_VALIDATE_STATE and STATUS_FLUSH_QUEUES
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_RESOURCE_METHODS
      And it reads all rows
      Then each row of MAPI_SPOOLER has STATUS_VALIDATE_STATE and STATUS_FLUSH_QUEUES set in PR_RESOURCE_METHODS

    @ST11
    Scenario: PR_INSTANCE_KEY stays the same while the table is open, also in a flush
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_RESOURCE_TYPE, PR_INSTANCE_KEY
      And the table has been read to the end
      When it flushes the outgoing and incoming queues through the spooler
      And it starts over
      And it reads all rows
      Then it reads the same rows again, in any order

    @ST11
    Scenario: PR_INSTANCE_KEY stays the same when the table is restricted
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_RESOURCE_TYPE, PR_INSTANCE_KEY
      And the table has been read to the end
      When it restricts the table to PR_RESOURCE_TYPE = MAPI_SPOOLER
      And it reads all rows
      Then it reads some of the same rows again

    @ST17
    Scenario: The subsystem's row bears the name of the profile, even beside a session on another
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And a second profile with the transport Elsewhere is in use by a second client, where there can be one
      And a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_DISPLAY_NAME_A
      And it reads all rows
      Then each row of MAPI_SUBSYSTEM has the name of the profile

    @ST18
    Scenario Outline: The row of <kind> promises STATUS_VALIDATE_STATE
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_RESOURCE_METHODS
      And it reads all rows
      Then each row of <kind> has STATUS_VALIDATE_STATE set in PR_RESOURCE_METHODS

      Examples: MAPI's own objects besides the spooler's
        | kind           |
        | MAPI_SUBSYSTEM |
        | MAPI_AB        |

    @ST19
    Scenario Outline: The row of <kind> does not promise STATUS_FLUSH_QUEUES
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_RESOURCE_METHODS
      And it reads all rows
      Then each row of <kind> has STATUS_FLUSH_QUEUES clear in PR_RESOURCE_METHODS

      Examples: MAPI's own objects besides the spooler's
        | kind           |
        | MAPI_SUBSYSTEM |
        | MAPI_AB        |

    @ST31
    Scenario Outline: The row of <kind> does not promise <method>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_RESOURCE_METHODS
      And it reads all rows
      Then each row of <kind> has <method> clear in PR_RESOURCE_METHODS

      Examples: what none of MAPI's own objects supports
        | kind           | method                 |
        | MAPI_SPOOLER   | STATUS_SETTINGS_DIALOG |
        | MAPI_SPOOLER   | STATUS_CHANGE_PASSWORD |
        | MAPI_SUBSYSTEM | STATUS_SETTINGS_DIALOG |
        | MAPI_SUBSYSTEM | STATUS_CHANGE_PASSWORD |
        | MAPI_AB        | STATUS_SETTINGS_DIALOG |
        | MAPI_AB        | STATUS_CHANGE_PASSWORD |

    @ST13
    Scenario: A session without mail has no transport in its status table, even beside a session with mail
      Given a second client that has logged on
      And a client that has logged on without mail
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then there is no row of MAPI_TRANSPORT_PROVIDER

    @ST14
    Scenario: The spooler's row of a session without mail carries STATUS_FAILURE
      Given a client that has logged on without mail
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_STATUS_CODE
      And it reads all rows
      Then each row of MAPI_SPOOLER has STATUS_FAILURE set in PR_STATUS_CODE

    @ST35
    Scenario Outline: The row of <kind> shows that it works in a session without mail, too
      Given a client that has logged on without mail
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_STATUS_CODE
      And it reads all rows
      Then each row of <kind> has STATUS_AVAILABLE or STATUS_OFFLINE set in PR_STATUS_CODE

      Examples: what needs no transport
        | kind           |
        | MAPI_SUBSYSTEM |
        | MAPI_AB        |

    @ST35
    Scenario Outline: A transport that has transferred everything shows that it works after a flush whose far end <is so>
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And a flush of the incoming queues through the object of Office has been tried
      And the table has shown the status code of Office
      And the far end of Office <is so>
      And a flush of the outgoing queues through the object of Office has been tried
      And the far end of Office is up again
      When it flushes the outgoing and incoming queues through the object of Office with FLUSH_FORCE
      And it waits until every message of Office is transferred
      And it looks at the status code of Office
      Then the bit STATUS_AVAILABLE is set in the end, or STATUS_OFFLINE as before

      Examples: a flush that was done, and two that could not be done
        | is so                 |
        | is slow               |
        | is down               |
        | refuses every message |

  Rule: Status bits tell which flush is under way
    STATUS_OUTBOUND_FLUSH and STATUS_INBOUND_FLUSH belong to the transport's row (ruling D-22). The far end is slow, so that
    there is something to see.
    What was asked of a transport's own object, and has failed, may wait until the far end is up again: the flush has not ended.

    @ST15
    Scenario Outline: A flush of the <asked> queues shows <bit>
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the <asked> queues through the object of Office
      And it looks at the status code of Office
      Then the bit <bit> is set

      Examples: both directions
        | asked    | bit                   |
        | outgoing | STATUS_OUTBOUND_FLUSH |
        | incoming | STATUS_INBOUND_FLUSH  |

    @ST36
    Scenario Outline: A table that was open before a flush of the <asked> queues <how> shows what a new one shows
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 3        | 3        |
      And the far end of <whose> is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And the columns are PR_ENTRYID, PR_STATUS_CODE
      And the table has been read to the end
      When it flushes the <asked> queues <how>
      And it waits until a message of <whose> has moved
      And it looks at the open table and at new ones for the status code of <whose>
      Then it reads the flush bits of <whose> there that new tables show

      Examples: both directions; through the transport's own object and as a target
        | asked    | how                                                | whose  |
        | outgoing | through the object of Office                       | Office |
        | incoming | through the object of Office                       | Office |
        | outgoing | through the spooler for Branch with FLUSH_ASYNC_OK | Branch |
        | incoming | through the spooler for Branch with FLUSH_ASYNC_OK | Branch |

    @ST36
    Scenario: A table that was open before a flush shows its bits no more when it has ended
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      And the columns are PR_ENTRYID, PR_STATUS_CODE
      And the table has been read to the end
      When it flushes the outgoing and incoming queues through the object of Office
      And it waits until a message of Office has moved
      And it looks at the open table and at new ones for the status code of Office
      And it waits until every message of Office is transferred
      Then in the end it reads no flush bit of Office there

    @ST36
    Scenario: A table that was got during a flush shows its bits no more when it has ended
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 3        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office
      And it waits until a message of Office has moved
      And the client gets the status table
      And it limits the columns to PR_ENTRYID, PR_STATUS_CODE
      And it looks at the open table and at new ones for the status code of Office
      And it waits until every message of Office is transferred
      Then in the end it reads no flush bit of Office there

    @ST28
    Scenario Outline: While a flush of the <asked> queues <how> is under way, no transport but <whom> shows a flush bit
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | <whom>    | 3        | 3        |
      And the far end of <whom> is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the <asked> queues <how>
      And it waits until a message of <whom> has moved
      And it looks at the status codes of all transports while <whom> is flushed
      Then each transport but <whom> shows no flush bit

      Examples: through its own object and as a target, in both directions
        | asked    | how                                                | whom   |
        | outgoing | through the object of Office                       | Office |
        | incoming | through the object of Office                       | Office |
        | outgoing | through the spooler for Branch with FLUSH_ASYNC_OK | Branch |
        | incoming | through the spooler for Branch with FLUSH_ASYNC_OK | Branch |

    @ST16
    Scenario Outline: After a flush <how> whose far end <is in trouble> STATUS_INBOUND_FLUSH of <whose> is clear
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | <whose>   | LAN  | <FlushQueues> |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 2        | 2        |
      And the far end of <whose> <is in trouble>
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      And it looks at the status code of <whose>
      Then the bit STATUS_INBOUND_FLUSH is clear in the end

      Examples: from the start, in the middle, and one by one; every way to flush
        | how                            | is in trouble            | whose  | FlushQueues   |
        | through the object of Office   | is down                  | Office | supported     |
        | through the object of Office   | is down after 1 message  | Office | supported     |
        | through the object of Office   | is down after 3 messages | Office | supported     |
        | through the object of Office   | refuses every message    | Office | supported     |
        | through the spooler for Branch | is down after 1 message  | Branch | not supported |
        | through the spooler for Branch | is down after 3 messages | Branch | not supported |
        | through the spooler for Branch | refuses every message    | Branch | not supported |
        | through the spooler            | is down after 1 message  | Office | supported     |
        | through the spooler            | is down after 3 messages | Office | supported     |

    @ST30
    Scenario Outline: After a flush <how> whose far end <is in trouble> STATUS_OUTBOUND_FLUSH of <whose> is clear
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | <whose>   | LAN  | <FlushQueues> |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 2        | 2        |
      And the far end of <whose> <is in trouble>
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <how>
      And it looks at the status code of <whose>
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end

      Examples: from the start, in the middle, and one by one; every way to flush
        | how                                     | is in trouble            | whose  | FlushQueues   |
        | through the object of Office            | is down                  | Office | supported     |
        | through the object of Office            | is down after 1 message  | Office | supported     |
        | through the object of Office            | is down after 3 messages | Office | supported     |
        | through the object of Office            | refuses every message    | Office | supported     |
        | through the spooler for Branch          | is down after 1 message  | Branch | not supported |
        | through the spooler for Branch          | is down after 3 messages | Branch | not supported |
        | through the spooler for Branch          | refuses every message    | Branch | not supported |
        | through the spooler                     | is down after 1 message  | Office | supported     |
        | through the spooler                     | is down after 3 messages | Office | supported     |
        | through the spooler with FLUSH_ASYNC_OK | is down after 1 message  | Office | supported     |

    @ST16
    Scenario Outline: After a flush of the <asked> queues <how> STATUS_INBOUND_FLUSH of <whose> is clear
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | <whose>   | LAN  | <FlushQueues> |
      And messages that wait
        | transport | outgoing | incoming |
        | <whose>   | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the <asked> queues <how>
      And it waits until every <asked for> of <whose> is transferred
      And it looks at the status code of <whose>
      Then the bit STATUS_INBOUND_FLUSH is clear in the end

      Examples: both directions and each alone, with FLUSH_FORCE and without
        | asked                 | asked for        | how                                           | whose  | FlushQueues   |
        | outgoing and incoming | message          | through the object of Office                  | Office | supported     |
        | outgoing              | outgoing message | through the object of Office                  | Office | supported     |
        | incoming              | incoming message | through the object of Office                  | Office | supported     |
        | outgoing and incoming | message          | through the object of Office with FLUSH_FORCE | Office | supported     |
        | incoming              | incoming message | through the spooler with FLUSH_FORCE          | Office | supported     |
        | incoming              | incoming message | through the spooler for Branch                | Branch | not supported |

    @ST30
    Scenario: After a flush STATUS_OUTBOUND_FLUSH is clear
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office
      And it waits until every message of Office is transferred
      And it looks at the status code of Office
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end

    @ST16
    Scenario: A flush that is asked for while the spooler flushes leaves no bit behind
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
      And it flushes the incoming queues through the object of Travel
      And it looks at the status code of Travel
      Then the bit STATUS_INBOUND_FLUSH is clear in the end

    @ST16
    Scenario: The other direction, asked for while the first is flushed, leaves no STATUS_INBOUND_FLUSH behind
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
      And it flushes the incoming queues through the object of Office
      And it looks at the status code of Office
      Then the bit STATUS_INBOUND_FLUSH is clear in the end

    @ST30
    Scenario: The other direction, asked for while the first is flushed, leaves no STATUS_OUTBOUND_FLUSH behind
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
      And it flushes the incoming queues through the object of Office
      And it looks at the status code of Office
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end

    @ST30
    Scenario: The same directions, asked for once more while they are flushed, leave no STATUS_OUTBOUND_FLUSH behind
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Office
      And it waits until a message of Office has moved
      And it flushes the outgoing and incoming queues through the object of Office
      And it waits until every message of Office is transferred
      And it looks at the status code of Office
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end

    @ST30
    Scenario: A session that has ended in the middle of its flush leaves no STATUS_OUTBOUND_FLUSH behind
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a second client has logged off while its flush was under way, and the flush has ended
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the incoming queues through the object of Office
      And it looks at the status code of Office
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end

    @FQ24
    Scenario Outline: A flush of the <asked> queues without FLUSH_FORCE leaves nothing behind at an asynchronous transport
      Given a profile with the transports
        | transport | kind | FlushQueues | asynchronous |
        | Later     | LAN  | supported   | yes          |
      And messages that wait
        | transport | outgoing | incoming |
        | Later     | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the <asked> queues through the spooler
      And it looks at the status code of Later
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end
      And the bit STATUS_INBOUND_FLUSH is clear in the end
      And no <other> message of Later has been transferred

      Examples: both directions
        | asked    | other    |
        | outgoing | incoming |
        | incoming | outgoing |

    @FQ24
    Scenario: A flush without FLUSH_FORCE after one with it leaves nothing behind, either
      Given a profile with the transports
        | transport | kind | FlushQueues | asynchronous |
        | Later     | LAN  | supported   | yes          |
      And messages that wait
        | transport | outgoing | incoming |
        | Later     | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler with FLUSH_FORCE has been tried
      When it flushes the outgoing queues through the spooler
      And it looks at the status code of Later
      Then the bit STATUS_OUTBOUND_FLUSH is clear in the end
      And the bit STATUS_INBOUND_FLUSH is clear in the end
      And no incoming message of Later has been transferred

  Rule: SetColumns and QueryColumns
    SetColumns never fails over a column; what is missing shows in the rows.

    @TB1
    Scenario: SetColumns accepts a column that no row has
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_ENTRYID, a property that no object has, PR_RESOURCE_TYPE
      Then the call succeeds

    @TB2
    Scenario Outline: Missing columns keep their places and are marked: <columns>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to <columns>
      And it reads all rows
      Then every row marks what no row has as absent, and nothing else

      Examples: between two others, and several beside each other
        | columns                                                                                             |
        | PR_ENTRYID, a property that no object has, PR_RESOURCE_TYPE                                         |
        | two properties that no object has, PR_ENTRYID, five properties that no object has, PR_RESOURCE_TYPE |

    @TB15
    Scenario: SetColumns accepts TBL_BATCH
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE with TBL_BATCH
      Then the call succeeds

    @TB16
    Scenario: PR_NULL among the columns keeps each of its places free
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_NULL, PR_ENTRYID, PR_NULL, PR_NULL, PR_RESOURCE_TYPE, PR_NULL
      And it reads all rows
      Then every row marks what no row has as absent, and nothing else

    @TB17
    Scenario Outline: The row of <kind> holds exactly the columns <columns>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to <columns>
      And it reads all rows
      Then each row of <kind> has exactly the columns <columns>

      Examples: MAPI's own objects besides the spooler's; two columns, and many
        | kind           | columns                        |
        | MAPI_SUBSYSTEM | PR_RESOURCE_TYPE, PR_ENTRYID   |
        | MAPI_AB        | PR_RESOURCE_TYPE, PR_ENTRYID   |
        | MAPI_SUBSYSTEM | every required property, twice |

    @TB18
    Scenario: QueryColumns tells all columns that there are, whichever are set
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it asks for all columns that there are
      Then the call answers at least PR_ENTRYID, PR_INSTANCE_KEY, PR_OBJECT_TYPE, PR_RESOURCE_TYPE, PR_RESOURCE_METHODS

    @TB19
    Scenario: Rows hold the columns that QueryColumns tells before any were set
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it asks for the columns
      And it reads all rows
      Then every row has the columns that QueryColumns told

    @TB14
    Scenario: QueryColumns tells the columns that were set
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are every required property
      When it asks for the columns
      Then the call answers every required property

    @TB14
    Scenario: QueryColumns tells the columns that were set with TBL_BATCH when rows have been read
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are every required property with TBL_BATCH
      And the table has been read to the end
      When it asks for the columns
      Then the call answers every required property

  Rule: Restrict
    A restriction holds until the next one; each puts the position back to the first row.

    @TB3
    Scenario Outline: A restriction replaces the one before it: <condition>
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When it restricts the table to <condition>
      And it reads all rows
      Then exactly the rows of MAPI_SUBSYSTEM are there

      Examples: at once, and when rows are read at the latest
        | condition                                        |
        | PR_RESOURCE_TYPE = MAPI_SUBSYSTEM                |
        | PR_RESOURCE_TYPE = MAPI_SUBSYSTEM with TBL_BATCH |

    @TB3
    Scenario: A restriction holds when the client flushes, which takes another table to find the spooler
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_ASYNC_OK
      Then the first table still reads as it was set up

    @TB34
    Scenario: A status table that is open stays as it was set up when a flush could not be done
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When it flushes the outgoing and incoming queues through the spooler
      Then the first table still reads as it was set up

    @TB32
    Scenario: A restriction that is refused leaves the one before it
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When it restricts the table, which refuses PR_RESOURCE_TYPE = a text
      And it reads all rows
      Then exactly the rows of MAPI_SPOOLER are there

    @TB4
    Scenario: Restricting to nothing brings all rows back
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When it restricts the table to every row
      And it reads all rows
      Then rows of MAPI_SPOOLER and of other types are there

    @TB5
    Scenario Outline: Restrict to <condition> after <before> puts the position back to the first row
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to <before>
      And the table has been read to the end
      When it restricts the table to <condition>
      And it reads all rows
      Then there is at least one row of MAPI_SPOOLER

      Examples: another restriction, and the same one again; at once, and when rows are read at the latest
        | before                          | condition                                      |
        | every row                       | PR_RESOURCE_TYPE = MAPI_SPOOLER                |
        | every row                       | PR_RESOURCE_TYPE = MAPI_SPOOLER with TBL_BATCH |
        | PR_RESOURCE_TYPE = MAPI_SPOOLER | PR_RESOURCE_TYPE = MAPI_SPOOLER                |
        | PR_RESOURCE_TYPE = MAPI_SPOOLER | every row                                      |

    @TB6
    Scenario: A restriction that nothing matches leaves no row
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it restricts the table to PR_RESOURCE_TYPE = an undefined type
      And it reads all rows
      Then the call succeeds
      And there is no row of any type

    @TB7
    Scenario: RELOP_NE selects what RELOP_EQ leaves out
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it restricts the table to PR_RESOURCE_TYPE ≠ MAPI_SPOOLER
      And it reads all rows
      Then all rows but those of MAPI_SPOOLER are there

    @TB31
    Scenario Outline: The table can be restricted to <kind> before its columns are set
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it restricts the table to PR_RESOURCE_TYPE = <kind>
      And it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE
      And it reads all rows
      Then exactly the rows of <kind> are there

      Examples: the spooler, and the transports
        | kind                    |
        | MAPI_SPOOLER            |
        | MAPI_TRANSPORT_PROVIDER |

    @TB8
    Scenario Outline: A restriction with unequal property types is refused: <condition>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_RESOURCE_TYPE, PR_DISPLAY_NAME_A
      When it restricts the table to <condition>
      Then the call is refused, as a rule with MAPI_E_TOO_COMPLEX

      Examples: a number, a text, and within another restriction
        | condition                                           |
        | PR_RESOURCE_TYPE = a text                           |
        | PR_DISPLAY_NAME_A = a number                        |
        | PR_RESOURCE_TYPE = a text, with RES_EXIST before it |

    @TB15
    Scenario: Restrict accepts TBL_BATCH
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it restricts the table to PR_RESOURCE_TYPE = MAPI_SPOOLER with TBL_BATCH
      Then the call succeeds

    @TB20
    Scenario Outline: A row's type is compared with the constant, not the other way round: <compared> <constant>
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it restricts the table to PR_RESOURCE_TYPE <compared> <constant>
      And it reads all rows
      Then exactly the rows of types <compared> <constant> are there

      Examples: RELOP_LT, RELOP_LE, RELOP_GT, RELOP_GE; the type is a number with a sign
        | compared | constant     |
        | below    | MAPI_SPOOLER |
        | up to    | MAPI_SPOOLER |
        | above    | MAPI_SPOOLER |
        | from     | MAPI_SPOOLER |
        | above    | minus one    |

    @TB21
    Scenario Outline: A property that is there and matches is selected: <condition>
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it restricts the table to <condition>
      And it reads all rows
      Then exactly the rows of MAPI_SPOOLER are there

      Examples: RES_EXIST as the first part, as the last, and twice
        | condition                                                       |
        | PR_RESOURCE_TYPE = MAPI_SPOOLER, with RES_EXIST before it       |
        | PR_RESOURCE_TYPE = MAPI_SPOOLER, with RES_EXIST behind it       |
        | PR_RESOURCE_TYPE = MAPI_SPOOLER, with RES_EXIST before it twice |

    @TB30
    Scenario Outline: RES_EXIST selects the rows that have <property>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_RESOURCE_TYPE, <property>
      When it restricts the table to rows that have <property>
      And it reads all rows
      Then exactly the rows that have <property> are there

      Examples: all rows, some rows, and no row
        | property                      |
        | PR_RESOURCE_TYPE              |
        | PR_STATUS_STRING_A            |
        | PR_IDENTITY_DISPLAY_A         |
        | a property that no object has |

    @TB9
    Scenario: A restriction on a property that the table does not show is accepted
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the columns are PR_ENTRYID
      When it restricts the table to PR_RESOURCE_TYPE = MAPI_SPOOLER
      Then the call succeeds

    @TB9
    Scenario: A table that does not show PR_RESOURCE_TYPE can be restricted on it
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the columns are PR_ENTRYID
      When it restricts the table to PR_RESOURCE_TYPE = MAPI_SPOOLER
      And it reads all rows
      Then as many rows as there are of MAPI_SPOOLER are there

  Rule: QueryRows and SeekRow
    QueryRows may give fewer rows than asked for; it ends with no row, not with an error.

    @TB10
    Scenario: One row that is read first is there
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it reads one row
      Then there is exactly one row of any type

    @TB10
    Scenario: Read one row at a time, every row of a restricted table comes once
      Given a profile with 5 transports, or the given profile
      And a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_TRANSPORT_PROVIDER
      And the table has been read to the end
      When it starts over
      And it reads one row at a time
      Then the call succeeds
      And it reads the same rows again

    @TB10
    Scenario Outline: Read <how>, every row comes once
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts over
      And it reads <how>
      Then the call succeeds
      And it reads the same rows again

      Examples: piece by piece, all at once, and with a flush between; numbers without a lower half, and as large as can be
        | how                                                               |
        | one row at a time                                                 |
        | 2 rows at a time                                                  |
        | 65536 rows at a time                                              |
        | one row, then 2147483647 rows at a time                           |
        | one row, then flushes all queues through the spooler and reads on |

    @TB11
    Scenario Outline: QueryRows with TBL_NOADVANCE for <number> leaves the position, at each row and at the end
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts over
      And it reads row after row, and <number> with TBL_NOADVANCE before each
      Then it reads the same rows again

      Examples: one row, and more than are left
        | number    |
        | one row   |
        | 1000 rows |

    @TB12
    Scenario: QueryRows refuses to read zero rows
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it reads zero rows
      Then the call is refused, as a rule with MAPI_E_INVALID_PARAMETER

    @TB22
    Scenario: QueryRows gives no more rows than it was asked for
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it reads one row
      Then there is at most one row of any type

    @TB13
    Scenario: SeekRow to BOOKMARK_BEGINNING starts over
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts over
      And it reads all rows
      Then it reads the same rows again

    @TB13
    Scenario: SeekRow to BOOKMARK_BEGINNING succeeds however often the client starts over
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it starts over 1030 times
      Then the call succeeds

    @TB29
    Scenario Outline: SeekRow goes to each row from <bookmark> in a table of <rows>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been restricted to <rows>
      And the table has been read to the end
      When it starts again at one row after another from <bookmark>, and reads each
      Then it reads the same rows again

      Examples: forward, back from the end, and back from the position; the end is that of the rows that the table shows
        | bookmark           | rows                            |
        | BOOKMARK_BEGINNING | every row                       |
        | BOOKMARK_END       | every row                       |
        | BOOKMARK_CURRENT   | every row                       |
        | BOOKMARK_END       | PR_RESOURCE_TYPE = MAPI_SPOOLER |

    @TB29
    Scenario: SeekRow goes back no further than to the first row
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts again one row before BOOKMARK_BEGINNING
      And it reads all rows
      Then it reads the same rows again

    @TB29
    Scenario: SeekRow goes no further than behind the last row
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts again one row behind BOOKMARK_CURRENT
      And it reads all rows
      Then the call succeeds
      And it reads new rows only

    @TB33
    Scenario: SeekRow tells that it has moved back
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been read to the end
      When it starts again one row before BOOKMARK_CURRENT
      Then the call tells that it has moved one row back

    @TB33
    Scenario: SeekRow tells that it has moved forward
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it starts again one row behind BOOKMARK_BEGINNING
      Then the call tells that it has moved one row forward

    @TB33
    Scenario: SeekRow tells how far it has moved when it stops at the end
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      And the table has been read to the end
      When it starts again one row behind BOOKMARK_CURRENT
      Then the call tells that it has not moved

  Rule: HrQueryAllRows
    Judged only where the implementation has the function itself. Where the kit builds it from the table's own calls, nothing
    can be said about it.

    @HR1
    Scenario: HrQueryAllRows with a column array gives rows of these columns
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When the implementation's own HrQueryAllRows is called for PR_RESOURCE_TYPE, PR_ENTRYID of MAPI_SPOOLER
      Then each row of MAPI_SPOOLER has exactly the columns PR_RESOURCE_TYPE, PR_ENTRYID

    @HR2
    Scenario: HrQueryAllRows without restriction gives every row
      Given a profile with 129 transports, or the given profile
      And a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When the implementation's own HrQueryAllRows is called for everything
      Then it reads the same rows again

    @HR5
    Scenario: HrQueryAllRows without columns gives rows of the columns that were set
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_STATUS_CODE, PR_RESOURCE_TYPE
      When the implementation's own HrQueryAllRows is called for everything
      Then each row of MAPI_SPOOLER has exactly the columns PR_STATUS_CODE, PR_RESOURCE_TYPE

    @HR6
    Scenario: HrQueryAllRows returns as many rows as it may
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When the implementation's own HrQueryAllRows is called for at most 1 row of MAPI_SPOOLER
      Then the call succeeds

    @HR6
    Scenario: HrQueryAllRows returns what there is if that is less than it may
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When the implementation's own HrQueryAllRows is called for at most 2 rows of MAPI_SPOOLER
      Then the call succeeds

    @HR3
    Scenario: HrQueryAllRows refuses to return more rows than allowed
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When the implementation's own HrQueryAllRows is called for at most 1 row
      Then the call is refused, as a rule with MAPI_E_TABLE_TOO_BIG

    @A7a
    Scenario: Nothing stays alive when HrQueryAllRows has refused to return more rows than allowed
      Given a client that has logged on
      And the objects that are alive have been counted
      And procedure A has been carried out up to step 2
      When the implementation's own HrQueryAllRows is called, which refuses at most 1 row
      And it releases the status table
      Then no more objects are alive than before

  Rule: Two sessions at once
    A session has status tables of its own.

    @SS1
    Scenario: A second session's status table does not disturb the first's
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When a second client carries out procedure B up to step 4
      Then the first table still reads as it was set up

    @SS2
    Scenario: When one session logs off, the status table of the other goes on working
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When a second client carries out procedure B up to step 4 and logs off
      And it retrieves the rows that match
      Then the call succeeds
      And exactly the rows of MAPI_SPOOLER are there

    @SS2
    Scenario: When one session logs off, the other's table keeps columns, restriction and first position
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When a second client carries out procedure B up to step 4 and logs off
      Then the first table still reads as it was set up

    @SS2
    Scenario: When one session logs off, the other reads on where it stopped
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts over
      And it reads one row
      And a second client carries out procedure B up to step 4 and logs off
      And it reads the rest
      Then it reads the same rows again

    @SS2
    Scenario: When one session logs off, each of MAPI's own status objects of the other gives what it gave before
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets PR_RESOURCE_METHODS, PR_RESOURCE_TYPE, PR_OBJECT_TYPE of each of MAPI's own status objects
      And a second client carries out procedure B up to step 4 and logs off
      And it gets PR_RESOURCE_METHODS, PR_RESOURCE_TYPE, PR_OBJECT_TYPE of each of MAPI's own status objects
      Then each of them gives the same as before

    @SS2
    Scenario: When one session logs off, each transport's status object of the other gives what it gave before
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets PR_RESOURCE_METHODS of each transport's status object
      And a second client carries out procedure B up to step 4 and logs off
      And it gets PR_RESOURCE_METHODS of each transport's status object
      Then each of them gives the same as before

    @SS2
    Scenario Outline: When one session logs off, the other's entry identifiers are the same: it <compares>
      Given a client that has logged on
      And procedure <procedure> has been carried out up to step 4
      When it <compares>
      And a second client carries out procedure B up to step 4 and logs off
      And it <compares>
      Then all of them are equal if they were before

      Examples: with what it read before
        | procedure | compares                                                                     |
        | A         | compares the spooler's entry identifier with that of another status table    |
        | B         | compares each transport's entry identifier with that of another status table |

    @SS2
    Scenario Outline: When one session logs off, the other still <opens>
      Given a client that has logged on
      And procedure <procedure> has been carried out up to step <step>
      When a second client carries out procedure B up to step 4 and logs off
      And it <opens>
      Then <succeeds>

      Examples: with the entry identifiers that it read before
        | procedure | step | opens                                         | succeeds           |
        | A         | 5    | opens the status object of the spooler's row  | the call succeeds  |
        | B         | 5.1  | opens each transport's row from first to last | each of them opens |

    @SS2
    Scenario: When one session logs off with MAPI_LOGOFF_UI, the status table of the other goes on working
      Given a client that has logged on
      And procedure A has been carried out up to step 3
      And a second client has flushed all queues and logged off with MAPI_LOGOFF_UI, where someone can be at the screen
      When it retrieves the rows that match
      Then the call succeeds
      And exactly the rows of MAPI_SPOOLER are there

    @ST9
    Scenario: When one session has logged off, the spooler's row promises the other the same
      Given a client that has logged on
      And a second client has flushed all queues and logged off
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_RESOURCE_TYPE, PR_RESOURCE_METHODS
      And it reads all rows
      Then each row of MAPI_SPOOLER has STATUS_VALIDATE_STATE and STATUS_FLUSH_QUEUES set in PR_RESOURCE_METHODS

    @SS7
    Scenario: A session can be ended with MAPI_LOGOFF_UI
      Given someone is at the screen
      And a client that has logged on
      When it logs off with MAPI_LOGOFF_UI, and releases the session
      Then the call succeeds
