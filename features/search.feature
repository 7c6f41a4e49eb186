@hosted @search
Feature: The search, which tries to break what holds in every case
  A written scenario shows one case. Here cases are made up: profiles, mail, far ends, and clients that do anything in any order.
  Each is a scenario in the words of this specification, run on its own and judged by the line that follows. What breaks a law
  is made as small as it can be and shown in the same words.
  The kit takes the clients' steps. Any answer is accepted to what no page defines. Flushes pass FLUSH_NO_UI.

  Rule: No call of a client loses, doubles or disorders mail
    Clients log on and off, flush through the spooler, for a target, through a transport's own object and by whole procedures,
    while mail comes and far ends slow down, refuse and die. Their counterpart: each message is transferred, is returned, or
    waits. One whose transfer was not confirmed may be transferred once more (D-41).

    @I3a
    Scenario: For any profile and any calls, no message is lost
      When cases are tried in which clients do anything, in any order
      Then in every case no message is lost

    @I3b
    Scenario: For any profile and any calls, no message is doubled
      When cases are tried in which clients do anything, in any order
      Then in every case no message is doubled

    @FQ6
    Scenario: For any profile and any calls, messages leave in the order in which they were submitted
      When cases are tried in which clients flush in any way while all far ends are well
      Then in every case messages leave in the order in which they were submitted

  Rule: A flush is for what it was asked for, in any order of calls
    Of all that clients can do, only a flush moves mail, and only that of the transports and directions that it names. It
    transfers all that a far end can take that is well or slow.

    @I6a
    Scenario: For any profile and any calls, transports that no flush is for are left alone
      When cases are tried in which clients do anything, in any order
      Then in every case no flush moves messages of a transport that it is not for

    @A6d
    Scenario: For any profile and any calls, the directions are independent
      When cases are tried in which clients do anything, in any order
      Then in every case no flush moves messages of a direction that it is not for

    @A6e
    Scenario: For any profile and any calls, a flush transfers everything that it is for
      When cases are tried in which clients flush in any way while all far ends are well
      Then in every case every message is transferred that a flush was for

    @B5a
    Scenario: For any profile, procedure B in any order transfers what procedure A does
      When cases are tried in which procedures A and B are carried out, in any order
      Then in every case every message is transferred that a procedure was for

    @FQ5
    Scenario: For any profile and any calls, success means that everything was transferred
      When cases are tried in which clients do anything, in any order
      Then in every case success is answered only if every message was transferred

  Rule: No flush with FLUSH_NO_UI shows a user interface that must not appear
    Someone is at the screen, and every flush passes FLUSH_NO_UI (ruling D-26).

    @C1a
    Scenario: For any profile and any calls, the spooler shows nothing
      When cases are tried in which clients do anything, in any order
      Then in every case the spooler shows no user interface

    @C2a
    Scenario: For any profile and any calls, LAN transports show nothing
      When cases are tried in which clients flush in any way while all far ends are well
      Then in every case no LAN transport shows a user interface
