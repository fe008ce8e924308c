"""The choice of data to learn from: MNIST, other hands, or the user's folder."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from digitpad.core.data.data_spec import MNIST, OTHER_HANDS, DataSpec
from digitpad.session.preferences import Preferences
from digitpad.session.runs.words import about_other_data
from digitpad.session.session import Session
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.actions import Action, declare


class DataFolders(QObject):
    """Asks which data to use, and tells when they are in use."""

    def __init__(self, window: QWidget, session: Session, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences = window, session, preferences
        self._chosen = False
        self._wanted_by_run: DataSpec | None = None  # asked for but not loaded yet
        session.data_changed.connect(self._take)
        session.data_refused.connect(self._take_refusal)
        actions = (
            Action("action_open_data", "Open &Data Folder…", "Data", 1, self.choose_folder,
                   "Learn from a folder of IDX files, such as Fashion-MNIST’s",
                   usable=lambda: session.queue.is_free),
            Action("action_use_mnist", "Use &MNIST", "Data", 1, lambda: self._choose(DataSpec()),
                   "Learn from MNIST again",
                   usable=lambda: session.queue.is_free and session.data.whole != DataSpec()),
            Action("action_use_other_hands", "&Use MNIST and Other Hands", "Data", 1,
                   lambda: self._choose(DataSpec(other_hands=True)),
                   "Learn from digits of more people, and from forms that MNIST lacks",
                   usable=lambda: session.queue.is_free and not session.data.other_hands),
        )  # fmt: skip
        self.entries = declare(window, actions, [session.queue.changed, session.data_changed])

    def choose_folder(self) -> None:
        """Ask for a folder of IDX files to learn from."""
        dialogs.ask_for_path(
            self._window, "Open Data Folder", self._choose_folder, self._preferences, "data"
        )

    def _choose_folder(self, folder: Path) -> None:
        self._choose(DataSpec(str(folder)))

    def use_data_of_run(self) -> None:
        """Use the data that the run in use has learnt from, or ask for them."""
        run, in_use = self._session.run, self._session.chosen_data
        if run is None or run.data_set is None:
            return
        if run.data is not None:
            data: DataSpec | None = run.data.whole
        else:  # a network file has only the name of its data
            data = in_use if in_use.name == run.data_set else self._known(run.data_set)
        if data is None:
            self._ask_for_data_of_run("")
        elif data != in_use:
            self._choose(data, of_the_run=True)

    def _known(self, name: str) -> DataSpec | None:
        """The data of this name; None unless they were used before."""
        if name == MNIST:
            return DataSpec()
        if name == OTHER_HANDS:
            return DataSpec(other_hands=True)
        folders = map(DataSpec, self._preferences.recent("data"))
        return next((data for data in folders if data.name == name), None)

    def _ask_for_data_of_run(self, reason: str) -> None:
        """Ask for the folder of the run's data. The user may keep the data in use instead."""
        run = self._session.run
        assert run is not None
        file, chosen, keep = self._session.file.name, self._session.chosen_data, "&Keep These Data"
        dialogs.ask(
            self._window,
            "Train on with other data?",
            about_other_data(reason, file, run.data_set, chosen),
            {"&Choose Its Folder…": self.choose_folder, keep: None},
            escape=keep,
        )

    def _choose(self, data: DataSpec, of_the_run: bool = False) -> None:
        if not self._session.queue.is_free:
            self._session.tell("Data can be changed once the run has ended")
            return
        self._chosen = True
        self._wanted_by_run = data if of_the_run else None
        self._session.tell(f"Reading {data.name}…")
        self._session.use_data(data)

    def _take(self, data: DataSpec) -> None:
        if data == self._wanted_by_run:
            self._wanted_by_run = None
        self._preferences.use_data(data)
        if self._chosen:  # not just loaded at the start
            self._chosen = False
            self._session.tell(f"The data are now {data.name}")

    def _take_refusal(self, reason: str) -> None:
        self._chosen = False
        wanted, self._wanted_by_run = self._wanted_by_run, None
        if wanted is not None and self._session.run is not None:
            self._ask_for_data_of_run(reason)
        else:
            dialogs.tell(self._window, "The data cannot be used", reason)
