@hosted
Feature: Procedure A, flushing all queues in a single operation
  A client that wants everything sent or received now asks the MAPI spooler. It finds the spooler in the session's status
  table, opens its status object and calls FlushQueues once; the spooler then flushes every transport of the profile.
  The kit takes the client's steps. What is judged is each step's counterpart: what the implementation has to do so that a
  client that takes the step gets what the topic promises.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*.

  | step | rule                                | requirements                | scenarios |
  | all  | in one walk                         | A6a A6b I5a                 | 3         |
  | 1    | A1 Get the status table             | A1a A1b                     | 2         |
  | 2    | A2 Limit the columns                | A2a                         | 1         |
  | 3    | A3 Build the restriction            | A3a                         | 1         |
  | 4    | A4 Retrieve the spooler's row       | A4a A4b                     | 2         |
  | 5    | A5 Open the spooler's status object | A5a A5b                     | 3         |
  | 6    | A6 Call FlushQueues                 | A6a A6b A6c A6d A6e A6f I5a | 10        |
  | 7    | A7 Release everything               | A7a A7b A7c                 | 11        |

  @walkthrough @A6a
  Scenario: Walking procedure A for the outgoing queues sends what waits
    Given a profile with the transports
      | transport | kind | FlushQueues |
      | Office    | LAN  | supported   |
    And messages that wait
      | transport | outgoing | incoming |
      | Office    | 3        | 2        |
    And a client that has logged on
    When the client gets the status table
    And it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE
    And it builds a restriction that matches PR_RESOURCE_TYPE with MAPI_SPOOLER
    And it retrieves the rows that match
    And it opens the status object of the spooler's row
    And it flushes the outgoing queues through the spooler
    And it releases the status object, the status table, the row set
    Then in the end every outgoing message of Office is transferred

  @walkthrough @A6b
  Scenario: Walking procedure A for the incoming queues fetches what waits
    Given a profile with the transports
      | transport | kind | FlushQueues |
      | Office    | LAN  | supported   |
    And messages that wait
      | transport | outgoing | incoming |
      | Office    | 2        | 3        |
    And a client that has logged on
    When the client gets the status table
    And it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE
    And it builds a restriction that matches PR_RESOURCE_TYPE with MAPI_SPOOLER
    And it retrieves the rows that match
    And it opens the status object of the spooler's row
    And it flushes the incoming queues through the spooler
    And it releases the status object, the status table, the row set
    Then in the end every incoming message of Office is transferred

  @walkthrough @I5a
  Scenario: Walking procedure A for both directions reaches every transport
    Given a profile with the transports
      | transport | kind  | FlushQueues   |
      | Office    | LAN   | supported     |
      | Branch    | LAN   | not supported |
      | Travel    | modem | supported     |
    And messages that wait
      | transport | outgoing | incoming |
      | Office    | 2        | 1        |
      | Branch    | 1        | 2        |
      | Travel    | 3        | 1        |
    And a client that has logged on
    When the client gets the status table
    And it limits the columns to PR_ENTRYID, PR_RESOURCE_TYPE
    And it builds a restriction that matches PR_RESOURCE_TYPE with MAPI_SPOOLER
    And it retrieves the rows that match
    And it opens the status object of the spooler's row
    And it flushes the outgoing and incoming queues through the spooler
    And it releases the status object, the status table, the row set
    Then in the end every message of every transport is transferred

  Rule: A1 Get the status table
    The step calls IMAPISession::GetStatusTable. Its counterpart: the session has a status table to give, a view of its own
    for each caller.

    @A1a
    Scenario: A session that has logged on gives its status table
      Given a client that has logged on
      When the client gets the status table
      Then the call succeeds

    @A1b
    Scenario: Two status tables have columns, restriction and position of their own
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When a second status table is narrowed to the transports and read
      Then the first table still reads as it was set up

  Rule: A2 Limit the columns
    The step calls IMAPITable::SetColumns with PR_ENTRYID and PR_RESOURCE_TYPE. Its counterpart: the rows that are read
    afterwards hold these columns, no others, in this order.

    @A2a
    Scenario Outline: The spooler's row holds exactly the columns <columns>
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to <columns>
      And it reads all rows
      Then each row of MAPI_SPOOLER has exactly the columns <columns>

      Examples: the step's two columns, in both orders, and with a third
        | columns                                           |
        | PR_ENTRYID, PR_RESOURCE_TYPE                      |
        | PR_RESOURCE_TYPE, PR_ENTRYID                      |
        | PR_RESOURCE_METHODS, PR_ENTRYID, PR_RESOURCE_TYPE |

  Rule: A3 Build the restriction
    The step builds an SPropertyRestriction that matches PR_RESOURCE_TYPE with MAPI_SPOOLER. Its counterpart: the status
    table accepts the restriction and selects the matching rows, all of them and no others.

    @A3a
    Scenario: The restriction selects the spooler's rows and no others
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      When it restricts the table to PR_RESOURCE_TYPE = MAPI_SPOOLER
      And it reads all rows
      Then exactly the rows of MAPI_SPOOLER are there

  Rule: A4 Retrieve the spooler's row
    The step calls HrQueryAllRows with the restriction. Its counterpart: one row stands for the spooler, and it carries what
    the next step needs.

    @A4a
    Scenario: The status table has exactly one row of the spooler
      Given a client that has logged on
      And procedure A has been carried out up to step 3
      When it retrieves the rows that match
      Then there is exactly one row of MAPI_SPOOLER

    @A4b
    Scenario: The spooler's row carries an entry identifier
      Given a client that has logged on
      And procedure A has been carried out up to step 3
      When it retrieves the rows that match
      Then each row of MAPI_SPOOLER has an entry identifier

  Rule: A5 Open the spooler's status object
    The step passes the row's PR_ENTRYID to IMAPISession::OpenEntry. Its counterpart: the entry identifier opens, and what
    it opens is a status object.

    @A5a
    Scenario: The entry identifier of the spooler's row opens
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When it opens the status object of the spooler's row
      Then the call succeeds

    @A5a
    Scenario: The entry identifier of the spooler's row opens long after it was read, while the table is open
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      And an hour has passed, where time is simulated
      When it opens the status object of the spooler's row
      Then the call succeeds

    @A5b
    Scenario: What the spooler's row opens is a status object
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When it opens the status object of the spooler's row
      Then the call opens a status object

  Rule: A6 Call FlushQueues
    The step calls IMAPIStatus::FlushQueues of the spooler's status object, without target, with FLUSH_NO_UI and a direction.
    Its counterpart: what waits in that direction is transferred. FLUSH_UPLOAD means outgoing and FLUSH_DOWNLOAD incoming
    (ruling D-01); both together are allowed (D-02).

    @A6a
    Scenario: A flush of the outgoing queues sends what waits
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing queues through the spooler
      Then in the end every outgoing message of Office is transferred

    @A6a
    Scenario: A flush of the outgoing queues sends what waits, even to a slow far end
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 1        |
      And the far end of Office is slow, where that can be arranged
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing queues through the spooler
      Then in the end every outgoing message of Office is transferred

    @A6b
    Scenario: A flush of the incoming queues fetches what waits
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the incoming queues through the spooler
      Then in the end every incoming message of Office is transferred

    @A6c
    Scenario: One flush serves both directions
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every outgoing message of Office is transferred
      And in the end every incoming message of Office is transferred

    @A6c
    Scenario: One flush serves queues of any length
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 12       | 12       |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every outgoing message of Office is transferred
      And in the end every incoming message of Office is transferred

    @I5a
    Scenario: A transport whose far end is down does not keep the spooler from the others
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
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of Branch is transferred
      And in the end every message of Travel is transferred

    @A6d
    Scenario: A flush of the incoming queues leaves the outgoing queue as it is
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the incoming queues through the spooler
      Then no outgoing message of Office has been transferred

    @A6e
    Scenario: A flush also transfers what came after the status object was opened
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      When it flushes the outgoing and incoming queues through the spooler
      Then in the end every message of every transport is transferred

    @A6e
    Scenario: A flush also transfers what came since the flushes before it, and long after them
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 7
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And procedure A has been carried out up to step 7
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And procedure A has been carried out up to step 7
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And procedure A has been carried out up to step 5
      And an hour has passed, where time is simulated
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then in the end every message of every transport is transferred

    @A6f
    Scenario: The spooler accepts a flush
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler
      Then the call is not refused for lack of support

  Rule: A7 Release everything
    The step releases the status object, the status table and the row set. Its counterpart: each of the three
    works without the others, nothing stays behind, and the procedure can be taken again.

    @A7a
    Scenario Outline: Nothing stays alive after the release of <first>, then <second>, then <third>
      Given a client that has logged on
      And the objects that are alive have been counted
      And procedure A has been carried out up to step 6
      When it releases <first>, <second>, <third>
      Then no more objects are alive than before

      Examples: every order
        | first             | second            | third             |
        | the status object | the status table  | the row set       |
        | the status object | the row set       | the status table  |
        | the status table  | the status object | the row set       |
        | the status table  | the row set       | the status object |
        | the row set       | the status object | the status table  |
        | the row set       | the status table  | the status object |

    @A7a
    Scenario: Nothing stays alive when the flush could not be done
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And the objects that are alive have been counted
      And procedure A has been carried out up to step 6
      When it releases the status object, the status table, the row set
      Then no more objects are alive than before

    @A7a
    Scenario: Nothing stays alive when the far end has refused every message
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office refuses every message
      And a client that has logged on
      And the objects that are alive have been counted
      And procedure A has been carried out up to step 6
      When it releases the status object, the status table, the row set
      Then no more objects are alive than before

    @A7a
    Scenario: Nothing stays alive when the target of the flush was made up
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And a client that has logged on
      And the objects that are alive have been counted
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler for a made-up target
      And it releases the status object, the status table, the row set
      Then no more objects are alive than before

    @A7b
    Scenario: The status object goes on working when table and row set are released
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it gets PR_RESOURCE_METHODS of the spooler's status object
      And it releases the status table, the row set
      And it waits an hour, where time is simulated
      And it gets PR_RESOURCE_METHODS of the spooler's status object
      Then the call succeeds

    @A7b
    Scenario: The status table goes on working when the status object is released
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      And the table has been read to the end
      When it releases the status object
      And it waits an hour, where time is simulated
      And it reads all rows
      Then the call succeeds
      And it reads new rows only

    @A7b
    Scenario: The status table still has its rows when the status object is released
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it releases the status object
      And it waits an hour, where time is simulated
      And it retrieves the rows that match
      Then exactly the rows of MAPI_SPOOLER are there

    @A7b
    Scenario: The status table keeps columns, restriction and first position when another one is released
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER
      When a second status table is narrowed to the transports, read and released
      Then the first table still reads as it was set up

    @A7b
    Scenario: The status table is read on where it stopped when another one is released
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      And the columns are PR_INSTANCE_KEY, PR_RESOURCE_TYPE
      And the table has been read to the end
      When it starts over
      And it reads one row
      And a second status table is narrowed to the transports, read and released
      And it reads the rest
      Then it reads the same rows again

    @A7b
    Scenario: Each of MAPI's own status objects gives what it gave before when the table is released
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When it opens each of MAPI's own rows
      And it gets PR_RESOURCE_METHODS, PR_RESOURCE_TYPE of each of MAPI's own status objects
      And it releases the status table, the row set
      And it waits an hour, where time is simulated
      And it gets PR_RESOURCE_METHODS, PR_RESOURCE_TYPE of each of MAPI's own status objects
      Then each of them gives the same as before

    @A7c
    Scenario: After everything is released, the session takes the procedure again
      Given a client that has logged on
      And procedure A has been carried out up to step 7
      And an hour has passed, where time is simulated
      When the client carries out procedure A up to step 5
      Then the call succeeds
