@A4a
Feature: A line without end
  Scenario: Is long
    When it retrieves the rows
    # »
    Then the rows hold PR_ENTRYID, PR_RESOURCE_TYPE, PR_RESOURCE_METHODS, PR_RESOURCE_FLAGS, PR_STATUS_CODE, PR_OBJECT_TYPE, PR_ROWID, PR_ROWID
