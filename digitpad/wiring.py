"""Makes the rooms of the window, and connects them. `Rooms` has the table of tabs.

The services that several rooms use are in `ui/frame/shared.py`; a room makes what it alone needs.
The signals by which rooms reach one another are connected here.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtGui import QAction

from digitpad.session.hands.collecting import Collector
from digitpad.session.watch import AccuracyWatch
from digitpad.single_instance import Instance, SecondStarts
from digitpad.ui.drawing.drawing_side import DrawingSide
from digitpad.ui.frame.facts_bar import FactsBar
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Tab
from digitpad.ui.frame.window import MainWindow
from digitpad.ui.guide.guide_help import GuideHelp
from digitpad.ui.parts.actions import Action, declare
from digitpad.ui.runs.runs_actions import runs_actions
from digitpad.ui.train.train_panel import TrainPanel


def make_window(instance: Instance) -> MainWindow:
    """The main window with all its parts, not yet shown. instance: that of this process."""
    shared = Shared(instance)
    rooms = Rooms(shared)
    facts = FactsBar(shared.session)
    accuracy = AccuracyWatch(shared.session, shared.measurer)
    accuracy.answered.connect(facts.show_test)
    accuracy.refused.connect(lambda sentence: facts.show_test(None, sentence))
    guide = GuideHelp(shared.ground, rooms.tabs, facts.line)
    without_tab = guide, shared.network_files, shared.data_folders, rooms.side
    entries = [entry for part in without_tab for entry in part.entries]
    window = MainWindow(shared, facts, rooms.side, rooms.tabs, entries)
    window.scaled.connect(rooms.side.canvas.show_tool)
    starts = SecondStarts(instance, shared.files, shared.session)
    starts.came.connect(window.come_forward)
    window.closing.connect(partial(starts.blockSignals, True))
    for begin in (shared.keeper.begin, shared.hands.read):
        window.began.connect(begin)
    return window


class Rooms:
    """The drawing side and the tabs, and the signals between them."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        # The table of tabs, in their order: title, sentence, panel, its arguments, and more.
        self.tabs = (
            Tab("Train", "Describe a network, train it, and watch epoch by epoch how it learns.",
                "train.train_panel:TrainPanel", lambda: [shared], lambda tab: tab.panel.entries),
            Tab("Runs", "Every run is kept: lay curves over one another, compare, use any epoch.",
                "runs.runs_panel:RunsPanel",
                lambda: [shared, self._train.curves.options, self.runs.entries],
                partial(runs_actions, shared), self._connect_runs),
            Tab("Experiments", "The book’s questions and your own: guess, press Run, and see.",
                "experiments.experiments_panel:ExperimentsPanel",
                lambda: [shared, self._train.curves.options, self._train.form,
                         self.experiments.entries],
                _experiments_actions, self._connect_experiments),
            Tab("Inside", "What goes on in the network while you draw: neurons, weights, "
                "arithmetic. Draw, and click on anything.",
                "inside.inside_panel:InsidePanel", lambda: [shared, self._train.form_says],
                connect=lambda panel: panel.went_on.connect(self._train.go_on)),
            Tab("Mistakes", "How good the network is, where it fails, and what would break it. "
                "Click a cell, and look at what was misread.",
                "mistakes.mistakes_panel:MistakesPanel", lambda: [shared, self.side.next_mistake],
                _mistakes_actions, lambda panel: panel.digits.why_wanted.connect(self._show_why)),
            Tab("My Digits", "Digits in your own hand: label what is misread, then let the network "
                "learn them.",
                "my_digits.my_digits_panel:MyDigitsPanel", lambda: [shared, self._collector],
                connect=lambda panel: panel.canvas_wanted.connect(self.side.canvas.setFocus)),
        )  # fmt: skip
        self.train, self.runs, self.experiments, self.inside, self.mistakes, _ = self.tabs
        self._train: TrainPanel = self.train.panel
        self.side = DrawingSide(shared)
        rng = np.random.default_rng()
        self._collector = Collector(shared.session, shared.hands, shared.labels, rng)
        self._connect()

    def _connect(self) -> None:
        """Connect the rooms that are made at once."""
        shared, side, train = self._shared, self.side, self._train
        side.next_mistake_wanted.connect(lambda: self.mistakes.panel.mistakes.go_on())
        side.take_wanted.connect(self._collector.take)
        self._collector.changed.connect(side.canvas.ask)
        self._collector.waiting.connect(side.canvas.count_down)
        shared.session.runs.changed.connect(self._take_opened)
        for left in (shared.keeper.returned, shared.keeper.passed_by):
            left.connect(train.bring_back)
        train.form.changed.connect(lambda: shared.keeper.note_form(train.form.entries()))

    def _take_opened(self, _run_id: str, what: frozenset[str]) -> None:
        """Let the data of a run that was opened be loaded."""
        if "opened" in what:
            self._shared.data_folders.use_data_of_run()

    def _show_why(self) -> None:
        self.inside.bring().show_why()

    # Signals of the panels that are made later.

    def _connect_runs(self, panel: Any) -> None:
        panel.settings_wanted.connect(self._train.fill_in)
        for wanted in (panel.settings_wanted, panel.training_wanted):
            wanted.connect(lambda *_told: self.train.bring())
        panel.experiment_wanted.connect(self.experiments.bring)
        panel.question_wanted.connect(lambda: self.experiments.bring().ask())

    def _connect_experiments(self, panel: Any) -> None:
        panel.settings_wanted.connect(self._train.fill_in)
        panel.settings_wanted.connect(lambda *_told: self.train.bring())


def _experiments_actions(tab: Tab) -> Sequence[QAction]:
    actions = (
        Action("action_export_experiment", "Export Ex&periment…", "Export", 1,
               lambda: tab.panel.export(), "Write the figure to a CSV, PNG or SVG file",
               usable=lambda: tab.is_made and tab.panel.can_export()),
    )  # fmt: skip
    return declare(tab, actions, [tab.changed])


def _mistakes_actions(tab: Tab) -> Sequence[QAction]:
    actions = (
        Action("action_evaluation_folder", "Measure a Fo&lder…", "Data", 3,
            lambda: tab.bring().measure_folder(),
            "See in Mistakes how well the test images in a folder of IDX files are read"),
        Action("action_export_matrix", "Export Con&fusion Matrix…", "Export", 4,
            lambda: tab.panel.export_matrix(),
            "Write the confusion matrix of Mistakes to a CSV file",
            usable=lambda: tab.is_made and tab.panel.can_export_matrix()),
        Action("action_export_stories", "Export When Digits Were &Learnt…", "Export", 4,
            lambda: tab.panel.export_stories(),
            "Write when each digit was learnt to a CSV file, or the plot of When? as a picture",
            usable=lambda: tab.is_made and tab.panel.can_export_stories()),
    )  # fmt: skip
    return declare(tab, actions, [tab.changed])
