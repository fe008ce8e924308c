"""The program: makes all its objects, and wires them.

No Qt is imported before `main` has checked that Qt can start here.
"""

import gc
import os
import signal
import sys
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import command_line, desktop_entry, preflight
from digitpad.resources import resource_path
from digitpad.training.process import is_frozen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.session.measuring.background import Background
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
        # What was made is old at once: to look through all of it would take 100 ms.
        gc.freeze()
        gc.unfreeze()
        window.collect_garbage()
    if network_file is not None:
        window.open_file(network_file)
    return window


def _window() -> "MainWindow":
    """Make the session, what keeps it on disk, the window, and the parts in it."""
    import numpy as np
    from PySide6.QtCore import QObject

    from digitpad.session.hands.collector import Collector
    from digitpad.session.hands.hand_list import HandList
    from digitpad.session.hands.labels import Labels
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
    from digitpad.ui.frame.shortcuts import in_markdown
    from digitpad.ui.frame.window import MainWindow
    from digitpad.ui.guide.guide_help import GuideHelp
    from digitpad.ui.guide.hints import Hints
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
    hands = HandList(store, runs.writing, session, preferences.preferences.hand)
    labels = Labels(session, hands)
    undo.add(labels, labels.steps_changed)
    seconds = preferences.preferences.take_after
    collector = Collector(session.board, hands, labels, np.random.default_rng(), seconds, session)
    mistakes = MistakesPanel(session, measurer, hands, labels, exports.ask)
    drawing_side = DrawingSide(session, measurer, exports.ask, undo, labels, mistakes.next_mistake)
    mistakes.let_key_work(drawing_side.next_mistake)
    drawing_side.take_wanted.connect(collector.take)
    drawing_side.canvas.passed_over.connect(collector.begin_anew)
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

    learn_digits: list[Callable[[], object]] = []  # of the tab, once it is made

    def learn() -> None:
        tabs.setCurrentWidget(my_digits)
        my_digits.make_ready()
        learn_digits[0]()

    def make_my_digits() -> Panel:
        from digitpad.session.hands.hand_reader import HandReader
        from digitpad.session.hands.learner import Learner
        from digitpad.ui.my_digits.hand_bar import HandBar
        from digitpad.ui.my_digits.my_digits_panel import MyDigitsPanel

        run_list.read()  # a question names the runs that have learnt from a hand
        panel = MyDigitsPanel(
            hands,
            labels,
            collector,
            HandReader(session, measurer, hands, session),
            Learner(session, measurer, hands, session),
            HandBar(hands, run_list, exports.ask),
            network_files.ask_about_unsaved,
        )
        learn_digits.append(panel.learn_or_collect)
        panel.canvas_wanted.connect(drawing_side.canvas.setFocus)
        panel.collect_bar.wait_changed.connect(lambda s: preferences.change(take_after=s))
        panel.used.connect(train.fill_form)
        owner = known_window()
        assert owner is not None
        panel.status_message.connect(owner.tell)
        return panel

    inside = PanelOnDemand("Inside", make_inside)
    my_digits = PanelOnDemand("My Digits", make_my_digits)
    panels: list[TrainPanel | RunsPanel | PanelOnDemand | MistakesPanel] = [
        train,
        runs_panel,
        inside,
        mistakes,
        my_digits,
    ]
    drawing_side.learn_wanted.connect(learn)

    recovery = Recovery(session, store, runs)
    RecoveryOffer(window, session, recovery, network_files.ask_about_unsaved)
    window.began.connect(recovery.begin)
    window.began.connect(hands.read)
    reading = weakref.ref(runs.background)  # or the window would be kept alive
    window.began.connect(lambda: _import_ahead(reading()))
    window.closing.connect(recovery.shut_down)
    pictures = PictureMenu(window, drawing_side.transfer, preferences)
    kept_runs = KeptRuns(window, store, runs, preferences)

    def keys() -> str:
        owner = known_window()
        assert owner is not None
        return in_markdown(owner.all_keys())

    def explained() -> "QWidget | None":
        owner = known_window()
        return None if owner is None else owner.explained()

    guide = GuideHelp(window, tabs, explained, keys)
    window.picked.connect(guide.open_at_widget)
    hints = Hints(window, tabs, session, preferences)
    window.began.connect(hints.begin)
    files = (guide, network_files, data_folders, pictures, kept_runs)
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
    for part_of_session in (run_list, hands, labels):
        part_of_session.failed.connect(window.tell_problem)
    hands.chosen.connect(lambda hand_id: preferences.change(hand=hand_id))
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


def _leave_the_bundle() -> None:
    """In a frozen bundle: the system's programs that we start get the system's libraries.

    A browser, say, may not start with ours. What this process loads is settled since it began.
    """
    if is_frozen():
        os.environ.pop("LD_LIBRARY_PATH", None)
        if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
            os.environ["LD_LIBRARY_PATH"] = before


def _import_ahead(thread: "Background | None") -> None:
    """Import what the tab *Mistakes* needs of `core`, so that it opens at once."""

    def import_core() -> None:
        import digitpad.core.data.other_hands
        import digitpad.core.evaluation  # noqa: F401

    if thread is not None:
        thread.run(import_core, lambda _none: None, ImportError, print)


def main() -> int:
    """Run the program. Returns its exit status."""
    _leave_the_bundle()
    if (status := command_line.answer(sys.argv[1:])) is not None:
        return status
    if problem := preflight.problem():
        print(problem, file=sys.stderr)
        return 1
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.frame.end_of_session import EndOfSession

    application = QApplication(sys.argv)
    application.setApplicationName("digitpad")
    application.setDesktopFileName(desktop_entry.NAME)  # where Wayland's shells find the icon
    application.setWindowIcon(QIcon(str(resource_path("icons", "digitpad.svg"))))
    # Qt has taken its own options, such as -platform.
    network_file = command_line.network_file(application.arguments()[1:])
    # Qt's loop does not return to Python for Ctrl+C, so it ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = create_window()
    gc.freeze()  # all this lives as long as the program; each look for garbage would take 15 ms
    ending = EndOfSession(window.keep_now, application)
    window.show()
    if network_file is not None:
        window.open_soon(network_file)
    status = application.exec()
    window.finish()
    ending.let_go()
    return status
