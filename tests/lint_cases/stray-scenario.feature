@A4a
Feature: A scenario in the wrong place
  Rule: A4 Retrieve the spooler's row
    It calls HrQueryAllRows.

    Scenario: At home
      When it retrieves the rows
      Then the rows hold PR_ENTRYID

  # »
  Scenario: Thinks that it belongs to no rule
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
