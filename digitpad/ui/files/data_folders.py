"""Which data there are to learn from and to be tested with: MNIST, or a folder of one's own."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from digitpad.core.data_spec import MNIST, DataSpec
from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.session.session import Session
from digitpad.ui import dialogs
from digitpad.ui.actions import declare


class DataFolders(QObject):
    """Asks for data, and says when they are in use."""

    told = Signal(str)
    """Carries a line for the status bar."""

    def __init__(self, window: QWidget, session: Session, keeper: PreferenceKeeper) -> None:
        super().__init__(window)
        self._window, self._session, self._keeper = window, session, keeper
        self._chosen = False
        session.data_changed.connect(self._take)
        changes = [session.job_changed, session.data_changed]
        self.entries = (
            declare(
                window,
                "action_open_data",
                "Open &Data Folder…",
                self.choose_folder,
                menu="File",
                group=3,
                tip="Learn from a folder of IDX files, such as Fashion-MNIST’s",
                usable=lambda: session.is_idle,
                changes=changes,
            ),
            declare(
                window,
                "action_use_mnist",
                "Use &MNIST",
                lambda: self._choose(DataSpec()),
                menu="File",
                group=3,
                tip="Learn from MNIST again",
                usable=lambda: session.is_idle and session.data.name != MNIST,
                changes=changes,
            ),
            declare(
                window,
                "action_use_other_hands",
                "&Use MNIST and Other Hands",
                lambda: self._choose(DataSpec(other_hands=True)),
                menu="File",
                group=3,
                tip="Learn from digits of more people, and from forms that MNIST lacks",
                usable=lambda: session.is_idle and not session.data.other_hands,
                changes=changes,
            ),
        )

    def choose_folder(self) -> None:
        """Ask for a folder of IDX files to learn from."""
        dialogs.ask_for_folder(
            self._window,
            "Open Data Folder",
            lambda folder: self._choose(DataSpec(folder)),
            self._keeper.preferences.folder,
        )

    def _choose(self, data: DataSpec) -> None:
        self._chosen = True
        self.told.emit(f"Reading the data of {data.name}…")
        self._session.use_data(data)

    def _take(self, data: DataSpec) -> None:
        if self._chosen:  # and not merely made ready when the program began
            self._chosen = False
            self.told.emit(f"The data are now those of {data.name}")
