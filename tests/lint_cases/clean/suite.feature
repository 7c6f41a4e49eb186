@hosted
Feature: Nothing is wrong here
  It says things about IMAPITable::SetColumns, FLUSH_… and PR_DISPLAY_NAME.

  @walkthrough @A4a
  Scenario: Walking procedure A up to step 4
    Given a client
    When the client gets the status table
    And it limits the columns to PR_ENTRYID
    And it builds the restriction
    And it retrieves the rows
    Then the rows hold PR_ENTRYID
    And the table stands still
    And the table has 2 rows

  @walkthrough @A4b
  Scenario: Walking the conversation of spooler and transport with a part left out
    Given a client
    When the spooler announces a flush
    And the transport shows its first phase
    And nothing is sent
    And the transport goes over to receiving
    Then the rows hold PR_ENTRYID

  Rule: A4 Retrieve the spooler's row
    The step calls HrQueryAllRows (ruling D-01).

    @A4b
    Scenario Outline: The rows hold <column>
      Given a client
      When it retrieves the rows
      Then the rows hold <column>

      Examples: two
        | column            |
        | PR_ENTRYID        |
        | PR_DISPLAY_NAME_W |
