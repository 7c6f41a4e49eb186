"""A green self-test as the kit's own tables expect it, so that a test of certificates need not run one for minutes."""

import json
from pathlib import Path

from mapi_tck import __version__
from mapi_tck.ports import Role
from mapi_tck.selftest.plan import judged_requirements
from mapi_tck.suite.catalogue import STEPS, load_catalogue
from mapi_tck.suite.features import suite_digest
from mapi_tck.suite.specimens import noticed
from mapi_tck.wire.codecs import Json


def made_selftest() -> Json:
    """The result of a self-test of everything in which everything is as expected. It names no specimen by itself."""
    return {
        "form": 1,
        "kit": {"version": __version__, "suite_digest": suite_digest()},
        "selection": False,
        "started": "2026-01-01T00:00:00Z",
        "ended": "2026-01-01T00:02:00Z",
        "steps": dict(STEPS),
        "roles": {str(role): _part(role) for role in Role},
        "green": True,
    }


def _part(role: Role) -> Json:
    catalogue = load_catalogue()
    judged = judged_requirements(role, catalogue)
    proven: dict[str, list[str]] = {id: [] for id in judged}
    for specimen, requirements in noticed(role):
        for id in requirements:
            proven.setdefault(id, []).append(specimen)
    every = [catalogue.requirements[id] for id in judged]
    return {
        "requirements": [
            {
                "id": item.id,
                "step": item.step,
                "role": item.role,
                "strength": str(item.strength),
                "statement": item.statement,
            }
            for item in every
        ],
        "specimens": [],
        "proven": proven,
        "problems": [],
    }


def a_selection() -> Json:
    """The result of a self-test of three implementations: one is detected, one is not, one is unusual and conforms."""
    made = made_selftest()
    roles = {role: made["roles"][role] for role in ("subsystem", "transport")}
    twice = _row("delivers-twice", "The far end gets every outgoing message twice.", caught=["I3b"], elsewhere=["FQ4"])
    lost = _row("loses", "It loses a message.", missed=["I3a"], blocked=["A6a"], problems=["I3a ends with pass"])
    roles["subsystem"]["specimens"] = [twice, lost]
    roles["transport"]["specimens"] = [_row("slow", "It takes an hour.", allowed_by=["D-10"])]
    return {**made, "selection": True, "roles": roles, "green": False}


def _row(id: str, sentence: str, **more: Json) -> Json:
    ids: dict[str, Json] = {name: [] for name in ("allowed_by", "caught", "elsewhere", "missed", "blocked", "problems")}
    return {"id": id, "adapter": f"wrong:{id}", "sentence": sentence, "step": "I", "first": None, **ids, **more}


def write_selftest(path: Path) -> Path:
    """Write it, and answer the path."""
    path.write_text(json.dumps(made_selftest()), "utf-8")
    return path
