@walkthrough @A4a
Feature: Walkthroughs that stumble
  Scenario: Leaves a step out
    Given a client
    When the client gets the status table
    # »
    And it builds the restriction
    Then the rows hold PR_ENTRYID

  Scenario: Begins in the middle
    # »
    When it limits the columns to PR_ENTRYID
    Then the rows hold PR_ENTRYID

  Scenario: Leaves out what is not due yet
    When the spooler announces a flush
    # »
    And nothing is sent
    Then the rows hold PR_ENTRYID
