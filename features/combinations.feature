@search
Feature: Combinations, in which every three values come together
  What a flush does may depend on everything that clients, far ends and profiles vary, and a fault may need several of these at
  once. The table of the dimensions (dimensions.toml) lists what varies, with the boundaries of each: flags, targets, directions,
  numbers of transports and messages, kinds, far ends, and what came before. Here each three values of it come together.

  Rule: However a flush is asked for, it is for that and nothing else
    The clients take step A6 or B5.3 once or several times. Their counterpart, whatever the combination: each message that a
    flush is for is transferred once, in its order; every other message stays.

    @FQ26
    Scenario: For any three values that come together, a flush transfers what it is for, and nothing else
      When cases are tried in which each three values of the dimensions come together
      Then in every case every flush transfers what it is for, once and in order, and nothing else
