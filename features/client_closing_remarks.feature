Feature: A client and the closing remarks
  The client is under test, and the kit plays the subsystem. The client passes FLUSH_NO_UI. Some transports may show user
  interface all the same.

  Rule: C3 Transports with a modem or RAS may show user interface
    A transport that drives a modem, or uses RAS, may prompt although FLUSH_NO_UI was passed.

    @C3c
    Scenario: The client copes with a prompt that is not answered
      Given a profile with the transports
        | transport | kind  | FlushQueues |
        | Travel    | modem | supported   |
        | Office    | LAN   | supported   |
      And the subsystem refuses FlushQueues of the spooler with MAPI_E_USER_CANCEL
      When the client is to flush all queues by procedure A
      Then the client ends by itself
      And it says that all is done only if all is done

    @C3c
    Scenario: The client that visits transports copes with a prompt that is not answered
      Given a profile with the transports
        | transport | kind  | FlushQueues |
        | Travel    | modem | supported   |
        | Office    | LAN   | supported   |
      And the subsystem refuses FlushQueues of Travel with MAPI_E_USER_CANCEL
      When the client is to flush all queues by procedure B
      Then the client ends by itself
      And it says that all is done only if all is done
