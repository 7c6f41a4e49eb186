@A4a
Feature: Lines in any order
  Scenario: Arranges too late
    When it retrieves the rows
    # »
    Given a client
    Then the rows hold PR_ENTRYID

  Scenario: Takes a step after the judgement
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
    # » lines-out-of-order second-when
    When it retrieves the rows
