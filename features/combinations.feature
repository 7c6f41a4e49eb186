Feature: Combinations, in which every three values come together
  What a flush does may depend on everything that clients, far ends and profiles vary, and a fault may need several of these at
  once. The table of the dimensions (dimensions.toml) lists what varies, with the boundaries of each: flags, targets, directions,
  numbers of transports and messages, kinds, far ends, and what came before. Here each three values of it come together. Some
  combinations are written out.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: A flush is for what it was asked for, and nothing else
    The clients take step A6 or B5.3 once or several times. Their counterpart, in any combination: each message that a flush is
    for is transferred once, in its order; every other message stays. While the far ends are well, each flush is accepted.

    @FQ26
    Scenario Outline: With <flag> the <number> messages of one <kind> transport are transferred, and no others
      Given a profile with the transports
        | transport | kind   | FlushQueues   | asynchronous |
        | Later     | LAN    | supported     | yes          |
        | Office    | <kind> | <support>     | no           |
        | Travel    | modem  | not supported | no           |
      And messages that wait
        | transport | outgoing | incoming |
        | Later     | 1        | 1        |
        | Office    | <number> | <number> |
        | Travel    | 1        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <way> with <flag>
      Then each of the flushes is accepted
      And in the end every message of Office is transferred
      And no message of Later has been transferred
      And no message of Travel has been transferred

      Examples: a flag, a number, a kind and a support that meet
        | flag           | number | kind  | support       | way                            |
        | FLUSH_FORCE    | 1      | LAN   | supported     | through the object of Office   |
        | FLUSH_FORCE    | 65     | modem | not supported | through the spooler for Office |
        | FLUSH_ASYNC_OK | 257    | RAS   | not supported | through the spooler for Office |

    @FQ26
    Scenario: The last of many transports is flushed like the first
      Given a profile with 65 transports
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
        | Site33    | 1        | 1        |
        | Site65    | 1        | 1        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler
      Then each of the flushes is accepted
      And in the end every message of every transport is transferred

    @FQ26
    Scenario Outline: After a failure and a recovery one transport's flush transfers what came last, if FlushQueues is <support>
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Travel    | LAN  | supported   |
        | Office    | LAN  | <support>   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And procedure A has been carried out up to step 7
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues <way> with FLUSH_FORCE
      Then each of the flushes is accepted
      And in the end every message that came last is transferred

      Examples: with and without a flush of its own
        | support       | way                            |
        | supported     | through the object of Office   |
        | not supported | through the spooler for Office |

    @FQ26
    Scenario Outline: After a flush <how> has failed, one that transfers what came last is accepted
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing queues through the spooler <how> has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then each of the flushes is accepted
      And in the end every message that came last is transferred

      Examples: one that fails later, and one that fails at once
        | how                  |
        | with FLUSH_ASYNC_OK  |
        | for a made-up target |

    @FQ26
    Scenario: After a flush for a made-up target, one for a transport is accepted, and transfers everything
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 2        |
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And procedure B has been carried out up to step 5.2
      And a flush of the outgoing queues through the spooler for a made-up target has been tried
      When it flushes the outgoing and incoming queues through the spooler for Branch with FLUSH_FORCE
      Then each of the flushes is accepted
      And in the end every message of Branch is transferred

    @FQ26
    Scenario: After three flushes have failed, the next one is accepted, and transfers what came last
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
      And the far end of Office is down
      And a client that has logged on
      And procedure A has been carried out up to step 5
      And a flush of the outgoing and incoming queues through the spooler has been tried
      And a flush of the outgoing and incoming queues through the spooler has been tried
      And a flush of the outgoing and incoming queues through the spooler has been tried
      And the far end of Office is up again
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      Then each of the flushes is accepted
      And in the end every message that came last is transferred

    @FQ9
    Scenario: A flush of a target whose queues are empty succeeds
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 1        | 1        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch
      Then the call succeeds

    @FQ26 @search
    Scenario: For any three values that come together, a flush transfers what it is for, and nothing else
      When cases are tried in which each three values of the dimensions come together
      Then in every case every flush transfers what it is for, once and in order, and nothing else

  Rule: A synchronous flush is done when it returns
    Ruling D-10. The far end is slow, or returning too early could not be seen. Their counterpart: nothing goes on afterwards.

    @FQ1
    Scenario: A synchronous flush of one target returns when everything is transferred
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Branch    | 2        | 2        |
      And the far end of Branch is slow
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch
      Then the call succeeds, and nothing had moved before it
      And every message of Branch has been transferred

    @FQ1
    Scenario: A synchronous flush returns when everything is transferred, even if another session's flush is under way
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | Office    | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And the far end of Office is slow
      And a flush of a second client is under way
      And a client that has logged on
      And procedure A has been carried out up to step 5
      When it flushes the outgoing and incoming queues through the spooler with FLUSH_FORCE
      And it asks again until that is accepted
      Then every message of every transport has been transferred

    @FQ1
    Scenario: A synchronous flush of one target returns when it is done, even if another session's flush is under way
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office is slow
      And the far end of Branch is slow
      And a flush of a second client is under way
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the spooler for Branch with FLUSH_FORCE
      And it asks again until that is accepted
      Then every message of Branch has been transferred

    @FQ1 @search
    Scenario: For any target, flags and profile, a synchronous flush returns when everything is transferred
      When cases are tried in which the spooler flushes slow far ends, synchronously and in any way
      Then in every case every synchronous flush has transferred what it is for when it returns
