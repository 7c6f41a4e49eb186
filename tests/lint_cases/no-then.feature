@A4a
Feature: No judgement
  # »
  Scenario: Takes a step
    When it retrieves the rows
