"""Makes all objects of the window and wires them, one room after the other.

`make_window` shows them in order. The window owns the session and what keeps it on disk, the
session owns what stands around it, and a room owns what nobody else needs. What one room only
tells another is a signal, connected here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabWidget

from digitpad.session.hands.collector import Collector
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labels import Labels
from digitpad.session.kept import user_folders
from digitpad.session.kept.recovery import Recovery
from digitpad.session.kept.run_keeper import RunKeeper
from digitpad.session.kept.run_store import RunStore
from digitpad.session.measuring.accuracy_watch import AccuracyWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.session.undo import Undo
from digitpad.training.trainer import Trainer
from digitpad.ui.drawing.drawing_side import DrawingSide
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.files.data_folders import DataFolders
from digitpad.ui.files.export_dialog import ExportDialog
from digitpad.ui.files.network_files import NetworkFiles
from digitpad.ui.frame.actions import MenuEntry
from digitpad.ui.frame.help_dialogs import in_markdown
from digitpad.ui.frame.panel import Panel, PanelOnDemand
from digitpad.ui.frame.window import MainWindow
from digitpad.ui.guide.guide_help import GuideHelp
from digitpad.ui.mistakes.mistakes_panel import MistakesPanel
from digitpad.ui.parts.file_export import FileExport
from digitpad.ui.runs.recovery_offer import RecoveryOffer
from digitpad.ui.runs.runs_panel import RunsPanel
from digitpad.ui.train.train_panel import TrainPanel

if TYPE_CHECKING:  # what tabs are made of is imported when they are first shown
    from digitpad.ui.experiments.experiments_panel import ExperimentsPanel
    from digitpad.ui.inside.inside_panel import InsidePanel
    from digitpad.ui.my_digits.my_digits_panel import MyDigitsPanel


@dataclass(frozen=True, slots=True)
class Shared:
    """What several rooms use."""

    session: Session
    preferences: PreferenceKeeper
    files: Background
    """The thread that opens and saves the window's files."""
    store: RunStore
    keeper: RunKeeper
    measurer: Measurer
    run_list: RunList
    hands: HandList
    labels: Labels
    undo: Undo
    exports: ExportDialog
    data_folders: DataFolders
    network_files: NetworkFiles


def make_window() -> MainWindow:
    """The main window with all its parts, not yet shown."""
    window, shared = _window_and_shared()
    train = TrainPanel(shared.session, shared.network_files, shared.exports.ask)
    shared.network_files.weight_initializer = train.form.weight_initializer
    runs = _runs(shared, window.tabs, train)
    experiments = _experiments(shared, window, train)
    runs.experiment_wanted.connect(lambda: window.tabs.setCurrentWidget(experiments))
    mistakes = MistakesPanel(
        shared.session,
        shared.measurer,
        shared.hands,
        shared.labels,
        shared.run_list,
        shared.exports.ask,
    )
    drawing_side, collector = _drawing(shared, mistakes)
    mistakes.wanted.connect(lambda: window.tabs.setCurrentWidget(mistakes))
    inside = _inside(shared, window.tabs, train, mistakes)
    my_digits = _my_digits(shared, window.tabs, drawing_side, collector, train)
    panels = (train, runs, experiments, inside, mistakes, my_digits)  # the tabs, in this order

    _recovery(shared, window)
    entries = [
        *_help(shared, window),
        *shared.network_files.entries,
        *shared.data_folders.entries,
    ]
    window.furnish(drawing_side, panels, shared.network_files, entries)
    _tell(shared, window, (drawing_side, *panels))
    curves = train.curves.export, runs.export
    _tell_exports(window, drawing_side.transfer, *curves, mistakes.export)
    _follow_other_runs(shared, train)
    _begin_and_end(shared, window)
    return window


def _window_and_shared() -> tuple[MainWindow, Shared]:
    """The window, which is still empty, and what its rooms will share."""
    before_window = QObject()  # the parent of some objects until there is a window
    files = Background(before_window)
    preferences = PreferenceKeeper(files, before_window)
    remembered = preferences.preferences
    session = Session(Trainer(remembered.data()))
    store = RunStore(user_folders.runs_folder())
    keeper = RunKeeper(session, store, before_window)
    window = MainWindow(session, files, preferences, keeper)
    measurer = Measurer(session, session)
    exports = ExportDialog(window, preferences)
    network_files = NetworkFiles(window, session, files, preferences, keeper.would_be_lost)
    run_list = RunList(session, store, keeper.background, keeper.writing)
    hands = HandList(store, keeper.writing, session, remembered.hand)
    hands.chosen.connect(lambda hand_id: preferences.change(hand=hand_id))
    data_folders = DataFolders(window, session, preferences)
    labels = Labels(session, hands)
    undo = Undo(session)
    undo.add(run_list, run_list.deletions_changed)
    undo.add(labels, labels.steps_changed)
    return window, Shared(
        session,
        preferences,
        files,
        store,
        keeper,
        measurer,
        run_list,
        hands,
        labels,
        undo,
        exports,
        data_folders,
        network_files,
    )


# Rooms.


def _drawing(shared: Shared, mistakes: MistakesPanel) -> tuple[DrawingSide, Collector]:
    """The side with the canvas, and what collects the digits that are drawn there."""
    session, labels = shared.session, shared.labels
    rng = np.random.default_rng()
    collector = Collector(session.board, shared.hands, labels, rng, session)
    side = DrawingSide(
        session,
        shared.measurer,
        shared.exports.ask,
        shared.undo,
        labels,
        shared.preferences,
        mistakes.next_mistake,
    )
    mistakes.let_key_work(side.next_mistake)
    side.take_wanted.connect(collector.take)
    side.canvas.passed_over.connect(collector.begin_anew)
    return side, collector


def _runs(shared: Shared, tabs: QTabWidget, train: TrainPanel) -> RunsPanel:
    """The tab *Runs*."""
    panel = RunsPanel(
        shared.session,
        shared.run_list,
        shared.network_files.ask_about_unsaved,
        shared.exports.ask,
        train.curves.options,
    )
    panel.settings_wanted.connect(train.take_settings)
    for wanted in (panel.settings_wanted, panel.training_wanted):
        wanted.connect(lambda *_told: tabs.setCurrentWidget(train))
    return panel


def _experiments(
    shared: Shared, window: MainWindow, train: TrainPanel
) -> "PanelOnDemand[ExperimentsPanel]":
    """The tab *Experiments*, to be made when it is first shown."""

    def make() -> "ExperimentsPanel":
        from digitpad.session.runs.experimenter import Experimenter
        from digitpad.ui.experiments.experiments_panel import ExperimentsPanel

        background = shared.keeper.background
        experimenter = Experimenter(shared.session, shared.store, background, shared.measurer)
        experimenter.failed.connect(window.tell_problem)
        panel = ExperimentsPanel(
            shared.session,
            shared.run_list,
            experimenter,
            shared.files,
            shared.exports.ask,
            train.curves.options,
        )
        _tell_exports(window, panel.export)
        return panel

    return PanelOnDemand("Experiments", make)


def _inside(
    shared: Shared, tabs: QTabWidget, train: TrainPanel, mistakes: MistakesPanel
) -> "PanelOnDemand[InsidePanel]":
    """The tab *Inside*, to be made when it is first shown."""

    def make() -> "InsidePanel":
        from digitpad.ui.inside.inside_panel import InsidePanel

        ask = shared.network_files.ask_about_unsaved
        panel = InsidePanel(shared.session, shared.measurer, ask, train.form_says)
        panel.went_on.connect(train.go_on)
        panel.copied.connect(mistakes.take_copy)
        panel.used.connect(train.fill_form)
        return panel

    def show_why() -> None:
        tabs.setCurrentWidget(tab)
        tab.panel.views.bring(tab.panel.why)

    tab = PanelOnDemand("Inside", make)
    mistakes.why_wanted.connect(show_why)
    return tab


def _my_digits(
    shared: Shared,
    tabs: QTabWidget,
    drawing_side: DrawingSide,
    collector: Collector,
    train: TrainPanel,
) -> "PanelOnDemand[MyDigitsPanel]":
    """The tab *My Digits*, to be made when it is first shown or has to learn."""
    session, measurer, hands = shared.session, shared.measurer, shared.hands

    def make() -> "MyDigitsPanel":
        from digitpad.session.hands.hand_reader import HandReader
        from digitpad.session.hands.learner import Learner
        from digitpad.ui.my_digits.hand_bar import HandBar
        from digitpad.ui.my_digits.my_digits_panel import MyDigitsPanel

        panel = MyDigitsPanel(
            hands,
            shared.labels,
            collector,
            HandReader(session, measurer, hands, session),
            Learner(session, measurer, hands, session),
            HandBar(hands, shared.exports.ask),
            shared.network_files.ask_about_unsaved,
        )
        panel.canvas_wanted.connect(drawing_side.canvas.setFocus)
        panel.used.connect(train.fill_form)
        return panel

    def learn() -> None:
        tabs.setCurrentWidget(tab)
        tab.panel.learn_or_collect()

    tab = PanelOnDemand("My Digits", make)
    drawing_side.learn_wanted.connect(learn)
    return tab


# What has no tab.


def _recovery(shared: Shared, window: MainWindow) -> None:
    """Offer what a crash has left, once the window was seen."""
    recovery = Recovery(shared.session, shared.store, shared.keeper)
    RecoveryOffer(window, shared.session, recovery, shared.network_files.ask_about_unsaved)
    recovery.restored.connect(shared.network_files.opened)
    window.began.connect(recovery.begin)
    window.closing.connect(recovery.shut_down)


def _help(shared: Shared, window: MainWindow) -> Sequence[MenuEntry]:
    """The guide."""
    explained = window.facts.line.explained
    guide = GuideHelp(window, window.tabs, explained, lambda: in_markdown(window.all_keys()))
    window.picked.connect(guide.open_at_widget)
    return guide.entries


# What all rooms tell.


def _tell(shared: Shared, window: MainWindow, parts: Sequence[Panel | DrawingSide]) -> None:
    """Say in the window what happens in the rooms, and what fails."""
    accuracy = AccuracyWatch(shared.session, shared.measurer, window)
    accuracy.measured.connect(window.facts.show_test)
    shared.measurer.failed.connect(window.tell)
    for part in (shared.network_files, shared.data_folders, *parts):
        part.status_message.connect(window.tell)
    for part_of_session in (shared.run_list, shared.hands, shared.labels):
        part_of_session.failed.connect(window.tell_problem)


def _tell_exports(window: MainWindow, *exporters: PictureTransfer | FileExport) -> None:
    """Say what was exported and what was not, and wait for it at the end."""
    for exporter in exporters:
        exporter.exported.connect(window.tell_exported)
        exporter.failed.connect(window.tell_problem)
        window.wait_at_the_end_for(exporter.background)


def _follow_other_runs(shared: Shared, train: TrainPanel) -> None:
    """Where a run from a file or from the list is used, take its data and its settings."""
    use_data = shared.data_folders.use_data_of_run
    shared.network_files.opened.connect(use_data)
    shared.run_list.used.connect(use_data)
    shared.run_list.used.connect(train.fill_form)


def _begin_and_end(shared: Shared, window: MainWindow) -> None:
    """What waits until the window was seen, and what is left to do when it closes."""
    window.began.connect(shared.hands.read)
    ahead, make_tabs = shared.keeper.background, window.make_tabs_soon
    window.began.connect(lambda: ahead.run(_import_tabs, make_tabs, ImportError, print))
    window.closing.connect(shared.run_list.forget_deleted)
    window.wait_at_the_end_for(shared.measurer)


def _import_tabs() -> None:
    """Import what tabs are made of that are made once the window was seen: half of their time."""
    import digitpad.core.data.other_hands
    import digitpad.core.evaluation
    import digitpad.session.hands.hand_reader
    import digitpad.session.hands.learner
    import digitpad.ui.experiments.experiments_panel
    import digitpad.ui.inside.inside_panel
    import digitpad.ui.mistakes.mistakes_tab
    import digitpad.ui.my_digits.hand_bar
    import digitpad.ui.my_digits.my_digits_panel  # noqa: F401
