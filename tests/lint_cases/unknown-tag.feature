Feature: Tags that nobody knows
  # » unknown-tag
  @A4x
  # » one-requirement
  Scenario: Judges nothing
    When it retrieves the rows
    Then the rows hold PR_ENTRYID

  # » unknown-tag
  @A4a @hosted
  Scenario: Is hosted alone
    When it retrieves the rows
    Then the rows hold PR_ENTRYID

  # » unknown-tag
  @A4a @slow
  Scenario: Is slow
    When it retrieves the rows
    Then the rows hold PR_ENTRYID
