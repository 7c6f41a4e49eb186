"""The screen, and whether a user sits before it."""

from mapi_tck.ports import Prompt, PromptKind


class User:
    """Sees what is shown, and answers dialogs at once. Absent unless a test says otherwise; then nothing is shown."""

    def __init__(self) -> None:
        self.present = False
        self.prompts: list[Prompt] = []

    def show(self, owner: str, kind: PromptKind) -> None:
        """Show a piece of user interface."""
        if self.present:
            self.prompts.append(Prompt(owner, kind))
