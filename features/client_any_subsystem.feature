Feature: A client in walks that the kit makes up
  A written scenario arranges one thing that a subsystem may do, and gives one task. Here the kit makes walks up. The client is to
  flush the outgoing, the incoming or all queues, with someone at the screen or not. The subsystem gives its rows in another
  order, a few rows a call, with longer or shorter entry identifiers. In most walks something goes wrong, too: a call is refused,
  with any of eight codes; a row, an entry identifier or a property is missing. What the client does wrong is shown in the
  simplest such walk in which it does so, with the lines that arrange it. The same seed makes up the same walks.

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
      When the client is to flush by procedure A, in 30 walks that are made up
      Then the client ends by itself
      And it releases each status object, status table and row set exactly once, and uses nothing afterwards

    @B5.4c
    Scenario: In any subsystem, procedure B leaves nothing behind
      When the client is to flush by procedure B, in 75 walks that are made up
      Then the client ends by itself
      And it releases each status object, status table and row set exactly once, and uses nothing afterwards

  Rule: The client ends and tells the truth in any subsystem
    It answers each walk, and never says that all is done if something is not.

    @A6g
    Scenario: In any subsystem, procedure A ends with the truth
      When the client is to flush by procedure A, in 30 walks that are made up
      Then the client ends by itself
      And it says that all is done only if all is done

    @B5c
    Scenario: In any subsystem, procedure B ends with the truth
      When the client is to flush by procedure B, in 75 walks that are made up
      Then the client ends by itself
      And it says that all is done only if all is done

  Rule: In any subsystem the client flushes what it is to flush, and nothing else
    Whatever is refused, each call of FlushQueues is for queues of the task, and asks an object that can flush. While all goes
    well, no queue is flushed again after an accepted flush. Trouble may lead a client from its own way to another one, which
    flushes a queue again (ruling D-72), but not to the queues of others. What one transport refuses is no trouble of another
    (D-104).

    @A6g
    Scenario: In any subsystem, procedure A flushes what it is to flush, and nothing else
      When the client is to flush by procedure A, in 30 walks that are made up
      Then it flushes what it is to flush, and nothing else

    @B5.3h
    Scenario: In any subsystem, procedure B flushes what it is to flush, and nothing else
      When the client is to flush by procedure B, in 75 walks that are made up
      Then it flushes what it is to flush, and nothing else

    @B5e
    Scenario: Told to flush one transport, the client keeps to it in any subsystem
      When the client is to flush one transport alone by procedure B, in 75 walks that are made up
      Then the client ends by itself
      And it flushes what it is to flush, and nothing else
      And it says that all is done only if all is done
      And it releases each status object, status table and row set exactly once, and uses nothing afterwards

  Rule: What holds on the way of procedure A holds on that of procedure B, too
    These requirements stand with the steps of procedure A. Their pages name no procedure.

    @ST26
    Scenario: The client that visits transports copes with a subsystem that has no Unicode status table
      Given the subsystem has no Unicode status table
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it says that all is done only if all is done

    @TB28
    Scenario: The client that visits transports never sets an empty list of columns
      When the client is to flush all queues by procedure B
      Then it sets at least one column

    @HR8
    Scenario: The client frees each row set of transports that it read, once
      Given the subsystem gives one row a call
      When the client is to flush all queues by procedure B
      Then it releases each row set exactly once, and uses nothing afterwards

    @SS4
    Scenario: After Logoff the client that visited transports only releases the session
      When the client is to flush all queues by procedure B
      Then it releases its session once, and calls nothing else of it after Logoff

    @SS4
    Scenario: After a failure on its way, too, the client only releases the session after Logoff
      When the client is to flush all queues by procedure B, and each of its calls is refused in turn with MAPI_E_CALL_FAILED
      Then it releases its session once, and calls nothing else of it after Logoff
