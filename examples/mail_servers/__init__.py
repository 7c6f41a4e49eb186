"""Private mail servers for tests: Postfix and Dovecot on loopback ports, without systemd. They end with the test."""
