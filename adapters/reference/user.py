"""The screen, and whether someone sits before it."""

from mapi_tck.ports import Prompt, PromptKind


class User:
    """Sees what is shown, and answers dialogs at once. Nobody is there unless a test says so: then nothing is shown."""

    def __init__(self) -> None:
        self.present = False
        self.prompts: list[Prompt] = []

    def show(self, owner: str, kind: PromptKind) -> None:
        """Put a piece of user interface on the screen."""
        if self.present:
            self.prompts.append(Prompt(owner, kind))
