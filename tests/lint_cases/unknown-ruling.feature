@A4a
Feature: A ruling that is not there
  # »
  It rests on ruling D-99.

  Scenario: Rests on it
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
