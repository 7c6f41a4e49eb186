@A4a
Feature: A scenario without name
  # »
  Scenario: …
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
