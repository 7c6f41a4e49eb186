"""The lint: what is wrong in feature files, steps, catalogue and rulings, before anything runs.

Each rule is one small function in a module of this package; its name is the slug that a problem shows, its docstring says
why it exists.
"""

import inspect
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

# These are imported for the rules in them.
from mapi_tck.lint import catalogue, corpus, features, names, places, sentences, step_tables  # noqa: F401
from mapi_tck.lint import steps as step_rules  # noqa: F401
from mapi_tck.lint.ids import add_new_ids
from mapi_tck.lint.step_index import VOCABULARY, vocabulary
from mapi_tck.lint.subject import RULES, Problem, Subject, read_subject
from mapi_tck.suite.catalogue import features_root

__all__ = ["Problem", "add_new_ids", "lint", "rules"]


def lint(
    root: Path | None = None,
    steps: Sequence[str | ModuleType] | None = None,
    *,
    judging: bool = True,
    page: Path | None = None,
) -> list[Problem]:
    """Everything that is wrong, in the order of files and lines.

    Without `root` it looks at the kit's own suite. Another folder may have a catalogue and rulings of its own; if it has none,
    its tags are those of the kit's catalogue. `steps` names the modules with the step definitions of another folder,
    `mapi_tck.steps` among them if its lines use the kit's steps too. Without `steps` the kit's definitions serve to find lines,
    and rules on definitions do not apply; nor do they without `judging`. With the published page (`page`) its sentences are
    compared with those that the suite lists.
    """
    own = features_root()
    folder = own if root is None else root.resolve()
    is_own = folder == own
    has_catalogue = (folder / "catalogue").is_dir()
    subject = Subject(
        root=folder,
        own=is_own,
        has_catalogue=has_catalogue,
        judges_steps=judging and (is_own or steps is not None),
        definitions=vocabulary((VOCABULARY,) if steps is None else steps),
        page=page,
    )
    read_subject(subject, folder if has_catalogue else own)
    return sorted(
        Problem(file, line, slug, *rest) for slug, rule in RULES.items() for file, line, *rest in rule(subject)
    )


def rules() -> dict[str, str]:
    """Every rule by its slug, with the reason for it."""
    return {slug: " ".join((inspect.getdoc(rule) or "").split()) for slug, rule in RULES.items()}
