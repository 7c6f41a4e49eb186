"""What a run is asked for, and which scenarios that means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

import click

from mapi_tck.claims.baseline import Baseline, read_baseline
from mapi_tck.claims.declaration import Declaration, read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.ports import Evidence, Role, Transport, TransportKind
from mapi_tck.record.lines import RecordedOptions
from mapi_tck.record.run_record import Record, open_record
from mapi_tck.search.examples import Example
from mapi_tck.search.plan import QUICK, THOROUGH, Depth, Surroundings
from mapi_tck.search.store import read_store
from mapi_tck.settings.shards import Shard, read_shard
from mapi_tck.settings.table import PATH, setting, table
from mapi_tck.suite.catalogue import Catalogue, Requirement, load_catalogue
from mapi_tck.suite.excludes import excluded
from mapi_tck.suite.features import ScenarioText, matches, requirement_of
from mapi_tck.suite.placements import Placement
from mapi_tck.suite.readings import review_ruling

#: The beginning of the form of a replayed record.
REPLAY: Final = "replay:"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The settings of one run. Each field made by `setting` is an option of the command line and of pytest."""

    adapter: str
    role: Role = setting(
        Role.SUBSYSTEM,
        "What is under test: MAPI as a whole, one transport provider, or a client that walks the procedures.",
        click.Choice(list(map(str, Role))),
        shown_default="subsystem",
        read=Role,
        ini=True,
        replayed=True,
    )
    out: Path | None = setting(None, "The folder to write to.", PATH, "DIR", read=Path, recorded=False)
    profile: str = setting(
        "full",
        "Only what the topic itself asks for, or the linked pages too.",
        click.Choice(["topic", "full"]),
        shown_default="full",
        replayed=True,
    )
    level: str = setting(
        "full",
        "Judge only what calls show, or effects too.",
        click.Choice(["calls", "full"]),
        shown_default="full",
        replayed=True,
    )
    only: tuple[str, ...] = setting(
        (),
        "Run only this: a requirement, tag, numbered step or procedure; X, the flush conversation; or a placement of the "
        "hosted provider (alone, first, last, between). May be given again. Never says Conforms.",
        metavar="ID|TAG|STEP|PROCEDURE",
        multiple=True,
        read=tuple,
    )
    strict: bool = setting(False, "A violated SHOULD makes the result fail; the verdict stays.", click.BOOL)
    declaration: Declaration = setting(
        Declaration(),
        "The declaration of the implementation.",
        PATH,
        "FILE",
        read=lambda path: read_declaration(Path(path)),
        ini=True,
        recorded=False,
    )
    seed: int = setting(0, "Seed of everything that the kit makes up.", click.INT, "N", replayed=True)
    examples: int | None = setting(
        None,
        "Cases that are tried for each law.",
        click.IntRange(1),
        "N",
        shown_default=f"{QUICK.examples}; {QUICK.in_real_time} in real time",
        recorded=lambda settings: settings.depth.examples,
        replayed=True,
    )
    thorough: bool = setting(False, "Search for minutes: many cases, and long ones.", click.BOOL, replayed=True)
    example_store: Path | None = setting(
        None,
        "Counter-examples of earlier runs: they are tried first, and new ones are added.",
        PATH,
        "FILE",
        read=Path,
        recorded=lambda settings: settings.store_digest,
    )
    repeat: int = setting(
        1,
        "Run each scenario N times; a scenario that does not always end the same is undecided.",
        click.IntRange(1),
        "N",
        replayed=True,
    )
    shard: Shard | None = setting(
        None,
        "Run only this part of the plan, for example 1/3; mapi-tck merge joins the parts.",
        metavar="K/N",
        read=read_shard,
        recorded=lambda settings: settings.shard and str(settings.shard),
    )
    baseline: Baseline | None = setting(
        None,
        "The known deviations to compare the run with.",
        PATH,
        "FILE",
        read=lambda path: read_baseline(Path(path)),
        ini=True,
        recorded=False,
    )
    #: "" is the kit's own reading.
    ruling: str = setting(
        "",
        "With replay: only: judge under another reading, for example D-01=letter.",
        metavar="ID=READING",
        recorded=lambda settings: settings.ruling or None,
    )
    #: The counter-examples of the example store, by law, and the digest of the file.
    known: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    store_digest: str | None = None
    #: The scenarios that a replayed record can answer; `None` where an implementation answers.
    recorded: frozenset[str] | None = None
    #: Scenario → the verdict that the replayed record claims. A what-if has none, because it is meant to differ.
    claims: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> RecordedOptions:
        """The settings as the run record holds them."""
        held = {name: about.written(self, getattr(self, name)) for name, about in SETTINGS.items() if about.recorded}
        return cast("RecordedOptions", held)

    @property
    def depth(self) -> Depth:
        """How much is searched."""
        depth = THOROUGH if self.thorough else QUICK
        return depth if self.examples is None else replace(depth, examples=self.examples, in_real_time=self.examples)

    def asks_for(self, scenario: ScenarioText, catalogue: Catalogue) -> bool:
        """Whether role, profile and level ask for the scenario. `only` can select fewer."""
        requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
        if not self.concerns(scenario, requirement) or excluded(scenario, catalogue):
            return False
        in_profile = self.profile == "full" or requirement.profile == "topic"
        return in_profile and (self.level == "full" or requirement.evidence is Evidence.CALLS)

    def concerns(self, scenario: ScenarioText, requirement: Requirement) -> bool:
        """Whether the scenario judges the role under test, and its profile has room for the provider."""
        return self.role_judges(scenario, requirement) and (scenario.placement is None or bool(self.places(scenario)))

    def role_judges(self, scenario: ScenarioText, requirement: Requirement) -> bool:
        """Whether the scenario judges the role under test, without regard to the declaration."""
        return self.role is Role.TRANSPORT if scenario.placement is not None else requirement.role == self.role

    def places(self, scenario: ScenarioText) -> dict[str, Transport]:
        """The transports of the scenario's profile that the hosted provider serves, by name; none if the declaration forbids it.

        The provider keeps its own kind, also where the scenario's transport has another kind.
        """
        transports = scenario.transports
        if scenario.searches:
            # The search makes profiles that have room for the declared provider.
            usual = self.declaration.usual_transport
            transports = tuple(replace(usual, name=transport.name) for transport in transports)
        return self.places_among(scenario.placement, transports)

    def places_among(self, placement: Placement | None, transports: tuple[Transport, ...]) -> dict[str, Transport]:
        """The transports among these that the hosted provider serves."""
        wanted = placement.places(len(transports)) if placement else ()
        if len(wanted) > 1 and self.declaration.excludes("several-transports"):
            return {}
        fitted = [self.declaration.fitted(transports[place]) for place in wanted]
        return {item.name: item for item in fitted} if all(map(self.declaration.allows, fitted)) else {}

    def surroundings(self, placement: Placement | None) -> Surroundings:
        """The transports that the profiles of a search may have."""
        declared = self.declaration
        fewest = 0 if placement is None else next(n for n in range(1, 4) if placement.places(n))
        support = (
            (True, False) if declared.flush_support is None else tuple(sorted(declared.flush_support, reverse=True))
        )
        kinds = tuple(kind for kind in TransportKind if declared.kinds is None or kind in declared.kinds)
        late = (False,) if declared.asynchronous_transports is False else (False, True)
        late = (True,) if declared.asynchronous_only else late
        return Surroundings(kinds or tuple(TransportKind), support, late, fewest)

    def selects(self, scenario: ScenarioText, catalogue: Catalogue) -> bool:
        """Whether the scenario is selected."""
        if not self.asks_for(scenario, catalogue) or (self.recorded is not None and scenario.id not in self.recorded):
            return False
        return not self.only or any(matches(word, scenario, catalogue) for word in self.only)

    def whole_plan(self, scenarios: Iterable[ScenarioText], catalogue: Catalogue) -> list[str]:
        """The ids of all selected scenarios, of every shard."""
        return [scenario.id for scenario in scenarios if self.selects(scenario, catalogue)]


#: Every setting by name.
SETTINGS: Final = table(RunSettings)


def command_options(names: Sequence[str] = (), defaults: Mapping[str, str] | None = None) -> list[click.Option]:
    """These settings as options of a command; without names, all of them. `defaults` has defaults of this command, in words."""
    options: list[click.Option] = []
    for name in names or tuple(SETTINGS):
        about = SETTINGS[name]
        default = (defaults or {}).get(name, about.shown_default)
        options.append(
            click.Option(
                [f"--{name.replace('_', '-')}"],
                type=None if about.flag else about.type,
                is_flag=about.flag,
                multiple=about.multiple,
                metavar=about.metavar or None,
                help=f"{about.help}  [default: {default}]" if default else about.help,
            )
        )
    return options


def make_settings(adapter: str, **given: Any) -> RunSettings:
    """Make the settings of a run from the words that are given by name. `None`, `False` and `()` mean: not given.

    A setting that is not given comes from the replayed record, or has its default. Raises `UsageError`.
    """
    record = _replayed_record(adapter)
    values: dict[str, Any] = {}
    for name, about in SETTINGS.items():
        word = given.pop(name, None)
        if word is None or word is False or word == ():
            word = record.header["options"].get(name) if record is not None and about.replayed else None
        if word is not None:
            values[name] = about.read(word)
    if given:
        raise TypeError(f"there is no setting {', '.join(given)}")
    settings = RunSettings(adapter, **values)
    declared = settings.declaration
    if settings.role is Role.TRANSPORT and declared.kinds is not None and not declared.kinds:
        raise UsageError("claims.transport-kinds: a transport is of some kind: LAN, modem or RAS", declared.path)
    settings = replace(settings, ruling=_reviewed_ruling(settings))
    if record is None:
        known, digest = read_store(settings.example_store)
        return replace(settings, known=known, store_digest=digest)
    if "declaration" not in values:
        try:
            declared = Declaration.from_json(record.header["declaration"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UsageError(f"the record's declaration does not have the form of one: {error}", adapter) from error
    # A scenario with several attempts has no line with the verdict of all.
    once = [one for id, one in record.ended.items() if len(record.attempts.get(id, ())) < 2]
    claims = {} if settings.ruling else {one["scenario"]: one["verdict"] for one in once}
    return replace(settings, declaration=declared, recorded=frozenset(record.planned), claims=claims)


def _replayed_record(adapter: str) -> Record | None:
    """The record that the adapter's form names, if it names one."""
    if not adapter.startswith(REPLAY):
        return None
    path = adapter.removeprefix(REPLAY)
    if not path:
        raise UsageError("replay needs the path of a run record", REPLAY, "for example replay:mapi-tck-run/run.ndjson")
    return open_record(Path(path))


def _reviewed_ruling(settings: RunSettings) -> str:
    if not settings.ruling:
        return ""
    if not settings.adapter.startswith(REPLAY):
        raise UsageError(
            "another reading judges a record, and no implementation",
            "--ruling",
            "run without it, then: mapi-tck report RUN --ruling …",
        )
    return review_ruling(settings.ruling, load_catalogue().rulings, settings.role)
