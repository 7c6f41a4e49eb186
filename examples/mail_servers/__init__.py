"""Private mail servers for tests: Postfix and Dovecot on loopback ports, without systemd, ended with the test that starts them."""
