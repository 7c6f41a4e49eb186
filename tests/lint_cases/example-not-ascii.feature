@A4a
Feature: An id that pytest escapes
  Scenario Outline: Each <column>
    When it retrieves the rows
    Then the rows hold <column>

    Examples: one
      | column |
      # »
      | ≠      |
