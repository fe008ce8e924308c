"""Makes the rooms of the window and wires them, one after the other.

What several rooms use is in `ui/frame/shared.py`. The window owns the session, the session owns
what stands around it, and a room owns what nobody else needs. What one room only tells another is a
signal, connected here.
"""

from collections.abc import Sequence

import numpy as np

from digitpad.session.hands import Collector
from digitpad.session.watch import AccuracyWatch
from digitpad.ui.drawing.drawing_side import DrawingSide
from digitpad.ui.frame.panel import Panel, PanelOnDemand
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.window import MainWindow
from digitpad.ui.guide import GuideHelp
from digitpad.ui.mistakes.mistakes_panel import MistakesPanel
from digitpad.ui.runs.runs_panel import RunsPanel
from digitpad.ui.train.train_panel import TrainPanel


def make_window() -> MainWindow:
    """The main window with all its parts, not yet shown."""
    shared = Shared()
    window = shared.window
    train = TrainPanel(shared)
    mistakes = MistakesPanel(shared)
    drawing_side = DrawingSide(shared, mistakes.next_mistake)
    mistakes.let_key_work(drawing_side.next_mistake)
    mistakes.wanted.connect(lambda: window.tabs.setCurrentWidget(mistakes))
    experiments = _experiments(shared, train)
    runs = _runs(shared, train, experiments)
    inside = _inside(shared, train, mistakes)
    my_digits = _my_digits(shared, drawing_side)
    panels = (train, runs, experiments, inside, mistakes, my_digits)  # the tabs, in this order

    without_tab = GuideHelp(window), shared.network_files, shared.data_folders
    entries = [entry for part in without_tab for entry in part.entries]
    window.furnish(drawing_side, panels, shared.network_files, entries)
    _tell(shared, (drawing_side, *panels))
    _tell_exports(shared, drawing_side)
    for follow in (shared.data_folders.use_data_of_run, train.fill_form):
        shared.session.run_opened.connect(follow)
    shared.keeper.returned.connect(train.bring_back)
    train.form.changed.connect(lambda: shared.keeper.note_form(train.form.entries()))
    _begin_and_end(shared)
    return window


# Rooms.


def _runs(shared: Shared, train: TrainPanel, experiments: Panel) -> RunsPanel:
    """The tab *Runs*."""
    tabs, panel = shared.window.tabs, RunsPanel(shared, train.curves.options)
    panel.settings_wanted.connect(train.take_settings)
    for wanted in (panel.settings_wanted, panel.training_wanted):
        wanted.connect(lambda *_told: tabs.setCurrentWidget(train))
    panel.experiment_wanted.connect(lambda: tabs.setCurrentWidget(experiments))
    return panel


def _experiments(shared: Shared, train: TrainPanel) -> Panel:
    """The tab *Experiments*, to be made when it is first shown."""

    def make() -> Panel:
        from digitpad.session.runs.experiments import ExperimentList
        from digitpad.ui.experiments.experiments_panel import ExperimentsPanel

        done = ExperimentList(shared.session, shared.run_list, shared.keeper, shared.measurer)
        return ExperimentsPanel(shared, done, train.curves.options)

    return PanelOnDemand("Experiments", make)


def _inside(shared: Shared, train: TrainPanel, mistakes: MistakesPanel) -> Panel:
    """The tab *Inside*, to be made when it is first shown."""

    def make() -> Panel:
        from digitpad.ui.inside.inside_panel import InsidePanel

        panel = InsidePanel(shared, train.form_says)
        panel.went_on.connect(train.go_on)
        return panel

    def show_why() -> None:
        shared.window.tabs.setCurrentWidget(tab)
        tab.panel.views.bring(tab.panel.why)

    tab = PanelOnDemand("Inside", make)
    mistakes.why_wanted.connect(show_why)
    return tab


def _my_digits(shared: Shared, drawing_side: DrawingSide) -> Panel:
    """The tab *My Digits*, to be made when it is first shown.

    The digits that it asks for are collected from the canvas, whether it is shown or not.
    """
    session, rng = shared.session, np.random.default_rng()
    collector = Collector(session, shared.hands, shared.labels, rng)
    drawing_side.take_wanted.connect(collector.take)
    drawing_side.canvas.passed_over.connect(collector.begin_anew)
    collector.changed.connect(drawing_side.canvas.ask)
    collector.waiting.connect(drawing_side.canvas.count_down)

    def make() -> Panel:
        from digitpad.ui.my_digits.my_digits_panel import MyDigitsPanel

        panel = MyDigitsPanel(shared, collector)
        panel.canvas_wanted.connect(drawing_side.canvas.setFocus)
        return panel

    return PanelOnDemand("My Digits", make)


# What all rooms tell.


def _tell(shared: Shared, parts: Sequence[Panel | DrawingSide]) -> None:
    """Say in the window what happens in the rooms, and what fails."""
    window = shared.window
    accuracy = AccuracyWatch(shared.session, shared.measurer)
    accuracy.answered.connect(window.facts.show_test)
    accuracy.refused.connect(lambda sentence: window.facts.show_test(None, sentence))
    for part in (shared.network_files, shared.data_folders, *parts):
        part.status_message.connect(window.facts.tell)


def _tell_exports(shared: Shared, drawing_side: DrawingSide) -> None:
    """Say what was exported and what was not, and which picture cannot be used."""
    window = shared.window
    shared.exports.exported.connect(lambda path: window.facts.tell(f"Exported to {path}"))
    for part in (shared.exports, drawing_side.transfer):
        part.failed.connect(window.tell_problem)


def _begin_and_end(shared: Shared) -> None:
    """What waits until the window was seen, and what is left to do when it closes."""
    window = shared.window
    for begin in (shared.keeper.begin, shared.run_list.read, shared.hands.read):
        window.began.connect(begin)
    ahead, make_tabs = shared.keeper.background, window.make_tabs_soon
    window.began.connect(lambda: ahead.run(_import_tabs, make_tabs, ImportError, print))


def _import_tabs() -> None:
    """Import what tabs are made of that are made once the window was seen: half of their time."""
    import digitpad.core.data.people
    import digitpad.core.evaluation
    import digitpad.ui.experiments.experiments_panel
    import digitpad.ui.inside.inside_panel
    import digitpad.ui.mistakes.mistakes_tab
    import digitpad.ui.my_digits.my_digits_panel  # noqa: F401
