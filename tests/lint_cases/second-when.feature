@A4a
Feature: Two steps
  Scenario: Takes two
    When the client gets the status table
    # »
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
