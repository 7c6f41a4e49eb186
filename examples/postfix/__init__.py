"""A transport provider whose outgoing queue is Postfix: mail stays there until a flush asks for it."""
