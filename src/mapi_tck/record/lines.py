"""The lines of a run record as types, so that a type checker finds a misspelt key.

`schemas/run.schema.json` says the same for readers in any language, and also what each property means. A test compares the two.
The type `Json` is for a value of any form: what a check compared, what a call took or answered.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from mapi_tck.errors import Blame, Breakage
from mapi_tck.ports import Role
from mapi_tck.record.search_lines import RecordedSearch
from mapi_tck.record.words import (
    Caller,
    EvidenceWord,
    FlushSupportWord,
    LineOutcome,
    ProcedureWord,
    ProfileWord,
    Supplier,
    TransportKindWord,
    VerdictWord,
)
from mapi_tck.verdicts import Holds, Strength
from mapi_tck.wire.codecs import Json


class RecordedKit(TypedDict):
    """The kit that ran."""

    version: str
    suite_digest: str


class RecordedSpecification(TypedDict):
    """The text that the catalogue was written from."""

    title: str
    topic: str
    pages: str
    repository: str
    folder: str
    revision: str
    dated: str


class RecordedUnderTest(TypedDict):
    """Something that is under test behind the adapter."""

    name: str
    version: str
    digest: str


class RecordedIdentity(TypedDict):
    """The implementation under test, as the adapter describes it."""

    implementation: str
    version: str
    vendor: str
    digest: str | None
    observes: list[EvidenceWord]
    quiet: NotRequired[bool]
    under_test: NotRequired[list[RecordedUnderTest]]
    launcher: NotRequired[str]


class RecordedMaker(TypedDict):
    """The implementation that a declaration is about."""

    name: str
    version: str
    vendor: str


class RecordedTransport(TypedDict):
    """What a declaration claims of one transport."""

    kind: TransportKindWord
    asynchronous: bool


class RecordedDeclaration(TypedDict):
    """What the implementation's maker declares."""

    implementation: RecordedMaker
    #: Option → what is claimed of it.
    claims: dict[
        str,
        bool | list[TransportKindWord] | list[FlushSupportWord] | list[ProcedureWord] | dict[str, RecordedTransport],
    ]
    parameters: dict[str, float | str]
    path: str


class RecordedOptions(TypedDict):
    """The settings of the run."""

    role: Annotated[str, Role]
    profile: ProfileWord
    level: Annotated[str, ("calls", "full")]
    only: list[str]
    strict: bool
    seed: int
    examples: int
    thorough: bool
    example_store: str | None
    repeat: NotRequired[int]
    shard: NotRequired[str | None]
    ruling: NotRequired[str | None]


class RecordedRequirement(TypedDict):
    """One testable statement of the catalogue."""

    id: str
    step: str
    statement: str
    role: Annotated[str, ("subsystem", "transport", "client", "informative")]
    strength: Annotated[str, Strength]
    source: str
    evidence: EvidenceWord
    rulings: list[str]
    applies_if: str | None
    profile: ProfileWord
    unjudged: str
    needs: str | None
    note: str
    place: NotRequired[str]


class RecordedRuling(TypedDict):
    """How a contradiction of the source is decided."""

    id: str
    title: str
    letter: str
    other: str
    decision: str
    reason: str


class RecordedFeature(TypedDict):
    """One feature file."""

    file: str
    name: str
    text: str


class RecordedScenario(TypedDict):
    """One scenario as written."""

    id: str
    file: str
    line: int
    rule: str
    name: str
    values: list[str]
    tags: list[str]
    requirement: str
    walkthrough: bool
    placement: Annotated[str, ("alone", "first", "last", "between")] | None


class RecordedProof(TypedDict):
    """Which wrong implementations prove each requirement, and when they were last tried."""

    tried: str | None
    proven: dict[str, list[str]]


class RecordedDeviation(TypedDict):
    """One known deviation of a baseline."""

    requirement: str
    cause: str
    reason: str
    owner: str
    ticket: str
    expires: str


class RecordedBaseline(TypedDict):
    """The known deviations that the run was compared with."""

    path: str
    deviations: list[RecordedDeviation]


class RecordedExclude(TypedDict):
    """One test that the suite excluded because a challenge has shown that it is wrong."""

    test: str
    since: str
    challenge: str
    reason: str
    scenarios: list[str]


class MergedRun(TypedDict):
    """One of the runs that a merged record was made from."""

    shard: str | None
    command: list[str]
    environment: dict[str, str]
    started: str
    ended: str | None


class Header(TypedDict):
    """The first line: everything that is known before the first scenario starts."""

    type: Literal["header"]
    form: Literal[3]
    kit: RecordedKit
    specification: NotRequired[RecordedSpecification]
    adapter: str
    implementation: RecordedIdentity | None
    declaration: RecordedDeclaration
    options: RecordedOptions
    environment: dict[str, str]
    command: list[str]
    started: str
    steps: dict[str, str]
    procedures: dict[str, list[str]]
    requirements: list[RecordedRequirement]
    rulings: list[RecordedRuling]
    features: list[RecordedFeature]
    scenarios: list[RecordedScenario]
    proof: RecordedProof
    asked: list[str]
    plan: list[str]
    excluded: NotRequired[list[RecordedExclude]]
    baseline: NotRequired[RecordedBaseline | None]
    whole_plan: NotRequired[list[str] | None]
    merged: NotRequired[list[MergedRun]]
    mark: NotRequired[str]


class ScenarioRun(TypedDict):
    """Which process runs a scenario, if several do, and which attempt from 1 it is, if each scenario runs several times."""

    worker: NotRequired[str]
    attempt: NotRequired[int]


class ScenarioStarted(ScenarioRun):
    """A scenario started."""

    type: Literal["scenario started"]
    scenario: str
    started: str


class RunResumed(TypedDict):
    """The run was stopped and goes on. A scenario that was under way begins again."""

    type: Literal["run resumed"]
    #: How many scenarios had ended, and are kept; of several attempts each counts.
    kept: int
    command: list[str]
    environment: dict[str, str]
    started: str


class RecordedLine(TypedDict):
    """One line of Gherkin, and how it ended."""

    number: int
    keyword: str
    text: str
    outcome: LineOutcome
    reason: str
    seconds: float


class RecordedCheck(TypedDict):
    """One comparison."""

    id: str
    holds: Annotated[str, Holds]
    expected: Json
    observed: Json
    entries: list[int]
    line: int
    cause: str


class RecordedTrait(TypedDict):
    """Permitted behaviour worth knowing."""

    id: str
    text: str
    entries: list[int]


class ReplayableCall(TypedDict):
    """What a replay needs of a call."""

    number: int
    line: int
    within: int | None
    caller: Caller
    interface: str
    object: str
    method: str
    arguments: dict[str, Json]
    supplier: Supplier
    code: int | None
    value: Json
    answer: str
    broke: Annotated[str, Breakage] | None
    seconds: float


class RecordedCall(ReplayableCall):
    """One call of the trace."""

    #: The call in words.
    call: str


class RecordedBinding(TypedDict):
    """Which transport of a given profile each name of a scenario stands for: name in the scenario → the implementation's own."""

    profile: str
    transports: dict[str, str]


class ScenarioOutcome(ScenarioRun):
    """How a scenario ended, without the evidence. This part of its line is short."""

    scenario: str
    requirement: str
    verdict: VerdictWord
    cause: str
    reason: str
    blame: Annotated[str, Blame] | None
    traits: list[RecordedTrait]
    binding: NotRequired[RecordedBinding]
    seconds: float
    #: In the record of a replay: the verdict that the replayed record claims, where it is another one.
    claimed: NotRequired[VerdictWord]


class ScenarioEnded(ScenarioOutcome):
    """A scenario ended."""

    type: Literal["scenario ended"]
    lines: list[RecordedLine]
    checks: list[RecordedCheck]
    search: NotRequired[RecordedSearch]
    trace: list[RecordedCall]


class Footer(TypedDict):
    """The last line of a run that finished."""

    type: Literal["footer"]
    planned: int
    ended_scenarios: int
    totals: dict[VerdictWord, int]
    ended: str


RecordLine = Header | RunResumed | ScenarioStarted | ScenarioEnded | Footer
