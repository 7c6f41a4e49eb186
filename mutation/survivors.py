"""The mutants that no scenario kills, each with the reason why it may survive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapi_tck.suite.review import TomlFile
from mutation.mutants import Mutant
from mutation.outcomes import Judged, Outcome

LISTED: Final = Path(__file__).with_name("survivors.toml")

#: Why a mutant may survive.
CLASSES: Final = {
    "equivalent": "no call can tell it from the reference",
    "permitted": "it behaves differently, and a ruling or a statement permits that",
    "unjudged": "it violates a page, but no requirement judges that: the procedures do not need it",
    "not observable": "it behaves differently where no port shows it",
    "instrument": "it changes how the kit's own far end, host or counting works, not what a client is promised",
}

#: Those that no page forbids: an implementation like this could not harm a client.
HARMLESS: Final = ("equivalent", "permitted", "instrument")


@dataclass(frozen=True)
class Survivor:
    """A listed mutant."""

    module: str
    change: str
    kind: str
    reason: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the other mutants."""
        return self.module, self.change


def load(path: Path = LISTED) -> dict[tuple[str, str], Survivor]:
    """The listed survivors. Raises `UsageError` for the first mistake in the file."""
    file = TomlFile(path, "list of survivors")
    kinds = {"module": str, "class": tuple(CLASSES), "reason": str, "mutants": [str]}
    found: dict[tuple[str, str], Survivor] = {}
    for keys in file.tables("survivors"):
        group = file.values(kinds, *keys, needed=kinds)
        for change in group["mutants"]:
            survivor = Survivor(group["module"], change, group["class"], group["reason"])
            if survivor.key in found:
                raise file.wrong((*keys, "mutants"), f"listed twice: {survivor.module}, {change}")
            found[survivor.key] = survivor
    return found


def differences(
    judged: Iterable[Judged], listed: Mapping[tuple[str, str], Survivor], mutants: Iterable[Mutant]
) -> list[str]:
    """Each difference between the list and the run, in one line. `mutants` are all mutants of the chosen modules."""
    lines = []
    for one in judged:
        survivor = listed.get(one.mutant.key)
        if one.outcome is Outcome.SURVIVED and survivor is None:
            lines.append(f"{one.mutant.id} survives and is not listed: {one.mutant.module}, {one.mutant.change}")
        if one.outcome is not Outcome.SURVIVED and survivor is not None:
            ended = f"{one.outcome} by {one.requirement}" if one.requirement else str(one.outcome)
            lines.append(f"{one.mutant.id} is listed, but ends as {ended}: {one.mutant.module}, {one.mutant.change}")
    there = {mutant.key for mutant in mutants}
    modules = {module for module, _ in there}
    lines += [
        f"the list has a mutant that the tools no longer make: {survivor.module}, {survivor.change}"
        for survivor in listed.values()
        if survivor.module in modules and survivor.key not in there
    ]
    return lines
