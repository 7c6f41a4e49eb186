"""Feature files of users: a scenario that passes has judged something, and what is no scenario is said to be none."""

from typing import Any, Final

from hypothesis import strategies as st

from fuzz import scenarios
from fuzz.finding import Fault, Found, Kind, one_line
from fuzz.support import supported
from fuzz.texts import as_bytes, edited, edits
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.engine.connection import Connection
from mapi_tck.errors import UsageError
from mapi_tck.lint import lint
from mapi_tck.ports import Role
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import FeatureError, read_feature, requirement_of

#: Feature files as users write them.
SEEDS: Final = (
    """Feature: One that a user wrote

  @A1a
  Scenario: The status table opens
    Given a client that has logged on
    When the client gets the status table
    Then the call succeeds
""",
    """# language: en
Feature: Messages on both ways

  Background:
    Given a profile with the transports
      | transport | kind  | FlushQueues   |
      | Office    | LAN   | supported     |
      | Travel    | modem | not supported |

  Rule: Step A6, flush
    Words about the rule.

    @A6a
    Scenario Outline: A flush of <queues> queues with <flag>
      Given messages that wait
        | transport | outgoing | incoming |
        | Office    | 3        | 2        |
      And a client that has logged on
      When it flushes <queues> queues through the spooler with <flag>
      Then the call succeeds

      Examples:
        | queues       | flag        |
        | the outgoing | FLUSH_FORCE |
        | the incoming | FLUSH_NO_UI |
""",
)
#: Words of Gherkin and of the vocabulary.
_WORDS: Final = (
    "Feature:", "Rule:", "Background:", "Scenario:", "Scenario Outline:", "Examples:", "Given ", "When ", "Then ",
    "And ", "But ", "* ", "@A1a", "@A6a", "@search", "@walkthrough", "@hosted", "@D-01", "# language: de",
    "# language: xx", "| a | b |\n", "|", "<queues>", "every outgoing message of Office has been transferred",
    "the call succeeds", "a client that has logged on", "the client gets the status table", "0", "999",
)  # fmt: skip
#: One file in so many is also looked at by the lint, which takes longer than to run it.
_LINTED: Final = 50


class Features(Kind):
    """Feature files. An input is `[number of the seed, changes]`."""

    name = "feature"

    def inputs(self) -> st.SearchStrategy[Any]:
        """Changes of a seed."""
        return st.tuples(st.integers(0, len(SEEDS) - 1), edits(_WORDS, 4)).map(list)

    def judge(self, given: Any) -> None:
        """Read the file, and run its scenarios against the reference."""
        seed, changes = given
        path = self.folder / "own.feature"
        data = as_bytes(edited(SEEDS[seed], changes))
        path.write_bytes(data)
        if sum(data) % _LINTED == 0:
            lint(self.folder, judging=False)
        try:
            feature = read_feature(path, self.folder)
            catalogue = load_catalogue()
            for text in feature.scenarios:
                requirement_of(text, catalogue)
        except UnicodeDecodeError:
            return
        except (FeatureError, UsageError) as error:
            one_line(str(error) if isinstance(error, UsageError) else str(UsageError(str(error))))
            if not changes:
                raise Found(Fault.BLAME, f"a correct file is refused: {error}") from error
            return
        connection = Connection(ReferenceAdapter)
        for text in feature.scenarios:
            result = scenarios.run(text, connection, Role.SUBSYSTEM)
            supported(result, catalogue.requirements[result["requirement"]].strength)
            if result["blame"] == "adapter" or (not changes and result["verdict"] != "pass"):
                raise Found(Fault.BLAME, f"{result['scenario']} {result['verdict']}: {result['reason'][:300]}")
        connection.drop()
