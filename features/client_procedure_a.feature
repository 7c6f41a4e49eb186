Feature: A client walks procedure A
  The client is under test, and the kit plays the subsystem. It starts the client with a task: flush these queues by this
  procedure. It answers each call, and judges the client by its calls. What is judged is the numbered step itself.
  A client may take more calls than the steps need, in another order where no step depends on it.

  | step | rule                                    | requirements | scenarios |
  | all  | in one walk                             | A6g          | 1         |
  | 1    | A1 Get the status table                 | A1c ST26     | 3         |
  | 2    | A2 Limit the columns                    | A2b TB28     | 2         |
  | 3    | A3 Build the restriction on the spooler | A3b          | 1         |
  | 4    | A4 Retrieve the spooler's row           | A4c HR8      | 4         |
  | 5    | A5 Open the spooler's status object     | A5c A5d      | 3         |
  | 6    | A6 Call FlushQueues                     | A6g          | 4         |
  | 7    | A7 Release everything                   | A7d SS4 SS8  | 6         |

  @walkthrough @A6g
  Scenario: The client flushes every queue through the spooler
    Given a profile with the transports
      | transport | kind  | FlushQueues   |
      | Office    | LAN   | supported     |
      | Branch    | LAN   | not supported |
      | Travel    | modem | supported     |
    And messages that wait
      | transport | outgoing | incoming |
      | Office    | 2        | 1        |
      | Branch    | 1        | 1        |
    When the client is to flush all queues by procedure A
    Then the client ends by itself
    And it calls FlushQueues of the spooler once, without target
    And it flushes all queues, and no others
    And it passes FLUSH_NO_UI
    And it says that all is done

  Rule: A1 Get the status table
    The client calls IMAPISession::GetStatusTable of a session that has logged on, and looks at the result.

    @A1c
    Scenario: The client gets the status table from its session
      When the client is to flush all queues by procedure A
      Then it gets the status table from a session that has logged on

    @A1c
    Scenario Outline: Without a status table the client gives up after <code>
      Given the subsystem refuses GetStatusTable with <code>
      When the client is to flush all queues by procedure A
      Then the client ends by itself
      And it says that all is done only if all is done
      And it opens no status object but those of transports, by their rows

      Examples:
        | code                     |
        | MAPI_E_BUSY              |
        | MAPI_E_NOT_FOUND         |
        | MAPI_E_NOT_ENOUGH_MEMORY |

    @ST26
    Scenario: The client copes with a subsystem that has no Unicode status table
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And the subsystem has no Unicode status table
      When the client is to flush all queues by procedure A
      Then the client ends by itself
      And it says that all is done only if all is done

  Rule: A2 Limit the columns
    The client's columns contain PR_ENTRYID and PR_RESOURCE_TYPE, in any order. More columns are allowed (D-55).
    SetColumns and the argument of HrQueryAllRows are alike (ruling D-53).

    @A2b
    Scenario: The client reads rows with the columns PR_ENTRYID and PR_RESOURCE_TYPE
      When the client is to flush all queues by procedure A
      Then its columns contain PR_ENTRYID and PR_RESOURCE_TYPE when it reads rows

    @TB28
    Scenario: The client never sets an empty list of columns
      When the client is to flush all queues by procedure A
      Then it sets at least one column

  Rule: A3 Build the restriction on the spooler
    The client builds an SPropertyRestriction: PR_RESOURCE_TYPE is equal to MAPI_SPOOLER.

    @A3b
    Scenario: The client's restriction matches the spooler
      When the client is to flush all queues by procedure A
      Then it selects the rows that it uses by PR_RESOURCE_TYPE = MAPI_SPOOLER

  Rule: A4 Retrieve the spooler's row
    The client passes the restriction to HrQueryAllRows, or restricts the table and reads it, or picks its rows among all (ruling
    D-80). It counts the rows, and looks at the tag of a value before it uses the value.

    @A4c
    Scenario: The client reads rows under its restriction
      When the client is to flush all queues by procedure A
      Then the restriction is in effect when it reads rows

    @A4c
    Scenario: Without a row of the spooler the client opens nothing in its place
      Given a profile with the transports
        | transport | kind  | FlushQueues |
        | Office    | LAN   | supported   |
        | Travel    | modem | supported   |
      And the subsystem has no row of the spooler
      When the client is to flush all queues by procedure A
      Then the client ends by itself
      And it opens no status object but those of transports, by their rows
      And it says that all is done only if all is done

    @A4c
    Scenario Outline: The client does not use <type> as an entry identifier
      Given a profile with the transports
        | transport | kind  | FlushQueues |
        | Office    | LAN   | supported   |
        | Travel    | modem | supported   |
      And the row of the spooler has <type> in place of its entry identifier
      When the client is to flush all queues by procedure A
      Then the client ends by itself
      And it opens no status object but those of transports, by their rows
      And it says that all is done only if all is done

      Examples:
        | type     |
        | PT_ERROR |
        | PT_NULL  |

    @HR8
    Scenario: The client frees each row set that it read, once
      Given the subsystem gives one row a call
      When the client is to flush all queues by procedure A
      Then it releases each row set exactly once, and uses nothing afterwards

  Rule: A5 Open the spooler's status object
    The client passes the entry identifier of the row to IMAPISession::OpenEntry, byte for byte.

    @A5c
    Scenario: The client opens the entry identifier of the spooler's row
      When the client is to flush all queues by procedure A
      Then it opens entry identifiers that a row has shown, byte for byte

    @A5c
    Scenario: The client does not open what an earlier walk has shown
      Given a profile with 3 transports
      And the client has flushed all queues by procedure A before
      And the subsystem gives entry identifiers of 36 bytes
      When the client is to flush all queues by procedure A
      Then it opens entry identifiers that a row has shown, byte for byte

    @A5d
    Scenario: The client opens the spooler's status object for reading
      When the client is to flush all queues by procedure A
      Then it asks for no more than read access

  Rule: A6 Call FlushQueues
    The client calls FlushQueues of the spooler's status object without target, with FLUSH_UPLOAD for outgoing and
    FLUSH_DOWNLOAD for incoming messages (ruling D-01), and with FLUSH_NO_UI unless someone is at the screen (D-56).

    @A6g
    Scenario Outline: The client flushes <queues> queues and no others
      Given a profile with 3 transports
      When the client is to flush <queues> queues by procedure A
      Then it flushes <queues> queues, and no others
      And it passes FLUSH_NO_UI
      And it calls FlushQueues of the spooler once, without target

      Examples:
        | queues       |
        | the outgoing |
        | the incoming |

    @A6g
    Scenario: For a user at the screen the client still flushes through the spooler
      When the client is to flush all queues by procedure A, and someone is at the screen
      Then it flushes all queues, and no others
      And it calls FlushQueues of the spooler once, without target

    @A6g
    Scenario Outline: The client does not take <code> for a flush that is done
      Given the subsystem refuses FlushQueues with <code>
      When the client is to flush all queues by procedure A
      Then the client ends by itself
      And it says that all is done only if all is done

      Examples:
        | code               |
        | MAPI_E_BUSY        |
        | MAPI_E_NO_SUPPORT  |
        | MAPI_E_CALL_FAILED |

    @A6g
    Scenario: After any refusal the client ends, and does not say that all is done if it is not
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      When the client is to flush all queues by procedure A, and each of its calls is refused in turn with MAPI_E_CALL_FAILED
      Then the client ends by itself
      And it says that all is done only if all is done

  Rule: A7 Release everything
    The client releases status object, status table and row set, in any order, once, on every path.

    @A7d
    Scenario: The client releases all that it got
      When the client is to flush all queues by procedure A
      Then it releases each status object, status table and row set exactly once, and uses nothing afterwards

    @A7d
    Scenario: The client reads no row that it has freed
      When the client is to flush all queues by procedure A
      Then it reads no row that it has freed

    @A7d
    Scenario Outline: The client releases all that it got when any call is refused with <code>
      When the client is to flush all queues by procedure A, and each of its calls is refused in turn with <code>
      Then it releases each status object, status table and row set exactly once, and uses nothing afterwards

      Examples:
        | code               |
        | MAPI_E_BUSY        |
        | MAPI_E_NOT_FOUND   |
        | MAPI_E_CALL_FAILED |

    @SS4
    Scenario: After Logoff the client only releases the session
      When the client is to flush all queues by procedure A
      Then it releases its session once, and calls nothing else of it after Logoff

    @SS4
    Scenario: After a failure, too, the client only releases the session after Logoff
      When the client is to flush all queues by procedure A, and each of its calls is refused in turn with MAPI_E_CALL_FAILED
      Then it releases its session once, and calls nothing else of it after Logoff

    @SS8
    Scenario: The client releases what it opened before it logs off
      When the client is to flush all queues by procedure A
      Then it releases each status object and status table before Logoff
