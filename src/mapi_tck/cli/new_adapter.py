"""The command that writes a new project: an adapter that runs at once, and says what to write next."""

from pathlib import Path
from typing import Final

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.constants import written
from mapi_tck.cli.terminal import writing

#: What `scaffold.project` has, for the help text: that module is loaded only where it is needed.
LANGUAGES: Final = ("python", "node", "java", "c", "cpp", "other")
SERVICES: Final = ("github", "gitlab", "jenkins")
#: The roles, which the core names too. To read them there takes longer than all of `--help`.
_ROLES: Final = ("subsystem", "transport", "client")


@click.command("new-adapter")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What is to be certified.")
@click.option("--language", type=click.Choice(LANGUAGES), required=True, help="The language of the adapter.")
@click.option(
    "--ci", type=click.Choice(SERVICES), default="github", show_default=True, help="The service of the CI file."
)
def new_adapter(folder: Path, role: str, language: str, ci: str) -> None:
    """Write a new project for an adapter in any language.

    The project runs at once. Each method is there, and those that wait for you say so when the kit calls them. DIR is a new
    folder, or an empty one.
    """
    from mapi_tck.cli.scaffold.project import LANGUAGES as KNOWN
    from mapi_tck.cli.scaffold.project import Project
    from mapi_tck.ports.roles import Role

    project = Project(folder, Role(role), KNOWN[language], ci, written)
    with writing(str(folder)):
        files = project.write()
    printing.show(f"Written to {folder}: {', '.join(files)}", "README.md says what to do first.")


#: The commands of this module.
COMMANDS: Final = (new_adapter,)
