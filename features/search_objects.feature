@search
Feature: The search among objects and tables
  What status tables, status objects and sessions promise, tried with everything that a client can ask of them.

  Rule: Objects work without each other
    Status tables, row sets and status objects are got and released in any order, by one client or two. Their counterpart: what
    is released is gone, and only that.

    @A7a
    Scenario: For any order of releases, nothing stays alive
      When cases are tried in which clients get and release anything, in any order
      Then in every case nothing stays alive

    @A7b
    Scenario: For any order of releases, what is still held goes on working
      When cases are tried in which a client gets and releases anything, in any order
      Then in every case what is still held goes on working

    @SS2
    Scenario: When one session ends, what the other holds goes on working
      When cases are tried in which two clients get anything, and one of them logs off
      Then in every case what the other holds goes on working

    @A1b
    Scenario: For any use of several status tables, each is a view of its own
      When cases are tried in which a client uses several status tables, in any order
      Then in every case each status table reads as if it were alone

    @SS1
    Scenario: For any use of two sessions' status tables, none disturbs the other's
      When cases are tried in which two clients use status tables, in any order
      Then in every case each client's status table reads as if it were alone

  Rule: Columns and restrictions are what was asked for
    Any columns in any order, any resource type, any number of restrictions before. Their counterpart: rows of exactly these
    columns, and exactly the rows that match.

    @A2a
    Scenario: For any columns in any order, the spooler's row holds exactly these
      When cases are tried in which a client limits the columns to any, in any order
      Then in every case the spooler's row holds exactly these columns

    @B2a
    Scenario: For any columns in any order, every transport's row holds exactly these
      When cases are tried in which a client limits the columns to any, in any order
      Then in every case each transport's row holds exactly these columns

    @TB14
    Scenario: For any columns in any order, QueryColumns tells these
      When cases are tried in which a client limits the columns to any, in any order
      Then in every case QueryColumns tells these columns

    @TB3
    Scenario: For any restrictions, the latest selects exactly its rows
      When cases are tried in which a client restricts a status table again and again
      Then in every case the latest restriction selects exactly its rows

    @TB7
    Scenario: For any resource type, RELOP_NE selects exactly the other rows
      When cases are tried in which a client restricts a status table to what is not of a type
      Then in every case the restriction selects exactly the other rows

  Rule: Rows do not depend on how they are read
    A client asks for any number of rows, any number of times. While nothing changes, it reads the same.

    @TB10
    Scenario: For any number of rows a call, the same rows come
      When cases are tried in which a client reads any number of rows at a time
      Then in every case it reads the same rows as in one call

    @ST11
    Scenario: For any columns that stay, the table reads the same again
      When cases are tried in which a client reads any steady columns twice
      Then in every case it reads the same rows again, in any order

    @GP1
    Scenario: For any properties, GetProps answers each in its place
      When cases are tried in which a client asks status objects for any properties
      Then in every case each value is in its place

  Rule: Only entry identifiers that were handed out open
    The client presents made-up bytes, and parts of entry identifiers. Their counterpart: a refusal.

    @OE2
    Scenario: For any number of made-up bytes, OpenEntry refuses
      When cases are tried in which a client presents bytes that are no entry identifier
      Then in every case they are refused

    @OE1
    Scenario: For any part of an entry identifier, OpenEntry refuses
      When cases are tried in which a client presents a part of an entry identifier
      Then in every case it is refused
