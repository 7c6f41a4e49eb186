Feature: A client in subsystems that the kit makes up
  A written scenario arranges one thing that a subsystem may do. Here the kit makes subsystems up that do several of them
  together: rows in another order, a few rows a call, other methods, errors in place of values, refusals. What the client
  does wrong is shown in the simplest such subsystem in which it does so, with the lines that arrange it. The same seed makes
  up the same subsystems.

  Background:
    Given a profile with the transports
      | transport | kind  | FlushQueues   |
      | Office    | LAN   | supported     |
      | Branch    | LAN   | not supported |
      | Travel    | modem | supported     |
      | Archive   | LAN   | not supported |

  Rule: The client releases what it got in any subsystem
    Each status object, status table and row set, once, in any order.

    @A7d
    Scenario: In any subsystem, procedure A leaves nothing behind
      When the client is to flush all queues by procedure A, in 10 subsystems that are made up
      Then the client ends by itself
      And it releases each status object, status table and row set exactly once, and uses nothing afterwards

    @B5.4c
    Scenario: In any subsystem, procedure B leaves nothing behind
      When the client is to flush all queues by procedure B, in 20 subsystems that are made up
      Then the client ends by itself
      And it releases each status object, status table and row set exactly once, and uses nothing afterwards

  Rule: The client ends and tells the truth in any subsystem
    It answers each walk, and never says that all is done if something is not.

    @A6g
    Scenario: In any subsystem, procedure A ends with the truth
      When the client is to flush all queues by procedure A, in 10 subsystems that are made up
      Then the client ends by itself
      And it says that all is done only if all is done

    @B5c
    Scenario: In any subsystem, procedure B ends with the truth
      When the client is to flush all queues by procedure B, in 20 subsystems that are made up
      Then the client ends by itself
      And it says that all is done only if all is done
