@A4a
Feature: Numbers
  Scenario Outline: Each <number>
    When it retrieves the rows
    # »
    Then the rows hold 0x25, <number>

    Examples: one
      | number |
      # »
      | 0xFF   |
