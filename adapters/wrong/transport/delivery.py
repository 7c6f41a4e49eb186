"""Wrong transports under test: when and under which identity a message reaches the far end."""
