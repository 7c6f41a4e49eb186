@A4a
Feature: A tag where no hook sees it
  Scenario Outline: Each <column>
    When it retrieves the rows
    Then the rows hold <column>

    @A4b
    # »
    Examples: one
      | column     |
      | PR_ENTRYID |
