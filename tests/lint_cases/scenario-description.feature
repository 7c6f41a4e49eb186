@A4a
Feature: A keyword is misspelt
  # »
  Scenario: Loses its first line
    Givn a client
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
