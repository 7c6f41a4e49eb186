@A4a
Feature: Words that nobody knows
  Scenario: Is about nothing
    # »
    Given a cliemt
    When it retrieves the rows
    # »
    And the rows hold PR_ENTRYID
    Then the rows hold PR_ENTRYID
