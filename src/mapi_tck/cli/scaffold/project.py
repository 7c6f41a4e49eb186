"""The files of a new project, by language: made of templates, and written whole or not at all."""

import json
import os
import re
import shlex
import shutil
import tempfile
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import jinja2

from mapi_tck.cli.scaffold.methods import Stub, interfaces
from mapi_tck.errors import UsageError, unseen_hint
from mapi_tck.foreign import unseen
from mapi_tck.ports import Role
from mapi_tck.wire.interfaces import FOR_CLIENT, FOR_PROVIDER, INTERFACES
from mapi_tck.wire.stdio_messages import ROOTS

_ROW = "what is yours to write: each method"
_CONVERSATION = "the conversation with the kit; you need not change it"
_NUMBERS = "MAPI's names and numbers, written by `mapi-tck constants`"
_C_NEEDS = "cJSON and make"


@dataclass(frozen=True, slots=True)
class Language:
    """What a project in this language consists of."""

    name: str
    #: The adapter as `mapi-tck run` takes it.
    form: str
    #: File → its template below the folder of the language, and what it is.
    files: Mapping[str, tuple[str, str]]
    #: The file of MAPI's numbers, and the form in which `mapi-tck constants` writes it; "" if the language needs none.
    numbers: tuple[str, str] = ("", "")
    build: str = ""
    needs: str = ""
    #: What Debian's packages it needs, and the steps of a workflow that bring them.
    debian: tuple[str, ...] = ()
    github: tuple[str, ...] = ()
    #: What a build leaves behind.
    made: tuple[str, ...] = ()


_APT: Final = "- run: sudo apt-get update && sudo apt-get install -y {}"

LANGUAGES: Final[Mapping[str, Language]] = {
    language.name: language
    for language in (
        Language("python", "isolated:adapter:Adapter", {"adapter.py": ("adapter.py", _ROW)}, made=("__pycache__/",)),
        Language(
            "node",
            "stdio:node adapter.mjs",
            {"adapter.mjs": ("adapter.mjs", _ROW), "conversation.mjs": ("conversation.mjs", _CONVERSATION)},
            ("mapi.mjs", "js"),
            needs="Node.js 18 or later",
            debian=("nodejs",),
            github=("- uses: actions/setup-node@v4\n        with: {node-version: 22}",),
        ),
        Language(
            "java",
            "stdio:java -cp build:/usr/share/java/gson.jar Adapter",
            {
                "Adapter.java": ("Adapter.java", _ROW),
                "Conversation.java": ("Conversation.java", _CONVERSATION),
                "Makefile": ("Makefile", "builds the program"),
            },
            ("Mapi.java", "java"),
            build="make",
            needs="a JDK from 17 on, Gson and make",
            debian=("make", "default-jdk-headless", "libgoogle-gson-java"),
            github=(_APT.format("default-jdk-headless libgoogle-gson-java"), "- run: make"),
            made=("build/",),
        ),
        Language(
            "c",
            "stdio:./adapter",
            {
                "adapter.c": ("adapter.c", _ROW),
                "conversation.c": ("conversation.c", _CONVERSATION),
                "conversation.h": ("conversation.h", "its functions"),
                "Makefile": ("Makefile", "builds the program"),
            },
            ("mapi.h", "c"),
            build="make",
            needs=f"a C compiler, {_C_NEEDS}",
            debian=("make", "gcc", "libc6-dev", "libcjson-dev"),
            github=(_APT.format("libcjson-dev"), "- run: make"),
            made=("adapter",),
        ),
        Language(
            "cpp",
            "stdio:./adapter",
            {
                "adapter.cpp": ("adapter.cpp", _ROW),
                "conversation.cpp": ("conversation.cpp", _CONVERSATION),
                "conversation.hpp": ("conversation.hpp", "its functions"),
                "Makefile": ("Makefile", "builds the program"),
            },
            ("mapi.h", "c"),
            build="make",
            needs=f"a compiler for C++17, {_C_NEEDS}",
            debian=("make", "g++", "libcjson-dev"),
            github=(_APT.format("libcjson-dev"), "- run: make"),
            made=("adapter",),
        ),
        Language(
            "other",
            "stdio:./start",
            {"start": ("start", "starts your program"), "README.md": ("README.md", "")},
            ("constants.json", "json"),
            github=(),
        ),
    )
}  # fmt: skip

#: The service → the file for it, and its template.
SERVICES: Final[Mapping[str, tuple[str, str]]] = {
    "github": (".github/workflows/conformance.yml", "github.yml"),
    "gitlab": (".gitlab-ci.yml", "gitlab.yml"),
    "jenkins": ("Jenkinsfile", "Jenkinsfile"),
}
_EXECUTABLE: Final = ("conformance.sh", "start")
_TITLES: Final[Mapping[Role, str]] = {
    Role.SUBSYSTEM: "an adapter for mapi-tck, in the role subsystem",
    Role.TRANSPORT: "a transport provider for mapi-tck",
    Role.CLIENT: "a client for mapi-tck",
}


@dataclass(frozen=True, slots=True)
class Project:
    """A new project: where it is to be, and of what kind."""

    folder: Path
    role: Role
    language: Language
    service: str
    #: Form of `mapi-tck constants` → MAPI's numbers in it.
    numbers: Callable[[str], str] = field(compare=False)

    @property
    def name(self) -> str:
        """The name of the implementation: that of the folder. Raises `UsageError` for one that no file could hold as text."""
        name = self.folder.resolve().name
        if not name or unseen(name.replace(" ", "")) or not name.isprintable():
            where = f"DIR {str(self.folder)!r}"
            raise UsageError(
                "the folder needs a name that can be read", where, unseen_hint(name) or "give it another name"
            )
        return name

    def files(self) -> dict[str, str]:
        """Path in the folder → text."""
        language, context = self.language, self._context()
        chosen = {
            "README.md": "common/README.md",
            "declaration.toml": "common/declaration.toml",
            "conformance.sh": "common/conformance.sh",
            ".gitignore": "common/gitignore",
            SERVICES[self.service][0]: f"common/{SERVICES[self.service][1]}",
        } | {target: f"{language.name}/{template}" for target, (template, _) in language.files.items()}
        environment = _environment()
        made = {
            target: _tidy(environment.get_template(f"{name}.j2").render(context)) for target, name in chosen.items()
        }
        if language.numbers[0]:
            made[language.numbers[0]] = self.numbers(language.numbers[1])
        return made

    def _context(self) -> dict[str, object]:
        language = self.language
        found = interfaces(self.role)
        root = ROOTS[self.role]
        rows = [(target, what) for target, (_, what) in language.files.items() if what]
        rows += [(language.numbers[0], _NUMBERS)] if language.numbers[0] else []
        rows += [
            ("declaration.toml", "what the implementation is, and what it claims"),
            ("conformance.sh", "certifies the project, on any machine"),
            (SERVICES[self.service][0], "does so in CI, with the kit in `vendor/mapi-tck`"),
        ]
        return {
            "name": self.name,
            "title": _TITLES[self.role],
            "role": str(self.role),
            "root": root,
            "language": language.name,
            "form": language.form,
            "build": language.build,
            "needs": language.needs,
            "debian": list(language.debian),
            "github": language.github,
            "made": language.made,
            "rows": rows,
            "interfaces": found,
            "bed": next((interface.name for interface in found if interface.is_test_bed), ""),
            "has_bed": any(interface.is_test_bed for interface in found),
            "smokes": self.role is not Role.CLIENT,
            "calls_back": self.role is not Role.SUBSYSTEM,
            "callbacks": [
                (f"{name}.{method}", tuple(one.parameters))
                for name in (FOR_PROVIDER if self.role is Role.TRANSPORT else FOR_CLIENT)
                for method, one in INTERFACES[name].items()
            ],
        }

    def write(self) -> list[str]:
        """Write the project, and answer its files. Nothing is left if that fails. Raises `UsageError` or `OSError`."""
        folder = self.folder.resolve()
        if folder.exists() and not folder.is_dir():
            raise UsageError("there is a file of that name", str(self.folder), "give the folder another name")
        if folder.exists() and any(folder.iterdir()):
            raise UsageError("the folder is not empty", str(self.folder), "name a new folder, or an empty one")
        if not folder.parent.is_dir():
            raise UsageError("there is no folder to put it in", str(self.folder), f"make {self.folder.parent} first")
        files = self.files()
        staged = Path(tempfile.mkdtemp(prefix=".new-adapter-", dir=folder if folder.exists() else folder.parent))
        try:
            for name, text in files.items():
                path = staged / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8", newline="\n")
                path.chmod(0o777 & ~_umask() if name in _EXECUTABLE else 0o666 & ~_umask())
            _move(staged, folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        return sorted(files)


def _move(staged: Path, folder: Path) -> None:
    """Put what is staged in its place: all at once if there is no such folder yet."""
    if not folder.exists():
        staged.chmod(0o777 & ~_umask())
        staged.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(staged.iterdir()):
            moved.append(path.rename(folder / path.name))
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("mapi_tck.cli.scaffold"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the files are source code, and each text in them has a filter of its own
    )
    made.filters |= {
        "about": _about,
        "camel": _camel,
        "cell": lambda text: re.sub(r"\bNone\b", "null", text).replace("|", "\\|"),
        "destructured": _destructured,
        "docstring": lambda text: text.replace("\\", "/").replace('"', "'").replace("*/", "* /"),
        "quoted": partial(json.dumps, ensure_ascii=False),
        "shell": shlex.quote,
    }
    return made


def _tidy(text: str) -> str:
    """The text with one empty line in a row, two before a class of Python, and none at the end."""
    text = re.sub(r"\n{3,}", "\n\n", text)
    return re.sub(r"\n\n(?=class \w+:)", "\n\n\n", text).rstrip("\n") + "\n"


def _camel(text: str, is_class: bool = False) -> str:
    first, *others = re.split(r"[._]", text)
    return (first.capitalize() if is_class else first) + "".join(word.capitalize() for word in others)


def _destructured(stub: Stub) -> str:
    """The parameters of a method as JavaScript takes them from an object. Two have names that are words of the language."""
    names = [] if stub.interface in ROOTS.values() else ["object"]
    names += [{"interface": "interface: iid", "new": "new: changed"}.get(name, name) for name in stub.parameters]
    return f"{{ {', '.join(names)} }}" if names else ""


def _about(stub: Stub, prefix: str, begin: str, end: str, example: bool = True) -> str:
    """The comment of a method: what it does, and a right answer. Lines after the first begin with the prefix."""
    text = stub.about if not example else re.sub(r"\bNone\b", "null", stub.about)
    lines = textwrap.wrap(text, 110 - len(prefix), break_on_hyphens=False)
    if example and stub.example not in ("", "null"):
        lines.append(f"A right answer: {stub.example}")
    rest = [f"{prefix}{line}" for line in lines[1:]]
    return "\n".join([begin + lines[0], *rest]) + end
