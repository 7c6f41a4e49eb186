@A4a
Feature: Rows with one id
  Scenario Outline: Of <one> and <other>
    When it retrieves the rows
    Then the rows hold <one>

    Examples: some
      | one | other |
      | a-b | c     |
      # »
      | a   | b-c   |

    Examples: more
      | one | other |
      # » equal-ids equal-names
      | a-b | c     |
