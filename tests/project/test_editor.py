"""The settings for editors: they lead to the feature files, and to step texts that are those of the step functions."""

import json

from documents import ROOT

from docs import editor
from mapi_tck.lint.step_index import vocabulary


def test_the_step_texts_are_current() -> None:
    """`make docs` would not change the file, and it has each phrase of the vocabulary."""
    text = editor.FILE.read_text("utf-8")

    assert text == editor.step_texts()
    assert text.count(", () => {}) // steps/") == len(vocabulary())


def test_the_settings_name_files_that_are_there() -> None:
    """A server that finds no file is silent, and has no completion."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))

    assert set(settings) == {"cucumber.features", "cucumber.glue"}
    assert all(any(ROOT.glob(pattern)) for patterns in settings.values() for pattern in patterns)
    assert editor.FILE.relative_to(ROOT).as_posix() in settings["cucumber.glue"]
