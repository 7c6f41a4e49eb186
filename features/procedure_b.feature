@hosted
Feature: Procedure B, flushing transport by transport
  A client that wants to choose finds the transports in the session's status table and visits them row by row. Where a
  transport's own status object supports FlushQueues, the client calls it there; where it does not, the client asks the
  spooler, with the transport as target. A transport's own object may answer before the work is done (ruling D-10), so
  effects are waited for.
  The kit takes the client's steps. What is judged is each step's counterpart.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  | step | rule                                          | requirements                              | scenarios |
  | all  | in one walk                                   | B5a                                       | 2         |
  | 1    | B1 Get the status table                       | B1a                                       | 1         |
  | 2    | B2 Limit the columns                          | B2a                                       | 1         |
  | 3    | B3 Build the restriction                      | B3a                                       | 1         |
  | 4    | B4 Retrieve the transports' rows              | B4a B4b B4c I2a                           | 4         |
  | 5    | B5 For each row                               | B5a B5b I6a                               | 4         |
  | 5.1  | B5.1 Open the transport's status object       | B5.1a B5.1b                               | 3         |
  | 5.2  | B5.2 Find out whether it supports FlushQueues | B5.2a B5.2b                               | 2         |
  | 5.3  | B5.3 Call its FlushQueues, or the spooler's   | B5.3a B5.3b B5.3c B5.3d B5.3e B5.3f B5.3g | 9         |
  |      |                                               | B5.3i                                     |           |
  | 5.4  | B5.4 Release everything                       | B5.4a B5.4b                               | 3         |

  @walkthrough @B5a
  Scenario: Walking procedure B flushes transports of both sorts
    Given a profile with the transports
      | transport | kind | FlushQueues   |
      | Branch    | LAN  | not supported |
      | Office    | LAN  | supported     |
      | Archive   | LAN  | not supported |
      | Travel    | RAS  | supported     |
    And messages that wait
      | transport | outgoing | incoming |
      | Branch    | 1        | 1        |
      | Office    | 2        | 2        |
      | Archive   | 1        | 2        |
      | Travel    | 2        | 1        |
    And a client that has logged on
    When the client gets the status table
    And it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE
    And it builds a restriction that matches PR_RESOURCE_TYPE with MAPI_TRANSPORT_PROVIDER
    And it retrieves the rows that match
    And for each row from first to last the client takes these steps before the next
      | step | what it does                                                                                     |
      | 5.1  | opens the transport's status object with the row's PR_ENTRYID                                    |
      | 5.2  | looks for STATUS_FLUSH_QUEUES in PR_RESOURCE_METHODS of that object                              |
      | 5.3  | if it is set, calls FlushQueues of that object with FLUSH_UPLOAD, FLUSH_DOWNLOAD and FLUSH_NO_UI |
      | 5.3  | if not, calls FlushQueues of the spooler with the same flags and the row's PR_ENTRYID as target  |
      | 5.4  | releases each status object that it has opened for the row                                       |
    And it releases the status table, the row set
    Then in the end every message of every transport is transferred

  @walkthrough @B5a
  Scenario: Walking procedure B flushes transports that need the fallback
    Given a profile with the transports
      | transport | kind | FlushQueues   |
      | Branch    | LAN  | not supported |
      | Archive   | LAN  | not supported |
    And messages that wait
      | transport | outgoing | incoming |
      | Branch    | 2        | 1        |
      | Archive   | 1        | 2        |
    And a client that has logged on
    When the client gets the status table
    And it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE
    And it builds a restriction that matches PR_RESOURCE_TYPE with MAPI_TRANSPORT_PROVIDER
    And it retrieves the rows that match
    And for each row from first to last the client takes these steps before the next
      | step | what it does                                                                                     |
      | 5.1  | opens the transport's status object with the row's PR_ENTRYID                                    |
      | 5.2  | looks for STATUS_FLUSH_QUEUES in PR_RESOURCE_METHODS of that object                              |
      | 5.3  | if it is set, calls FlushQueues of that object with FLUSH_UPLOAD, FLUSH_DOWNLOAD and FLUSH_NO_UI |
      | 5.3  | if not, calls FlushQueues of the spooler with the same flags and the row's PR_ENTRYID as target  |
      | 5.4  | releases each status object that it has opened for the row                                       |
    And it releases the status table, the row set
    Then in the end every message of every transport is transferred

  Rule: B1 Get the status table
    The step is that of procedure A. Its counterpart: the session gives a status table whenever it is asked.

    @B1a
    Scenario: The session gives a second status table while the first is open
      Given a client that has logged on
      And procedure A has been carried out up to step 6
      When the client gets the status table
      Then the call succeeds

  Rule: B2 Limit the columns
    The step is that of procedure A. Its counterpart: the rows of transports, whose values come from providers, hold the
    columns that were set and no others, in this order.

    @B2a
    Scenario Outline: The transports' rows hold exactly the columns <columns>
      Given a client that has logged on
      And procedure B has been carried out up to step 1
      When it limits the columns to <columns>
      And it reads all rows
      Then each row of MAPI_TRANSPORT_PROVIDER has exactly the columns <columns>

      Examples: the step's two columns, in both orders, with the one that step B5.2 looks at, and many
        | columns                                           |
        | PR_ENTRYID, PR_RESOURCE_TYPE                      |
        | PR_RESOURCE_TYPE, PR_ENTRYID                      |
        | PR_RESOURCE_METHODS, PR_ENTRYID, PR_RESOURCE_TYPE |
        | every required property                           |

  Rule: B3 Build the restriction
    The step builds an SPropertyRestriction that matches PR_RESOURCE_TYPE with MAPI_TRANSPORT_PROVIDER. Its counterpart:
    the status table accepts the restriction and selects the matching rows, all of them and no others.

    @B3a
    Scenario: The restriction selects the transports' rows and no others
      Given a client that has logged on
      And procedure B has been carried out up to step 2
      When it restricts the table to PR_RESOURCE_TYPE = MAPI_TRANSPORT_PROVIDER
      And it reads all rows
      Then exactly the rows of MAPI_TRANSPORT_PROVIDER are there

  Rule: B4 Retrieve the transports' rows
    The step calls HrQueryAllRows with the restriction. Its counterpart: every active transport is represented, and every
    row carries an entry identifier of its own. No row at all is a legal result.

    @I2a
    Scenario: Every transport of the profile is represented in the status table
      Given a profile with the transports
        | transport | kind  | FlushQueues   |
        | Office    | LAN   | supported     |
        | Branch    | LAN   | not supported |
        | Travel    | modem | supported     |
      And a client that has logged on
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then each transport of the profile has a row

    @B4a
    Scenario: In a profile without transports no row is there, and this is no error
      Given a profile without transports
      And a client that has logged on
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then the call succeeds
      And there is no row of MAPI_TRANSPORT_PROVIDER

    @B4b
    Scenario: Every transport's row carries an entry identifier
      Given a client that has logged on
      And procedure B has been carried out up to step 3
      When it retrieves the rows that match
      Then each row of MAPI_TRANSPORT_PROVIDER has an entry identifier

    @B4c
    Scenario: The rows of different transports have different entry identifiers
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And a client that has logged on
      And procedure B has been carried out up to step 4
      When it compares the entry identifiers of the rows with each other
      Then no two of them are equal

  Rule: B5 For each row
    The step takes steps 5.1 to 5.4 for every row, one row after the other. Any order of the rows is allowed. So is any order of
    the two columns, and the restriction may be built before the columns are set. Its counterpart: each transport is flushed on
    its own, also when the flush of another fails.

    @B5a
    Scenario: Procedure B in another order that is allowed flushes every transport, too
      Given a profile with the transports
        | transport | kind  | FlushQueues |
        | Office    | LAN   | supported   |
        | Travel    | modem | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 1        |
        | Travel    | 1        | 2        |
      And a client that has logged on
      When the client gets the status table
      And it builds a restriction that matches PR_RESOURCE_TYPE with MAPI_TRANSPORT_PROVIDER
      And it limits the columns to PR_RESOURCE_TYPE, PR_ENTRYID
      And it retrieves the rows that match
      And for each row from last to first the client takes these steps before the next
        | step | what it does                                                                                     |
        | 5.1  | opens the transport's status object with the row's PR_ENTRYID                                    |
        | 5.2  | looks for STATUS_FLUSH_QUEUES in PR_RESOURCE_METHODS of that object                              |
        | 5.3  | if it is set, calls FlushQueues of that object with FLUSH_UPLOAD, FLUSH_DOWNLOAD and FLUSH_NO_UI |
        | 5.3  | if not, calls FlushQueues of the spooler with the same flags and the row's PR_ENTRYID as target  |
        | 5.4  | releases each status object that it has opened for the row                                       |
      And it releases the row set, the status table
      Then in the end every message of every transport is transferred

    @B5a
    Scenario: Transports whose far ends are slow are all flushed in the end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
        | Travel    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Travel    | 2        | 2        |
      And the far end of Office is slow
      And the far end of Travel is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of each transport, through its object or the spooler
      And it waits until a message of Office has moved
      And it calls OpenEntry with each transport's entry identifier once more, and releases that object
      Then in the end every message of every transport is transferred

    @B5b
    Scenario: A transport whose far end is down does not keep the others from being flushed
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
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues of each transport, through its object or the spooler
      Then in the end every message of Branch is transferred
      And in the end every message of Travel is transferred

    @I6a
    Scenario: Visiting one transport leaves the others alone
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Travel2   | LAN  | supported   |
        | Travel    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Travel2   | 2        | 1        |
        | Travel    | 2        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of Travel
      And it waits until every message of Travel is transferred
      Then no message of Travel2 has been transferred

  Rule: B5.1 Open the transport's status object
    The step passes the row's PR_ENTRYID to IMAPISession::OpenEntry. Its counterpart: each entry identifier opens, in any
    order, and what it opens is a status object: that of the row's transport and of no other (OE10).

    @B5.1a
    Scenario Outline: Each transport's entry identifier opens when the rows are visited <order>
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      When it opens each transport's row <order>
      Then each of them opens

      Examples: two orders
        | order              |
        | from first to last |
        | from last to first |

    @B5.1a
    Scenario: Each transport's entry identifier opens long after it was read, while the table is open
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      And an hour has passed, where time is simulated
      When it opens each transport's row from first to last
      Then each of them opens

    @B5.1b
    Scenario: What each transport's row opens is a status object
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      When it opens each transport's row from first to last
      Then each of them is a status object

  Rule: B5.2 Find out whether it supports FlushQueues
    The step looks for STATUS_FLUSH_QUEUES in the object's PR_RESOURCE_METHODS. Its counterpart: the object has the property,
    and should say the same as the row: a client may read the row instead (D-03), and is misled if the two differ.

    @B5.2a
    Scenario: Each transport's status object has PR_RESOURCE_METHODS
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      And an hour has passed, where time is simulated
      When it gets PR_RESOURCE_METHODS of each transport's status object
      Then each of them has the property

    @B5.2b
    Scenario: PR_RESOURCE_METHODS is the same in the row and on the status object
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets PR_RESOURCE_METHODS of each transport's status object
      Then each of them says the same as its row

  Rule: B5.3 Call its FlushQueues, or the spooler's
    The step calls FlushQueues of the transport's own status object, without target, if that supports it. If not, it calls
    FlushQueues of the spooler's status object, with the row's PR_ENTRYID as target. Either way it passes FLUSH_UPLOAD for
    outgoing or FLUSH_DOWNLOAD for incoming messages (ruling D-01), and should pass FLUSH_NO_UI (D-08). Its counterpart: an object
    with STATUS_FLUSH_QUEUES set flushes, what waits at that transport is transferred, and no other transport is touched.

    @B5.3a
    Scenario: A status object with STATUS_FLUSH_QUEUES set does not refuse FlushQueues for lack of support
      Given a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES set
      Then each of them does not refuse for lack of support

    @B5.3b
    Scenario: A status object with STATUS_FLUSH_QUEUES clear refuses FlushQueues
      Given a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES clear
      Then each of them refuses

    @B5.3c
    Scenario: A supporting transport's own object gets its outgoing messages sent
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing queues through the object of Office
      Then in the end every outgoing message of Office is transferred

    @B5.3d
    Scenario: A supporting transport's own object gets its incoming messages fetched
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 3        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the incoming queues through the object of Office
      Then in the end every incoming message of Office is transferred

    @B5.3e
    Scenario: The spooler sends the outgoing messages of its target
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 3        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing queues through the spooler for Branch
      Then in the end every outgoing message of Branch is transferred

    @B5.3e
    Scenario: The spooler sends the outgoing messages of a target whose row was read long before
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      And an hour has passed, where time is simulated
      When it flushes the outgoing queues through the spooler for Branch
      Then the call succeeds
      And in the end every outgoing message of Branch is transferred

    @B5.3f
    Scenario: The spooler fetches the incoming messages of its target
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 1        | 3        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the incoming queues through the spooler for Branch
      Then in the end every incoming message of Branch is transferred

    @B5.3g
    Scenario: The spooler flushes its target alone
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch2   | LAN  | not supported |
        | Branch    | LAN  | not supported |
        | Travel    | LAN  | supported     |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch2   | 2        | 2        |
        | Branch    | 2        | 2        |
        | Travel    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch
      Then no message of Branch2 has been transferred
      And no message of Office has been transferred
      And no message of Travel has been transferred

    @B5.3i
    Scenario: A supporting transport's own object leaves the outgoing queue alone when the incoming one is flushed
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the incoming queues through the object of Office
      Then no outgoing message of Office has been transferred

  Rule: B5.4 Release everything
    The step releases each status object in its turn of the loop, and table and row sets once, outside of the loop (rulings
    D-04 and D-57). Its counterpart: a release in one turn changes nothing in the next, and nothing stays behind.

    @B5.4a
    Scenario: Releasing one transport's status object leaves the next row's usable
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      When it opens each transport's row and releases its object before the next
      Then each of them opens

    @B5.4b
    Scenario: Nothing stays alive after procedure B has been carried out
      Given a client that has logged on
      And the objects that are alive have been counted
      And procedure B has been carried out up to step 5.3
      When it releases every status object, the status table, the row set
      Then no more objects are alive than before

    @B5.4b
    Scenario Outline: Nothing stays alive after procedure B when a far end <trouble>
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office <trouble>
      And the far end of Branch <trouble>
      And a client that has logged on
      And the objects that are alive have been counted
      And procedure B has been carried out up to step 5.3
      When it releases every status object, the status table, the row set
      Then no more objects are alive than before

      Examples: from the start, in the middle, and one by one
        | trouble                 |
        | is down                 |
        | is down after 1 message |
        | refuses every message   |
