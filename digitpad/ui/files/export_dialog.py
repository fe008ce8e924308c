"""Asks where to export something to."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.ui.files.waiting import Waiting
from digitpad.ui.frame.window_part import WindowPart
from digitpad.ui.parts import dialogs


class ExportDialog(WindowPart):
    """It begins in the folder that was used last."""

    def __init__(self, window: QWidget, keeper: PreferenceKeeper) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._looking = Waiting(window)

    def ask(self, title: str, kinds: Mapping[str, Callable[[str], object]], name: str) -> None:
        """Ask for a file to write to, suggesting a name, and for what to write."""
        dialogs.ask_for_export(
            self._window,
            title,
            kinds,
            self._keeper.preferences.folder,
            name,
            self._looking.unless_overwritten,
        )

    def shut_down(self) -> None:
        """The window closes: write nothing that was not begun."""
        self._looking.give_up()
