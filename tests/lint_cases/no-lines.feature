@A4a
Feature: Nothing to do
  # »
  Scenario: Passes
