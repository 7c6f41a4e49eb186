@A4a
# »
Feature: Flushes without a word about flags
  It passes FLUSH_NO_UI.

  Scenario: Through the spooler
    Given a client
    # » undefined-step
    When it flushes the outgoing queues through the spooler
    Then the rows hold PR_ENTRYID
