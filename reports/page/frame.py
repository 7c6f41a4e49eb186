"""What all HTML pages share: all text is escaped, a missing value is an error, and nothing is loaded from outside.

All text passes through `visible` and autoescaping, and a very long text is shortened. Only the page's own style sheets and script
are inserted as they are; the page's security policy allows them by their digests.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mapi_tck import __version__
from mapi_tck.foreign import shortened, visible
from mapi_tck.suite.catalogue import specification
from mapi_tck.suite.causes import title_of
from mapi_tck.suite.kept_forms import kept_form
from mapi_tck.verdicts import Strength, Verdict

from ..words import changes, groups, wording
from ..words.contrast import brief, contrast, shape
from ..words.evidence import because, page_address, where
from ..words.reasons import in_words, sentence
from ..words.visible import compact

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"

#: Characters of a text that a page shows, and of a text in a list that should fit on the screen. A record may hold names of any
#: length.
LONGEST: Final = 4000
BRIEF: Final = 360

#: An id that is an address already, and what cannot be part of an address.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")

#: Characters of an id that its address shows, a choice; the digest tells it from others.
_READ: Final = 32


def _shown(value: Any) -> Any:
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(value if len(value) <= LONGEST else shortened(value, LONGEST))


def escaped(text: str, limit: int = LONGEST) -> Markup:
    """The text in the form that a page may hold, for the parts that no template writes."""
    return escape(visible(shortened(text, limit)))


def anchor(id: str, prefix: str = "") -> str:
    """The id as an address within the page: itself if it is one, else its readable part and a digest."""
    if _ADDRESS.fullmatch(id):
        return prefix + id
    words = _OTHER.sub("-", id[:_READ]).strip("-")
    digest = hashlib.sha256(id.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{prefix}{words}-{digest}"


def scenario_anchor(id: str) -> str:
    """The address of a scenario."""
    return anchor(id, "scenario-")


def milliseconds(seconds: float) -> str:
    """A duration in words."""
    return f"{seconds * 1000:.1f} ms"


def _tone(verdict: Verdict) -> str:
    return str(verdict).replace(" ", "-")


class Environment(jinja2.Environment):
    """Jinja's environment. The byte code of a template is kept, as Python keeps that of a module."""

    def compile(
        self, source: Any, name: str | None = None, filename: str | None = None, *rest: Any, **more: Any
    ) -> Any:
        """The byte code of the template."""

        def make() -> Any:
            return super(Environment, self).compile(source, name, filename, *rest, **more)

        if filename is None or rest or more:
            return make()
        return kept_form(Path(filename), "page", (source, filename, jinja2.__version__), _compiled_in(), make)


@cache
def _compiled_in() -> tuple[Path, ...]:
    """The modules whose functions Jinja may call while it compiles: it works out a filter of a constant."""
    return tuple(sorted(path for name in ("page", "words") for path in TEMPLATES.parent.glob(f"{name}/*.py")))


@cache
def environment() -> Environment:
    """The environment with which all pages are made."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "anchor": anchor,
        "because": because,
        "scenario_anchor": scenario_anchor,
        "brief": brief,
        "compact": compact,
        "contrast": contrast,
        "full_name": wording.full_name,
        "in_words": in_words,
        "milliseconds": milliseconds,
        "page_address": page_address,
        "plural": wording.plural,
        "proven": wording.proven,
        "procedure_title": wording.procedure_title,
        "ranges": wording.ranges,
        "sentence": sentence,
        "shape": shape,
        "shortened": shortened,
        "title_of": title_of,
        "tone": _tone,
        "where": where,
    }
    made.globals |= {
        "LONGEST": LONGEST,
        "MARKS": wording.MARKS,
        "changes": changes,
        "groups": groups,
        "wording": wording,
        "PAGES": specification().pages,
        "Strength": Strength,
        "Verdict": Verdict,
        "kit_version": __version__,
    }
    return made


def page(template: str, styles: tuple[str, ...], *, script: str = "", more_style: str = "", **values: Any) -> str:
    """The page of a template that extends `base.html.j2`; `styles` and `script` are files beside it."""
    return "".join(page_pieces(template, styles, script=script, more_style=more_style, **values))


def page_pieces(
    template: str, styles: tuple[str, ...], *, script: str = "", more_style: str = "", **values: Any
) -> Iterator[str]:
    """The same, piece by piece."""
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in styles) + more_style
    code = (TEMPLATES / script).read_text("utf-8") if script else ""
    closed = {"style": style, "style_digest": digest(style), "script": code, "script_digest": digest(code)}
    return environment().get_template(template).generate(**closed, **values)


def digest(text: str) -> str:
    """The digest by which the security policy names a style sheet or script."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
