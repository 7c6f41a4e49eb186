@A4a
Feature: No step
  # »
  Scenario: Judges what nobody did
    Given a client
    Then the rows hold PR_ENTRYID
