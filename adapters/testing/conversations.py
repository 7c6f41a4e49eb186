"""Conversations of mail servers, as a gate carries them: SMTP, IMAP and POP3, one command at a time."""

import re

from .behaviour import At, Script, Stage
from .gate import Gone, Line, Pause

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r?\n$")


def smtp(client: Line, server: Line, pause: Pause) -> None:
    """SMTP. A login that is refused is AUTH, or else MAIL; data are refused when all of the message has been read."""
    script = pause.script
    _smtp_reply(server, client)
    while True:
        line = pause.command(client)
        verb = line[:4].upper()
        if verb == b"AUTH" and script.refuses(Stage.LOGIN_TO_SEND):
            client.send(_refusal(script, b"535 5.7.8", b"454 4.7.0"))
        elif verb == b"MAIL" and script.refuses(Stage.LOGIN_TO_SEND):
            client.send(_refusal(script, b"530 5.7.0", b"450 4.7.0"))
        elif verb == b"RCPT" and script.refuses(Stage.RECIPIENT):
            client.send(_refusal(script, b"550 5.1.1", b"450 4.2.0"))
        elif verb == b"DATA":
            _smtp_data(line, client, server, pause)
        else:
            server.send(line)
            _smtp_reply(server, client)
            if verb == b"QUIT":
                return


def _smtp_data(command: bytes, client: Line, server: Line, pause: Pause) -> None:
    """Read all of the message before the server is told of it. So what the server does not take leaves nothing there."""
    script = pause.script
    client.send(b"354 go on\r\n")
    body = [client.line()]
    while body[-1] != b".\r\n":
        body.append(client.line())
    pause.wait()
    if script.refuses(Stage.DATA):
        server.send(b"RSET\r\n")
        _smtp_reply(server)
        client.send(_refusal(script, b"554 5.7.1", b"451 4.3.0"))
        return
    _trouble(At.BEFORE_STORING, client, pause)
    server.send(command)
    reply = _smtp_reply(server)
    if reply.startswith(b"3"):
        server.send(b"".join(body))
        reply = _smtp_reply(server)
        if reply.startswith(b"2"):
            script.moved()
            _trouble(At.AFTER_STORING, client, pause)
    client.send(reply)


def _trouble(moment: At, client: Line, pause: Pause) -> None:
    if pause.script.cuts(moment):
        raise Gone
    if pause.script.falls_silent(moment):
        pause.be_silent(client)


def _smtp_reply(server: Line, client: Line | None = None) -> bytes:
    """Read a reply of one or more lines, and pass it on."""
    lines = [server.line()]
    while lines[-1][3:4] == b"-":
        lines.append(server.line())
    reply = b"".join(lines)
    if client:
        client.send(reply)
    return reply


def imap(client: Line, server: Line, pause: Pause) -> None:
    """IMAP, with a client that waits for each command's answer. A message has moved when it is expunged."""
    script = pause.script
    client.send(server.line())
    while True:
        line = pause.command(client)
        tag, _, command = line.partition(b" ")
        command = command.upper()
        verb = command.split()[0] if command.split() else b""
        if verb in (b"LOGIN", b"AUTHENTICATE") and script.refuses(Stage.LOGIN_TO_FETCH):
            client.send(tag + _imap_refusal(script, b"AUTHENTICATIONFAILED"))
            continue
        if re.search(rb"FETCH .*(BODY(\.PEEK)?\[\]|RFC822)", command):
            pause.wait()
            if script.refuses(Stage.FETCH):
                client.send(tag + _imap_refusal(script, b"SERVERBUG"))
                continue
        server.send(line)
        expunged = _imap_answer(tag, client, server)
        if b"EXPUNGE" in command:
            script.moved(expunged)
        if verb == b"LOGOUT":
            return


def _imap_refusal(script: Script, code: bytes) -> bytes:
    return b" NO [" + (code if script.behaviour.permanent else b"UNAVAILABLE") + b"] refused\r\n"


def _imap_answer(tag: bytes, client: Line, server: Line) -> int:
    """Pass on all lines up to the one that ends the command, with literals. Answers how many messages it has expunged."""
    expunged = 0
    while True:
        line = server.line()
        client.send(line)
        if literal := _LITERAL.search(line):
            client.send(server.exactly(int(literal[1])))
        elif line.startswith(b"+"):
            server.send(client.line())
        elif line.startswith(tag + b" "):
            return expunged
        elif re.match(rb"\* \d+ EXPUNGE", line):
            expunged += 1


def pop3(client: Line, server: Line, pause: Pause) -> None:
    """POP3. A message has moved when it was deleted and the session has ended with QUIT."""
    script = pause.script
    client.send(server.line())
    deleted = 0
    while True:
        line = pause.command(client)
        verb = line[:4].upper().strip()
        if verb == b"PASS" and script.refuses(Stage.LOGIN_TO_FETCH):
            client.send(b"-ERR [AUTH] refused\r\n" if script.behaviour.permanent else b"-ERR [SYS/TEMP] refused\r\n")
            continue
        if verb == b"RETR":
            pause.wait()
            if script.refuses(Stage.FETCH):
                client.send(b"-ERR [SYS/TEMP] refused\r\n")
                continue
        server.send(line)
        answer = server.line()
        client.send(answer)
        done = answer.startswith(b"+OK")
        if done and (verb in (b"RETR", b"TOP", b"CAPA") or (verb in (b"UIDL", b"LIST") and not line[4:].strip())):
            while answer != b".\r\n":
                answer = server.line()
                client.send(answer)
        deleted += done and verb == b"DELE"
        if verb == b"QUIT":
            script.moved(deleted)
            return


def _refusal(script: Script, for_good: bytes, for_now: bytes) -> bytes:
    return (for_good if script.behaviour.permanent else for_now) + b" refused\r\n"
