"""The window, and what several of its rooms use."""

from digitpad.session import user_folders
from digitpad.session.hands import HandList, Labels
from digitpad.session.keeper import Keeper
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.preferences import PreferenceKeeper
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.training.trainer import Trainer
from digitpad.ui.files.data_folders import DataFolders
from digitpad.ui.files.export_dialog import ExportDialog
from digitpad.ui.files.network_files import NetworkFiles
from digitpad.ui.frame.window import MainWindow


class Shared:
    """Makes these objects. A room is given all of them, and takes what it needs."""

    def __init__(self) -> None:
        self.preferences = PreferenceKeeper()
        remembered = self.preferences.preferences
        self.session = session = Session(Trainer(remembered.data()))
        self.files = Background(session)
        """The thread that opens and saves the window's files."""
        self.keeper = Keeper(session, user_folders.store_file())
        self.window = MainWindow(session, self.files, self.preferences, self.keeper)
        """Has no rooms yet."""
        self.measurer = Measurer(session, session)
        self.exports = ExportDialog(self.window, self.preferences)
        self.run_list = RunList(session, self.keeper)
        self.hands = HandList(session, self.keeper, remembered.hand)
        self.hands.chosen.connect(lambda hand_id: self.preferences.change(hand=hand_id))
        self.labels = Labels(session, self.hands)
        self.data_folders = DataFolders(self.window, session, self.preferences)
        self.network_files = NetworkFiles(self.window, session, self.files, self.preferences)
