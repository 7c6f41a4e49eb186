"""Wrong transports under test: what they do while their far end is in trouble, and what stays of it afterwards."""
