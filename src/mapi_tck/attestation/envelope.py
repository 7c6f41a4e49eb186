"""Signed JSON: a DSSE envelope whose bytes are the canonical form of what it says.

DSSE lets a reader accept many spellings of one envelope. Here there is one: keys in order, no spaces, a line end, the signatures
in the order of their key ids. So a change of any byte is found, also one that would change no meaning.
"""

import base64
import json
from collections.abc import Sequence
from typing import Any, Final

from mapi_tck.attestation.keys import PublicKey, SigningKey, needs_extra
from mapi_tck.errors import Refused
from mapi_tck.wire.codecs import Json

#: The type of the payload that in-toto asks for.
IN_TOTO: Final = "application/vnd.in-toto+json"
#: What is wrong with JSON that is nested too deeply or has a number that is too long belongs to `ValueError` or this.
_UNREADABLE: Final = (ValueError, RecursionError)


def canonical(value: Json) -> bytes:
    """The one way to write this JSON. Only text, whole numbers, truth values, lists and objects with keys in ASCII may be in it.

    For these it is the form of RFC 8785. A lone surrogate, which UTF-8 cannot hold, is JSON's escape.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )


def sealed(payload: Json, kind: str, keys: Sequence[SigningKey]) -> bytes:
    """The payload in an envelope, signed with all keys."""
    needs_extra()
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined] # it re-exports them

    envelope = Envelope(canonical(payload), kind, {})
    for key in keys:
        public = SSlibKey.from_crypto(key.public.loaded(), key.public.id)
        envelope.sign(CryptoSigner(key.private, public))
    return _written(envelope.to_dict())


def _written(envelope: Json) -> bytes:
    signatures = sorted(envelope["signatures"], key=lambda one: str(one["keyid"]))
    plain = [{**one, "sig": _same_bytes(one["sig"])} for one in signatures]
    return canonical({**envelope, "payload": _same_bytes(envelope["payload"]), "signatures": plain}) + b"\n"


def _same_bytes(text: str) -> str:
    """The one way to write these bytes in base64: the last letter may have bits that no byte has."""
    return base64.b64encode(base64.b64decode(text, validate=True)).decode()


def payload_of(data: bytes, kind: str, name: str) -> Json:
    """What the envelope says, whoever has signed it. Raises `Refused` if it is not written in its one form.

    `name` says in messages what is read.
    """
    try:
        envelope = json.loads(data)
        payload = base64.b64decode(envelope["payload"])
        value = json.loads(payload)
        same = _written(envelope) == data and canonical(value) == payload
    except (*_UNREADABLE, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{name} is not a signed statement: it was changed, or is something else") from error
    if not same or envelope.keys() != {"payload", "payloadType", "signatures"} or envelope["payloadType"] != kind:
        raise Refused(f"{name} is not in its canonical form: it was changed")
    return value


def check_signatures(data: bytes, keys: Sequence[PublicKey], name: str) -> None:
    """Raise `Refused` unless the envelope has exactly one signature by each of these keys, and no other."""
    needs_extra()
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined] # it re-exports it

    try:
        held: Any = json.loads(data)
        found = [one["keyid"] for one in held["signatures"]]
        if any(one.keys() != {"keyid", "sig"} for one in held["signatures"]):
            raise ValueError("another field")
        envelope = Envelope.from_dict(held)
        known = [SSlibKey.from_crypto(key.loaded(), key.id) for key in keys]
    except Exception as error:  # the library has several kinds of errors for what is no signature or no key
        raise Refused(f"the signatures of {name} cannot be read: it was changed") from error
    if found != sorted({key.id for key in keys}):
        raise Refused(f"the signatures of {name} are not by the keys that it names")
    try:
        envelope.verify([*known], len(known))
    except (VerificationError, ValueError) as error:
        raise Refused(f"a signature of {name} does not hold: it was changed, or signed with another key") from error
