Feature: What nobody judges
  # »
  @A4c
  Scenario: Is judged
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
