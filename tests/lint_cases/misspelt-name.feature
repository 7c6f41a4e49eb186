@A4a
Feature: Names that MAPI does not have
  # »
  It calls IMAPIStatus::GetStatusTable,
  # »
  IMAPITable:: SetColumns with a blank,
  # »
  FlushQueue, and
  # »
  IXPLOGON. FLUSH_NO_UI is right, and so is JavaScript.

  Scenario: Holds what is not there
    When it retrieves the rows
    # »
    Then the rows hold PR_ENTRY_ID
