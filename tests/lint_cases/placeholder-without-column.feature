@A4a
Feature: A column is missing
  Scenario Outline: Each <column>
    When it retrieves the rows
    # »
    Then the rows hold <colunm>

    Examples: one
      | column     |
      | PR_ENTRYID |
