"""What a run is asked for, and which scenarios that means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from mapi_tck.claims.baseline import Baseline, read_baseline
from mapi_tck.claims.declaration import Declaration, read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.ports import Evidence, Transport, TransportKind
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedOptions
from mapi_tck.record.run_record import read_record
from mapi_tck.search.examples import Example
from mapi_tck.search.plan import QUICK, THOROUGH, Depth, Surroundings
from mapi_tck.search.store import read_store
from mapi_tck.settings.shards import Shard, read_shard
from mapi_tck.suite.catalogue import Catalogue, Requirement, load_catalogue
from mapi_tck.suite.features import ScenarioText
from mapi_tck.suite.placements import Placement
from mapi_tck.suite.readings import review_ruling
from mapi_tck.suite.selecting import matches, requirement_of

#: What the form of a replayed record begins with.
REPLAY: Final = "replay:"


@dataclass(frozen=True, slots=True)
class Options:
    """One run's options, as the command line or pytest's gave them."""

    adapter: str
    role: Role = Role.SUBSYSTEM
    profile: str = "full"
    level: str = "full"
    only: tuple[str, ...] = ()
    strict: bool = False
    seed: int = 0
    declaration: Declaration = field(default_factory=Declaration)
    out: Path | None = None
    #: How much is searched.
    depth: Depth = QUICK
    #: Counter-examples from before, by law, and the digest of the file that they stand in.
    known: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    store: str | None = None
    store_path: Path | None = None
    #: The scenarios that a replayed record has to offer; `None` where an implementation answers.
    recorded: frozenset[str] | None = None
    #: How often each scenario is run.
    repeat: int = 1
    shard: Shard | None = None
    #: The known deviations that the run is held to.
    baseline: Baseline | None = None
    #: The other reading of a ruling under which a record is judged again; "" for the kit's own.
    ruling: str = ""

    def to_json(self) -> RecordedOptions:
        """The options as the run record holds them."""
        return {
            "role": str(self.role),
            "profile": self.profile,
            "level": self.level,
            "only": list(self.only),
            "strict": self.strict,
            "seed": self.seed,
            "examples": self.depth.examples,
            "thorough": self.thorough,
            "example_store": self.store,
            "repeat": self.repeat,
            "shard": None if self.shard is None else str(self.shard),
            "ruling": self.ruling or None,
        }

    @property
    def thorough(self) -> bool:
        """Whether the search takes its time."""
        return self.depth.steps == THOROUGH.steps

    def asks_for(self, scenario: ScenarioText, catalogue: Catalogue) -> bool:
        """Whether role, profile and level ask for the scenario; a selection by `only` comes on top."""
        requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
        if not self.concerns(scenario, requirement):
            return False
        in_profile = self.profile == "full" or requirement.profile == "topic"
        return in_profile and (self.level == "full" or requirement.evidence is Evidence.CALLS)

    def concerns(self, scenario: ScenarioText, requirement: Requirement) -> bool:
        """Whether the scenario is about what is under test, and its profile has room for it."""
        return self.role_judges(scenario, requirement) and (scenario.placement is None or bool(self.places(scenario)))

    def role_judges(self, scenario: ScenarioText, requirement: Requirement) -> bool:
        """Whether the scenario is about what is under test, whatever the declaration says."""
        return self.role is Role.TRANSPORT if scenario.placement is not None else requirement.role == self.role

    def places(self, scenario: ScenarioText) -> dict[str, Transport]:
        """The transports of the scenario's profile that the hosted provider is, by name; none where it is declared not to fit.

        Of whatever kind the scenario's transport is, the provider takes its place as the kind that it is.
        """
        transports = scenario.transports
        if scenario.searches:
            # Whatever it is declared to be, the search makes up profiles with room for that.
            usual = self.declaration.usual_transport
            transports = tuple(replace(usual, name=transport.name) for transport in transports)
        return self.places_among(scenario.placement, transports)

    def places_among(self, placement: Placement | None, transports: tuple[Transport, ...]) -> dict[str, Transport]:
        """The transports among these that the hosted provider is."""
        wanted = placement.places(len(transports)) if placement else ()
        fitted = [self.declaration.fitted(transports[place]) for place in wanted]
        return {item.name: item for item in fitted} if all(map(self.declaration.allows, fitted)) else {}

    def surroundings(self, placement: Placement | None) -> Surroundings:
        """What the profiles of a search may consist of."""
        declared = self.declaration
        fewest = 0 if placement is None else next(n for n in range(1, 4) if placement.places(n))
        support = (
            (True, False) if declared.flush_support is None else tuple(sorted(declared.flush_support, reverse=True))
        )
        kinds = tuple(kind for kind in TransportKind if declared.kinds is None or kind in declared.kinds)
        late = (False,) if declared.asynchronous_transports is False else (False, True)
        return Surroundings(kinds or tuple(TransportKind), support, late, fewest)

    def selects(self, scenario: ScenarioText, catalogue: Catalogue) -> bool:
        """Whether the scenario is selected."""
        if not self.asks_for(scenario, catalogue) or (self.recorded is not None and scenario.id not in self.recorded):
            return False
        return not self.only or any(matches(word, scenario, catalogue) for word in self.only)

    def whole_plan(self, scenarios: Iterable[ScenarioText], catalogue: Catalogue) -> list[str]:
        """The ids of all scenarios that are selected, before a shard takes its part of them."""
        return [scenario.id for scenario in scenarios if self.selects(scenario, catalogue)]


def make_options(
    adapter: str,
    *,
    role: str | None = None,
    profile: str | None = None,
    level: str | None = None,
    only: tuple[str, ...] = (),
    strict: bool = False,
    seed: int | None = None,
    declaration: Path | None = None,
    out: Path | None = None,
    examples: int | None = None,
    thorough: bool = False,
    example_store: Path | None = None,
    repeat: int | None = None,
    shard: str | None = None,
    baseline: Path | None = None,
    ruling: str | None = None,
) -> Options:
    """The options of a run. What is not given is as usual, or as in the record that is replayed."""
    declared = read_declaration(declaration) if declaration else None
    as_recorded: Mapping[str, Any] = {}
    recorded = None
    if role == Role.TRANSPORT and declared is not None and declared.kinds is not None and not declared.kinds:
        raise UsageError("claims.transport-kinds: a transport is of some kind: LAN, modem or RAS", declared.path)
    if adapter.startswith(REPLAY):
        path = adapter.removeprefix(REPLAY)
        if not path:
            raise UsageError(
                "replay needs the path of a run record", REPLAY, "for example replay:mapi-tck-run/run.ndjson"
            )
        record = read_record(Path(path))
        as_recorded = record.header["options"]
        try:
            declared = declared or Declaration.from_json(record.header["declaration"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UsageError(f"the record's declaration does not have the form of one: {error}", adapter) from error
        recorded = frozenset(record.planned)
    if ruling is not None and not adapter.startswith(REPLAY):
        raise UsageError(
            "another reading judges a record, and no implementation",
            "--ruling",
            "run without it, then: mapi-tck report RUN --ruling …",
        )
    under_test = Role(role or as_recorded.get("role", Role.SUBSYSTEM))
    if ruling is not None:
        ruling = review_ruling(ruling, load_catalogue().rulings, under_test)
    return Options(
        adapter,
        under_test,
        profile or as_recorded.get("profile", "full"),
        level or as_recorded.get("level", "full"),
        only,
        strict,
        as_recorded.get("seed", 0) if seed is None else seed,
        declared or Declaration(),
        out,
        _depth(as_recorded, examples, thorough=thorough),
        *read_store(example_store if recorded is None else None),
        example_store,
        recorded,
        repeat=repeat or as_recorded.get("repeat", 1),
        shard=read_shard(shard) if shard else None,
        baseline=read_baseline(baseline) if baseline else None,
        ruling=ruling or "",
    )


def _depth(recorded: Mapping[str, Any], examples: int | None, *, thorough: bool) -> Depth:
    depth = THOROUGH if thorough or recorded.get("thorough") else QUICK
    number = recorded.get("examples") if examples is None else examples
    return depth if number is None else replace(depth, examples=number, in_real_time=number)
