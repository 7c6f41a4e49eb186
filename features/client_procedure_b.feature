Feature: A client walks procedure B
  The client is under test, and the kit plays the subsystem. Here the client visits the transports row by row. It flushes a
  transport through its own status object if that supports FlushQueues, and through the spooler if it does not.

  | step | rule                                            | requirements        | scenarios |
  | all  | in one walk                                     | B5.3h               | 1         |
  | 1    | B1 Get the status table                         | B1b                 | 2         |
  | 2    | B2 Limit the columns                            | B2b                 | 1         |
  | 3    | B3 Build the restriction on transport providers | B3b                 | 1         |
  | 4    | B4 Retrieve the transports' rows                | B4d                 | 1         |
  | 5    | B5 For each row                                 | B5c B5d B5e         | 13        |
  | 5.1  | B5.1 Open the transport's status object         | B5.1c B5.1d OE16    | 6         |
  | 5.2  | B5.2 Find out whether it supports FlushQueues   | B5.2c GP6           | 5         |
  | 5.3  | B5.3 Call its FlushQueues, or the spooler's     | B5.3h CL1 FQ16 FQ32 | 7         |
  | 5.4  | B5.4 Release everything                         | B5.4c B5.4d SS9     | 6         |

  Background:
    Given a profile with the transports
      | transport | kind  | FlushQueues   |
      | Office    | LAN   | supported     |
      | Branch    | LAN   | not supported |
      | Travel    | modem | supported     |
      | Archive   | LAN   | not supported |

  @walkthrough @B5.3h
  Scenario: The client flushes transport by transport
    Given messages that wait
      | transport | outgoing | incoming |
      | Office    | 2        | 1        |
      | Branch    | 1        | 1        |
    When the client is to flush all queues by procedure B
    Then the client ends by itself
    And it flushes Office through its own status object only
    And it flushes Branch through the spooler only
    And it flushes Travel through its own status object only
    And it flushes Archive through the spooler only
    And it calls FlushQueues once for each transport
    And it flushes all queues, and no others
    And it says that all is done

  Rule: B1 Get the status table
    The step is that of procedure A.

    @B1b
    Scenario: The client gets the status table from its session
      When the client is to flush all queues by procedure B
      Then it gets the status table from a session that has logged on

    @B1b
    Scenario Outline: Without a status table the client gives up after <code>
      Given the subsystem refuses GetStatusTable with <code>
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it says that all is done only if all is done
      And it opens no status object but those of transports, by their rows

      Examples:
        | code             |
        | MAPI_E_BUSY      |
        | MAPI_E_NOT_FOUND |

  Rule: B2 Limit the columns
    The step is that of procedure A. More columns are allowed, for example PR_RESOURCE_METHODS (ruling D-03).

    @B2b
    Scenario: The client reads the transports' rows with the columns PR_ENTRYID and PR_RESOURCE_TYPE
      When the client is to flush all queues by procedure B
      Then its columns contain PR_ENTRYID and PR_RESOURCE_TYPE when it reads rows

  Rule: B3 Build the restriction on transport providers
    The client builds an SPropertyRestriction: PR_RESOURCE_TYPE is equal to MAPI_TRANSPORT_PROVIDER. For
    the fallback of step B5.3 it may also select the spooler's row, by MAPI_SPOOLER.

    @B3b
    Scenario: The client's restriction matches the transport providers
      When the client is to flush all queues by procedure B
      Then it selects the rows that it uses by PR_RESOURCE_TYPE = MAPI_TRANSPORT_PROVIDER or MAPI_SPOOLER
      And the restriction is in effect when it reads rows

  Rule: B4 Retrieve the transports' rows
    HrQueryAllRows gives any number of rows.

    @B4d
    Scenario: Without transports the client visits nothing
      Given the subsystem has no row of transports
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it opens no transport's status object

  Rule: B5 For each row
    The client visits each row that it got, or the one that it was told to visit (ruling D-06). A failure at one of them does
    not have to stop it (ruling D-72).

    @B5c
    Scenario: The client visits the row of each transport
      When the client is to flush all queues by procedure B
      Then it visits the row of each transport
      And it flushes every transport

    @B5c
    Scenario: The client visits all rows if it gets them one by one
      Given the subsystem gives one row a call
      And the subsystem gives its rows from last to first
      When the client is to flush all queues by procedure B
      Then it visits the row of each transport
      And it flushes every transport

    @B5c
    Scenario: The client visits all rows if it gets them in portions
      Given the subsystem gives 3 rows a call
      When the client is to flush all queues by procedure B
      Then it visits the row of each transport
      And it flushes every transport

    @B5c
    Scenario Outline: In a profile with <number> transports the client leaves none out, or says so
      Given a profile with <number> transports
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it flushes every transport, unless a call was refused
      And it says that all is done only if all is done

      Examples: more transports than a client has room for, if it has room for a fixed number
        | number |
        | 20     |
        | 65     |
        | 300    |

    @B5c
    Scenario: The client visits each row once if the rows come in another order each time
      Given the subsystem gives its rows in another order each time they are read
      When the client is to flush all queues by procedure B
      Then it visits the row of each transport
      And it calls FlushQueues once for each transport

    @B5d
    Scenario Outline: The client goes on after <call> of <transport> is refused with <code>
      Given the subsystem gives its rows from last to first
      And the subsystem refuses <call> of <transport> with <code>
      When the client is to flush all queues by procedure B
      Then it visits the row of each transport
      And it flushes every transport but <transport>

      Examples:
        | call        | transport | code               |
        | OpenEntry   | Archive   | MAPI_E_NOT_FOUND   |
        | OpenEntry   | Travel    | MAPI_E_CALL_FAILED |
        | FlushQueues | Travel    | MAPI_E_BUSY        |
        | FlushQueues | Travel    | MAPI_E_USER_CANCEL |

    @B5d
    Scenario Outline: <type> in place of one entry identifier does not stop the client at the other rows
      Given the row of Office has <type> in place of its entry identifier
      When the client is to flush all queues by procedure B
      Then it flushes every transport but Office

      Examples:
        | type     |
        | PT_ERROR |
        | PT_NULL  |

    @B5c
    Scenario Outline: The client does not take <code> from a transport for a flush that is done
      Given the subsystem refuses FlushQueues of Travel with <code>
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it says that all is done only if all is done

      Examples:
        | code               |
        | MAPI_E_BUSY        |
        | MAPI_E_USER_CANCEL |

    @B5c
    Scenario: After any refusal the client ends, and does not say that all is done if it is not
      When the client is to flush all queues by procedure B, and each of its calls is refused in turn with MAPI_E_CALL_FAILED
      Then the client ends by itself
      And it says that all is done only if all is done

    @B5e
    Scenario Outline: Told to flush <transport> alone, the client flushes no other transport
      Given the subsystem gives its rows from last to first
      When the client is to flush all queues of <transport> alone by procedure B
      Then the client ends by itself
      And it flushes <transport>, and no other transport

      Examples:
        | transport |
        | Travel    |
        | Branch    |

    @B5e
    Scenario Outline: Told to flush <transport> alone, the client takes no similar name for it, from <way>
      Given a profile with the transports
        | transport                                                                         | kind | FlushQueues   |
        | Post                                                                              | LAN  | supported     |
        | Post 2                                                                            | LAN  | not supported |
        | post 2                                                                            | LAN  | supported     |
        | Post2                                                                             | LAN  | supported     |
        | Gateway to the mail of all branch offices in the northern districts, on floor one | LAN  | supported     |
        | Gateway to the mail of all branch offices in the northern districts, on floor two | LAN  | not supported |
      And the subsystem gives its rows from <way>
      When the client is to flush all queues of <transport> alone by procedure B
      Then the client ends by itself
      And it flushes <transport>, and no other transport

      Examples: the beginning of another name; another case; another blank; a long beginning that two names share
        | transport                                                                         | way           |
        | Post                                                                              | first to last |
        | Post                                                                              | last to first |
        | Post 2                                                                            | first to last |
        | Post 2                                                                            | last to first |
        | Gateway to the mail of all branch offices in the northern districts, on floor one | first to last |
        | Gateway to the mail of all branch offices in the northern districts, on floor one | last to first |
        | Gateway to the mail of all branch offices in the northern districts, on floor two | first to last |
        | Gateway to the mail of all branch offices in the northern districts, on floor two | last to first |

    @B5e
    Scenario: For a user at the screen, too, the client flushes no other transport
      When the client is to flush all queues of Branch alone by procedure B, and someone is at the screen
      Then the client ends by itself
      And it flushes Branch, and no other transport

    @B5e
    Scenario: The client does not say that it has flushed a transport that has no row
      Given the subsystem has no row of transports
      When the client is to flush all queues of Office alone by procedure B
      Then the client ends by itself
      And it says that all is done only if all is done

  Rule: B5.1 Open the transport's status object
    The client passes the entry identifier of each row to IMAPISession::OpenEntry, byte for byte.

    @B5.1c
    Scenario: The client opens the entry identifier of each transport's row
      Given the subsystem gives its rows from last to first
      When the client is to flush all queues by procedure B
      Then it opens entry identifiers that a row has shown, byte for byte

    @B5.1c
    Scenario Outline: The client opens entry identifiers of <number> bytes
      Given the subsystem gives entry identifiers of <number> bytes
      When the client is to flush all queues by procedure B
      Then it opens entry identifiers that a row has shown, byte for byte
      And it flushes every transport

      Examples: shorter and longer than most; the last byte is zero
        | number |
        | 9      |
        | 300    |
        | 2000   |

    @B5.1c
    Scenario: The client does not open what an earlier walk has shown
      Given the client has flushed all queues by procedure B before
      And the subsystem gives entry identifiers of 36 bytes
      When the client is to flush all queues by procedure B
      Then it opens entry identifiers that a row has shown, byte for byte

    @B5.1c
    Scenario Outline: The client opens nothing in place of the entry identifier that the row of <name> lacks
      Given the row of <name> has <type> in place of its entry identifier
      When the client is to flush all queues by procedure B
      Then it opens entry identifiers that a row has shown, byte for byte

      Examples:
        | name   | type     |
        | Travel | PT_ERROR |
        | Branch | PT_NULL  |

    @OE16
    Scenario: The client uses each transport's status object on one thread
      When the client is to flush all queues by procedure B
      Then it calls each transport's status object on the thread that has opened it

    @B5.1d
    Scenario: The client opens the transports' status objects for reading
      When the client is to flush all queues by procedure B
      Then it asks for no more than read access

  Rule: B5.2 Find out whether it supports FlushQueues
    The client tests STATUS_FLUSH_QUEUES in PR_RESOURCE_METHODS, with a mask, before it calls FlushQueues.

    @B5.2c
    Scenario: The client reads PR_RESOURCE_METHODS before it flushes a transport
      When the client is to flush all queues by procedure B
      Then it looks at PR_RESOURCE_METHODS of each transport before it flushes

    @B5.2c
    Scenario Outline: A transport with the methods <methods> is flushed through <way>
      Given PR_RESOURCE_METHODS of <transport> lists <methods>
      When the client is to flush all queues by procedure B
      Then it flushes <transport> through <way> only

      Examples: STATUS_FLUSH_QUEUES alone, among others, and all others without it
        | transport | methods                                     | way                   |
        | Office    | STATUS_FLUSH_QUEUES                         | its own status object |
        | Office    | STATUS_SETTINGS_DIALOG, STATUS_FLUSH_QUEUES | its own status object |
        | Office    | every method                                | its own status object |
        | Branch    | every method but STATUS_FLUSH_QUEUES        | the spooler           |

    @B5.2c
    Scenario: The client asks in each walk whether a transport supports FlushQueues
      Given the client has flushed all queues by procedure B before
      And PR_RESOURCE_METHODS of Office lists every method but STATUS_FLUSH_QUEUES
      When the client is to flush all queues by procedure B
      Then it flushes Office through the spooler only

    @GP6
    Scenario: The client takes an error in place of PR_RESOURCE_METHODS for no support
      Given PR_RESOURCE_METHODS of Branch lists nothing
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it flushes Branch through the spooler only
      And it flushes every transport

    @GP6
    Scenario: The client takes an error that names no property for no support
      Given PR_RESOURCE_METHODS of Branch lists nothing
      And the subsystem gives the property identifier 0 to what is missing
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it flushes Branch through the spooler only
      And it flushes every transport

  Rule: B5.3 Call its FlushQueues, or the spooler's
    The client calls FlushQueues of a supporting transport's own object, without target. For any other it calls that of the
    spooler, with the row's entry identifier as target. It passes FLUSH_UPLOAD for outgoing and FLUSH_DOWNLOAD for incoming
    messages (ruling D-01). It should pass FLUSH_NO_UI (D-08), unless someone is at the screen (CL1).

    @B5.3h
    Scenario Outline: The client flushes <queues> queues of each transport and no others
      When the client is to flush <queues> queues by procedure B
      Then it flushes <queues> queues, and no others
      And it calls FlushQueues once for each transport
      And it flushes Branch through the spooler only
      And it flushes Office through its own status object only

      Examples:
        | queues       |
        | the outgoing |
        | the incoming |

    @B5.3h
    Scenario: The client asks each transport of a long profile in the right way
      Given a profile with 65 transports
      When the client is to flush all queues by procedure B
      Then it flushes what it is to flush, and nothing else

    @B5.3h
    Scenario Outline: After <code> from <call> of Office the client still asks Travel itself to flush
      Given the subsystem refuses <call> of Office with <code>
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it flushes what it is to flush, and nothing else

      Examples:
        | call        | code                           |
        | FlushQueues | MAPI_E_NO_SUPPORT              |
        | FlushQueues | MAPI_E_BUSY                    |
        | FlushQueues | MAPI_E_INTERFACE_NOT_SUPPORTED |
        | FlushQueues | MAPI_E_CALL_FAILED             |
        | GetProps    | MAPI_E_NO_SUPPORT              |
        | OpenEntry   | MAPI_E_NOT_FOUND               |

    @FQ16
    Scenario: The client passes no target to a transport's own status object
      When the client is to flush all queues by procedure B
      Then it passes no target to a transport's own status object

    @FQ32
    Scenario: The client passes no FLUSH_ASYNC_OK to a transport's own status object
      When the client is to flush all queues by procedure B
      Then it passes no FLUSH_ASYNC_OK to a transport's own status object

    @CL1
    Scenario: The client passes FLUSH_NO_UI to each status object
      When the client is to flush all queues by procedure B
      Then it passes FLUSH_NO_UI

    @CL1
    Scenario Outline: The client passes FLUSH_NO_UI when it flushes <queues> queues, too
      When the client is to flush <queues> queues by procedure B
      Then it passes FLUSH_NO_UI

      Examples:
        | queues       |
        | the outgoing |
        | the incoming |

  Rule: B5.4 Release everything
    The client releases a transport's status object, which should be in its turn of the loop, and status table and row set
    once, outside of the loop (rulings D-04 and D-57).

    @B5.4c
    Scenario: The client releases all that it got, each thing in its time
      When the client is to flush all queues by procedure B
      Then it releases each status object, status table and row set exactly once, and uses nothing afterwards
      And it releases the status table and the rows outside of its loop

    @B5.4c
    Scenario: The client releases all that it got in a long profile
      Given a profile with 65 transports
      When the client is to flush all queues by procedure B
      Then it releases each status object, status table and row set exactly once, and uses nothing afterwards

    @B5.4d
    Scenario: The client releases each transport's status object in its turn
      When the client is to flush all queues by procedure B
      Then it releases each transport's status object in its turn

    @SS9
    Scenario: The client releases what it opened before it logs off
      When the client is to flush all queues by procedure B
      Then it releases each status object and status table before Logoff

    @B5.4c
    Scenario Outline: The client releases all that it got when any call is refused with <code>
      When the client is to flush all queues by procedure B, and each of its calls is refused in turn with <code>
      Then it releases each status object, status table and row set exactly once, and uses nothing afterwards

      Examples:
        | code               |
        | MAPI_E_BUSY        |
        | MAPI_E_NOT_FOUND   |
        | MAPI_E_CALL_FAILED |

    @B5.4c
    Scenario: The client releases all that it got when memory is short in the middle of its walk
      Given the subsystem refuses call 12 with MAPI_E_NOT_ENOUGH_MEMORY
      When the client is to flush all queues by procedure B
      Then it releases each status object, status table and row set exactly once, and uses nothing afterwards
