@A4a
Feature: Words that a step does not know
  Scenario: Says what no table does
    Given a client
    When it retrieves the rows
    Then the table has 2 rows
    # »
    And the table has two rows
