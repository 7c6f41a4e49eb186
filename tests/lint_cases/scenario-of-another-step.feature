Feature: A scenario below the rule of another step
  Rule: A5 Open the spooler's status object
    It calls OpenEntry.

    # »
    @A4a
    Scenario: Retrieves rows
      When it retrieves the rows
      Then the rows hold PR_ENTRYID
