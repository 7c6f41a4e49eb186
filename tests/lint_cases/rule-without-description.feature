@A4a
Feature: A rule without reason
  # »
  Rule: A4 Retrieve the spooler's row
    Scenario: Why not
      When it retrieves the rows
      Then the rows hold PR_ENTRYID
