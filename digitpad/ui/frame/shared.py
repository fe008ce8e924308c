"""The services that several rooms use. They need no window."""

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from digitpad.session.against import Against
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.preferences import Preferences, store_file
from digitpad.session.session import Session
from digitpad.single_instance import Instance
from digitpad.ui.files.data_folders import DataFolders
from digitpad.ui.files.export_dialog import ExportDialog
from digitpad.ui.files.network_files import NetworkFiles

if TYPE_CHECKING:
    from digitpad.session.runs.experiment_list import ExperimentList


class Shared:
    """Makes the services. Every room is given all of them; the window comes to own them."""

    def __init__(self, instance: Instance) -> None:
        """instance: runs and hands are written once it has the lock, and only read before."""
        self.instance = instance
        self.preferences = Preferences()
        self.session = session = Session(self.preferences.data())
        session.runs.are_read = False  # the keeper reads them once the window has begun
        self.ground = QWidget()
        """The window's central widget, the parent of rooms and dialogs."""
        self.files = session.files
        self.keeper = Keeper(session, store_file(), instance.claim, instance.release)
        self.against = Against(session, self.keeper)
        self.measurer = Measurer(session, session)
        self.exports = ExportDialog(self.ground, session, self.files, self.preferences)
        chosen = self.preferences.read("hand", "")
        self.hands = HandList(session, self.keeper, self.files, chosen)
        self.hands.chosen.connect(partial(self.preferences.keep, "hand"))
        self.labels = Labels(session, self.hands)
        self.data_folders = DataFolders(self.ground, session, self.preferences)
        services = session, self.keeper, self.files, self.preferences
        self.network_files = NetworkFiles(self.ground, *services)

    @cached_property
    def experiments(self) -> "ExperimentList":
        """All experiments. They are imported and read only when they are wanted."""
        from digitpad.session.runs.experiment_list import ExperimentList

        experiments = ExperimentList(self.session, self.keeper)
        experiments.read()
        return experiments
