"""Asks where to export something to."""

from PySide6.QtWidgets import QWidget

from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.ui.files.waiting import Waiting
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.file_export import Kinds


class ExportDialog(WindowPart):
    """A file dialog that begins in the folder that was used last."""

    def __init__(self, window: QWidget, keeper: PreferenceKeeper) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._waiting = Waiting(window)

    def ask(self, title: str, kinds: Kinds, name: str) -> None:
        """Ask for a file and its type.

        kinds: for each type of file, what to call with the path. name: the name to suggest.
        """
        dialogs.ask_for_export(
            self._window,
            title,
            kinds,
            self._keeper.preferences.folder,
            name,
            self._waiting.write_unless_refused,
        )

    def shut_down(self) -> None:
        """Begin no more writing, as the window closes."""
        self._waiting.give_up()
