@A4a
Feature: A column too many
  Scenario Outline: Each <column>
    When it retrieves the rows
    Then the rows hold <column>

    # »
    Examples: one
      | column     | why |
      | PR_ENTRYID | yes |

  Scenario Outline: And each <column>
    When it retrieves the rows
    Then the rows hold <column>

    # »
    Examples: twice the same
      | column     | column   |
      | PR_ENTRYID | PR_ROWID |
