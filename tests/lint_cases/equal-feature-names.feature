@A4a
# »
Feature: Nothing is wrong here
  Scenario: Its name is that of the clean feature, which comes first
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
