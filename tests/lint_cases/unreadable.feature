Feature: A line that is no step
  @A4a
  Scenario: Says something strange
    Given a client
    # »
    Whenever it rains
