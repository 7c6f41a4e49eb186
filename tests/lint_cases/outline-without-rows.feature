@A4a
Feature: Outlines that are none
  # »
  Scenario Outline: Without examples, <count>
    When it retrieves the rows
    Then the rows hold <count>

  # »
  Scenario: Not even called an outline, <count>
    When it retrieves the rows
    Then the rows hold PR_ENTRYID

  Scenario Outline: With an empty table, <count>
    When it retrieves the rows
    Then the rows hold <count>

    # »
    Examples:
      | count |
