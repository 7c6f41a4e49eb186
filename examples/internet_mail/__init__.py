"""A transport provider for internet mail: it sends by SMTP, receives by IMAP or POP3, and loses nothing in a crash."""
