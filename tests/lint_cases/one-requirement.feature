Feature: Two at once, or none
  @A4a @A4b
  # »
  Scenario: Judges two
    When it retrieves the rows
    Then the rows hold PR_ENTRYID

  # »
  Scenario: Judges none
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
