@A4a
Feature: Names that come again
  Scenario: Once
    When it retrieves the rows
    Then the rows hold PR_ENTRYID

  Rule: A rule is no name of its own
    Scenarios of two rules are in one file.

    # »
    Scenario: Once
      When it retrieves the rows
      Then the rows hold PR_ENTRYID

    # »
    Scenario: once!
      When it retrieves the rows
      Then the rows hold PR_ENTRYID

    Scenario Outline: The rows hold <column> again
      When it limits the columns to <width>
      And it retrieves the rows
      Then the rows hold <column>

      Examples: one that two rows show
        | column     | width       |
        | PR_ENTRYID | PR_ENTRYID  |
        # »
        | PR_ENTRYID | PR_ROWID    |
