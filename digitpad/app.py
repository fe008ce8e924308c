"""The program: where all its objects are made and wired.

Nothing here imports Qt until it is called: first Qt's own needs are looked after.
"""

import gc
import signal
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import preflight
from digitpad.resources import resource_path

if TYPE_CHECKING:
    from digitpad.ui.frame.window import MainWindow


def create_window(network_file: str | Path | None = None) -> "MainWindow":
    """The main window, its network loaded, not yet shown. A QApplication must exist.

    network_file: opened if given; where that fails, the window says why and keeps the network
    that came with digitpad. A window that was closed is freed when nobody knows it any more.
    """
    # QtWidgets first: where a system library is missing, pyqtgraph would hide its name.
    from PySide6 import QtWidgets  # noqa: F401
    from PySide6.QtCore import QCoreApplication, Qt
    from threadpoolctl import threadpool_limits

    # While the window is busy, movements wait; all are taken, or a stroke would lose its corners.
    # Not before there is an application: on X11 that sets it anew.
    for compressed in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        QCoreApplication.setAttribute(compressed, False)
    # A drawing is one small image: threads would take the training process its core.
    threadpool_limits(limits=1)
    # A thread in the background gives way to the window's after a millisecond, not after five.
    sys.setswitchinterval(0.001)
    collects = gc.isenabled()
    gc.disable()  # what is made here stays: to look for garbage takes a tenth of the time
    try:
        window = _window()
    finally:
        if collects:
            gc.enable()
    if network_file is not None:
        window.open_file(network_file)
    return window


def _window() -> "MainWindow":
    """Make the session and what keeps it, the window, and the parts in it."""
    from PySide6.QtCore import QObject

    from digitpad.session.kept import user_folders
    from digitpad.session.kept.drawing_keeper import DrawingKeeper
    from digitpad.session.kept.run_keeper import RunKeeper
    from digitpad.session.kept.run_store import RunStore
    from digitpad.session.measuring.background import Background
    from digitpad.session.measuring.examiner import Examiner
    from digitpad.session.preference_keeper import PreferenceKeeper
    from digitpad.session.runs.run_list import RunList
    from digitpad.session.session import Session
    from digitpad.training.trainer import Trainer
    from digitpad.ui.drawing.drawing_side import DrawingSide
    from digitpad.ui.files.data_folders import DataFolders
    from digitpad.ui.files.export_dialog import ExportDialog
    from digitpad.ui.files.network_files import NetworkFiles
    from digitpad.ui.files.picture_menu import PictureMenu
    from digitpad.ui.frame.actions import MenuEntry
    from digitpad.ui.frame.on_demand import PanelOnDemand
    from digitpad.ui.frame.panel import Panel
    from digitpad.ui.frame.window import MainWindow
    from digitpad.ui.runs.drawing_offer import DrawingOffer
    from digitpad.ui.runs.kept_runs import KeptRuns
    from digitpad.ui.runs.recovery_offer import RecoveryOffer
    from digitpad.ui.runs.runs_panel import RunsPanel
    from digitpad.ui.train.earlier_run_menu import EarlierRunMenu
    from digitpad.ui.train.train_panel import TrainPanel

    before_window = QObject()  # the parent of some objects until there is a window
    background = Background(before_window)
    preferences = PreferenceKeeper(background, before_window)
    session = Session(Trainer(data=preferences.preferences.data()))
    store = RunStore(user_folders.runs_folder(), user_folders.old_recovery_folder())
    runs = RunKeeper(session, store, preferences.preferences.kept_megabytes, before_window)
    window = MainWindow(session, background, preferences, runs)

    exports = ExportDialog(window, preferences)
    data_folders = DataFolders(window, session, preferences)
    network_files = NetworkFiles(window, session, background, preferences)
    drawing_side = DrawingSide(session, exports.ask)
    train = TrainPanel(session, network_files, exports.ask)
    run_list = RunList(session, store, runs.background)
    runs_panel = RunsPanel(
        session,
        run_list,
        network_files.ask_about_unsaved,
        exports.ask,
        train.curves.options,
    )
    earlier_runs = EarlierRunMenu(window, run_list)
    earlier_runs.chosen.connect(train.curves.lay_under)
    known_window = weakref.ref(window)  # or the tab would keep the window alive

    def make_inside() -> Panel:
        from digitpad.session.measuring.bench import Bench
        from digitpad.session.measuring.inspector import Inspector
        from digitpad.ui.inside.inside_panel import InsidePanel

        inspector, bench = Inspector(session, session), Bench(session, session)
        panel = InsidePanel(session, inspector, bench, network_files.ask_about_unsaved)
        panel.went_on.connect(train.go_on)
        panel.used.connect(train.fill_form)
        owner = known_window()
        assert owner is not None
        panel.status_message.connect(owner.tell)
        owner.wait_at_the_end_for(inspector, bench)
        return panel

    inside = PanelOnDemand("Inside", make_inside)
    panels: list[TrainPanel | RunsPanel | PanelOnDemand] = [train, runs_panel, inside]

    recovery = RecoveryOffer(window, session, runs, network_files.ask_about_unsaved)
    drawings = DrawingKeeper(session, user_folders.drawings_folder(), runs.background, window)
    DrawingOffer(window, session, drawings)
    recovery.settled.connect(drawings.begin)
    drawings.failed.connect(window.tell_longer)
    window.closing.connect(drawings.shut_down)
    window.ending.connect(drawings.keep_now)
    pictures = PictureMenu(window, drawing_side.transfer, preferences)
    kept_runs = KeptRuns(window, store, runs, preferences)
    files = (network_files, data_folders, pictures, kept_runs)
    entries = [entry for part in files for entry in part.entries]
    entries.append(MenuEntry(earlier_runs.menuAction(), "View", 1))
    window.furnish(drawing_side, panels, network_files, entries)

    examiner = Examiner(session, window)
    examiner.tested.connect(window.show_test)
    examiner.failed.connect(window.tell)
    window.wait_at_the_end_for(examiner)

    recovery.restored.connect(network_files.opened)
    for another_run in (network_files.opened, run_list.used):
        another_run.connect(data_folders.take_up_those_of_the_run)
    network_files.weight_initializer = train.form.weight_initializer.currentText
    for part in (network_files, data_folders, drawing_side, *panels):
        part.status_message.connect(window.tell)
    run_list.failed.connect(window.tell_problem)
    run_list.used.connect(train.fill_form)
    runs_panel.settings_wanted.connect(train.show_settings)
    window.closing.connect(run_list.forget_deleted)
    window.closing.connect(exports.shut_down)
    for exporter in (drawing_side.transfer, train.curves.export, runs_panel.export):
        exporter.exported.connect(window.tell_exported)
        window.wait_at_the_end_for(exporter.background)
    drawing_side.transfer.failed.connect(window.tell_problem)
    for export in (train.curves.export, runs_panel.export):
        export.failed.connect(window.tell_not_exported)
    return window


def main() -> int:
    """Run the program; its exit status."""
    if problem := preflight.problem():
        print(problem, file=sys.stderr)
        return 1
    from PySide6.QtCore import QCommandLineParser
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.frame.end_of_session import EndOfSession

    application = QApplication(sys.argv)
    application.setApplicationName("digitpad")
    application.setWindowIcon(QIcon(str(resource_path("icons", "digitpad.svg"))))
    parser = QCommandLineParser()
    parser.setApplicationDescription("Draw a digit; watch a network that you trained read it.")
    parser.addHelpOption()
    parser.addPositionalArgument("network", "A network file (JSON) to open.", "[network]")
    parser.process(application)
    # Qt's loop does not return to Python for Ctrl+C; the user has said to end, so end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = parser.positionalArguments()
    window = create_window()
    gc.freeze()  # it lives as long as the program: to look through it for garbage takes 15 ms
    ending = EndOfSession(window.keep_now, application)
    window.show()
    if arguments:
        window.open_soon(arguments[0])
    status = application.exec()
    window.finish()
    ending.let_go()
    return status
