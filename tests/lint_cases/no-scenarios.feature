# »
Feature: Only words
  Scenarios are forgotten.
