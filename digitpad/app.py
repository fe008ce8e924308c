"""The program: makes all its objects, and wires them.

No Qt is imported before `main` has checked that Qt can start here.
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

    network_file: a file to open. Where that fails, the window says why and keeps the network that
    comes with digitpad. A closed window is freed when nothing refers to it any more.
    """
    # QtWidgets first: if a system library is missing, the error names it; pyqtgraph's would not.
    from PySide6 import QtWidgets  # noqa: F401
    from PySide6.QtCore import QCoreApplication, Qt
    from threadpoolctl import threadpool_limits

    # Qt would merge movements that wait while the window is busy, and strokes would lose their
    # corners. Only now, since making the application sets this anew on X11.
    for compressed in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        QCoreApplication.setAttribute(compressed, False)
    # A drawing is one small image: more threads would only take the core from training.
    threadpool_limits(limits=1)
    # A background thread gives way to the window's thread after a millisecond, not after five.
    sys.setswitchinterval(0.001)
    collects = gc.isenabled()
    gc.disable()  # nothing made here is garbage, and looking for it takes a tenth of the time
    try:
        window = _window()
    except BaseException:
        if collects:
            gc.enable()
        raise
    if collects:
        window.collect_garbage()
    if network_file is not None:
        window.open_file(network_file)
    return window


def _window() -> "MainWindow":
    """Make the session, what keeps it on disk, the window, and the parts in it."""
    from PySide6.QtCore import QObject

    from digitpad.session.kept import user_folders
    from digitpad.session.kept.recovery import Recovery
    from digitpad.session.kept.run_keeper import RunKeeper
    from digitpad.session.kept.run_store import RunStore
    from digitpad.session.measuring.accuracy_watch import AccuracyWatch
    from digitpad.session.measuring.background import Background
    from digitpad.session.measuring.measurer import Measurer
    from digitpad.session.preference_keeper import PreferenceKeeper
    from digitpad.session.runs.experimenter import Experimenter
    from digitpad.session.runs.run_list import RunList
    from digitpad.session.session import Session
    from digitpad.session.undo import Undo
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
    from digitpad.ui.mistakes.mistakes_panel import MistakesPanel
    from digitpad.ui.runs.kept_runs import KeptRuns
    from digitpad.ui.runs.recovery_offer import RecoveryOffer
    from digitpad.ui.runs.runs_panel import RunsPanel
    from digitpad.ui.train.earlier_run_menu import EarlierRunMenu
    from digitpad.ui.train.train_panel import TrainPanel

    before_window = QObject()  # the parent of some objects until there is a window
    background = Background(before_window)
    preferences = PreferenceKeeper(background, before_window)
    session = Session(Trainer(data=preferences.preferences.data()))
    store = RunStore(user_folders.runs_folder())
    runs = RunKeeper(session, store, preferences.preferences.kept_megabytes, before_window)
    window = MainWindow(session, background, preferences, runs)
    tabs = window.tabs

    measurer = Measurer(session, session)
    exports = ExportDialog(window, preferences)
    data_folders = DataFolders(window, session, preferences)
    network_files = NetworkFiles(window, session, background, preferences, runs.loss)
    run_list = RunList(session, store, runs.background, runs.writing)
    undo = Undo(session)
    undo.add(run_list, run_list.deleted, run_list.listed)
    mistakes = MistakesPanel(session, measurer, exports.ask)
    drawing_side = DrawingSide(session, measurer, exports.ask, undo, mistakes.next_mistake)
    mistakes.let_key_work(drawing_side.next_mistake)
    train = TrainPanel(session, network_files, exports.ask)
    experimenter = Experimenter(session, store, runs.background, measurer)
    runs_panel = RunsPanel(
        session,
        run_list,
        experimenter,
        background,
        network_files.ask_about_unsaved,
        exports.ask,
        train.curves.options,
    )
    mistakes.know_runs(run_list, runs_panel.model.checked)
    earlier_runs = EarlierRunMenu(window, run_list)
    earlier_runs.chosen.connect(train.curves.lay_under)
    known_window = weakref.ref(window)  # or the tab would keep the window alive

    def make_inside() -> Panel:
        from digitpad.ui.inside.inside_panel import InsidePanel

        ask = network_files.ask_about_unsaved
        panel = InsidePanel(session, measurer, ask, train.form_says)
        panel.went_on.connect(train.go_on)
        panel.copied.connect(mistakes.take_copy)
        panel.used.connect(train.fill_form)
        owner = known_window()
        assert owner is not None
        panel.status_message.connect(owner.tell)
        return panel

    inside = PanelOnDemand("Inside", make_inside)
    panels: list[TrainPanel | RunsPanel | PanelOnDemand | MistakesPanel] = [
        train,
        runs_panel,
        inside,
        mistakes,
    ]

    recovery = Recovery(session, store, runs)
    RecoveryOffer(window, session, recovery, network_files.ask_about_unsaved)
    window.began.connect(recovery.begin)
    window.closing.connect(recovery.shut_down)
    pictures = PictureMenu(window, drawing_side.transfer, preferences)
    kept_runs = KeptRuns(window, store, runs, preferences)
    files = (network_files, data_folders, pictures, kept_runs)
    entries = [entry for part in files for entry in part.entries]
    entries.append(MenuEntry(earlier_runs.menuAction(), "View", 1))
    window.furnish(drawing_side, panels, network_files, entries)

    accuracy = AccuracyWatch(session, measurer, window)
    accuracy.measured.connect(window.show_test)
    measurer.failed.connect(window.tell)

    recovery.restored.connect(network_files.opened)
    for another_run in (network_files.opened, run_list.used):
        another_run.connect(data_folders.use_data_of_run)
    network_files.weight_initializer = train.form.weight_initializer.currentText
    for part in (network_files, data_folders, drawing_side, *panels):
        part.status_message.connect(window.tell)
    run_list.failed.connect(window.tell_problem)
    experimenter.failed.connect(window.tell_problem)
    run_list.used.connect(train.fill_form)
    runs_panel.settings_wanted.connect(train.take_settings)
    runs_panel.settings_wanted.connect(lambda _: tabs.setCurrentWidget(train))
    window.closing.connect(run_list.forget_deleted)
    window.closing.connect(exports.shut_down)
    window.wait_at_the_end_for(measurer)
    for exporter in (
        drawing_side.transfer,
        train.curves.export,
        runs_panel.export,
        mistakes.export,
    ):
        exporter.exported.connect(window.tell_exported)
        window.wait_at_the_end_for(exporter.background)
    drawing_side.transfer.failed.connect(window.tell_problem)
    for export in (train.curves.export, runs_panel.export, mistakes.export):
        export.failed.connect(window.tell_not_exported)
    return window


def main() -> int:
    """Run the program. Returns its exit status."""
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
    # Qt's loop does not return to Python for Ctrl+C, so it ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = parser.positionalArguments()
    window = create_window()
    gc.freeze()  # all this lives as long as the program; each look for garbage would take 15 ms
    ending = EndOfSession(window.keep_now, application)
    window.show()
    if arguments:
        window.open_soon(arguments[0])
    status = application.exec()
    window.finish()
    ending.let_go()
    return status
