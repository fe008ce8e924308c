"""The main window: puts the parts together, and carries a user's wishes from one to another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QTabWidget,
    QWidget,
)

from digitpad.core.network import Network
from digitpad.core.storage import NetworkFileError
from digitpad.session.background import Background
from digitpad.session.document import Document
from digitpad.session.run_store import Unsaved
from digitpad.training.trainer import State, Trainer
from digitpad.ui import dialogs
from digitpad.ui.actions import fill, make_actions, usable
from digitpad.ui.appearance_menu import AppearanceMenu
from digitpad.ui.drawing.canvas import Canvas
from digitpad.ui.drawing.drawing_side import DrawingSide
from digitpad.ui.drawing.picture_transfer import Exchange
from digitpad.ui.drawing.reader import Reader
from digitpad.ui.drawing.reading_view import PredictionPanel
from digitpad.ui.files.data_control import DataControl
from digitpad.ui.files.dropped_files import network_in
from digitpad.ui.files.export_control import ExportControl
from digitpad.ui.files.network_files import FileControl
from digitpad.ui.files.recent_menu import RecentMenu
from digitpad.ui.memory import Memory, frame_of, put, seen_in_form
from digitpad.ui.runs.safekeeping import Safekeeping
from digitpad.ui.train.curves_export import Curves
from digitpad.ui.train.form import COSTS
from digitpad.ui.train.run_control import RunControl
from digitpad.ui.train.train_panel import TrainingPanel

# The buttons of the training panel, each for the action of its name.
BUTTONS = ("start", "pause", "stop", "one_more_epoch")


class MainWindow(QMainWindow):
    """The canvas on the left, always in sight; on the right the tabs.

    `network` is the network in use. `open_file` and `save_file` are for scripts.
    """

    def __init__(self, document: Document, trainer: Trainer) -> None:
        super().__init__()
        self.document = document
        self.trainer = trainer
        self.canvas = Canvas()
        self.prediction_panel = PredictionPanel()
        self.training_panel = TrainingPanel()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.addTab(self.training_panel, "Train")
        self.reader = Reader(self.canvas, document, self.prediction_panel, self)
        self.exchange = Exchange(self.canvas, np.random.default_rng(), self)
        self._may_close = self._was_painted = False
        self.run_control = RunControl(document, trainer, self.training_panel, self)
        self.background = Background(self)
        self.memory = Memory(self.background, self._look, self)
        self.recent_menu = RecentMenu(self)
        self.appearance_menu = AppearanceMenu(self)
        self.file_control = FileControl(
            self, document, self.run_control, self.training_panel, self.background, self.memory
        )
        self.data_control = DataControl(self, trainer, self.exchange)
        self.export_control = ExportControl(self, self.exchange, self.background, self.memory)
        self.safekeeping = Safekeeping(self, document, self.canvas, trainer, self.restore)
        self.actions_by_name = make_actions(
            self,
            {
                "action_new": self.file_control.new,
                "action_open": self.file_control.open,
                "action_open_shipped": self.file_control.open_shipped,
                "action_save": self.file_control.save,
                "action_save_as": self.file_control.save_as,
                "action_quit": self.close,
                "action_undo": self.canvas.undo_stack.undo,
                "action_redo": self.canvas.undo_stack.redo,
                "action_clear": self.canvas.clear,
                "action_copy": self.exchange.copy,
                "action_paste": self.exchange.paste,
                "action_eraser": self.toggle_eraser,
                "action_test_digit": self.exchange.show_test_digit,
                "action_open_data": self.open_data,
                "action_use_mnist": self.data_control.use_mnist,
                "action_export_curves": self.export_curves,
                "action_export_drawing": self.export_control.export_drawing,
                "action_start": self.start,
                "action_pause": self.run_control.pause_or_resume,
                "action_stop": self.trainer.stop,
                "action_one_more_epoch": self.one_more_epoch,
                "action_best": self.go_back_to_best,
                "action_log_cost": self.toggle_log_cost,
                "action_show_all": self.training_panel.show_all,
                "action_full_screen": self.toggle_full_screen,
                "action_about": lambda: dialogs.tell_about(self),
            },
        )
        self._lay_out()
        self._remember()
        self._connect()
        self._show_title()
        self._show_state()

    @property
    def network(self) -> Network:
        """The network in use."""
        return self.document.network

    # Putting together.

    def _lay_out(self) -> None:
        menus = {"menu_recent": self.recent_menu, "menu_appearance": self.appearance_menu}
        fill(self.menuBar(), self.actions_by_name, menus)
        self._left_side = DrawingSide(self.canvas, self.actions_by_name, self.prediction_panel)
        central = QWidget()
        layout = QHBoxLayout(central)
        layout.setContentsMargins(14, 14, 14, 8)
        layout.setSpacing(16)
        layout.addWidget(self._left_side)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(central)
        self.setAcceptDrops(True)
        for part in [*central.findChildren(QLineEdit), *central.findChildren(QGraphicsView)]:
            part.setAcceptDrops(False)  # a file is for the window, wherever it is dropped
        self._description = QLabel()
        self._description.setContentsMargins(0, 0, 8, 0)  # full screen has no grip beside it
        self.statusBar().addPermanentWidget(self._description)
        self.resize(1240, 690)

    def _remember(self) -> None:
        """Be as the window was that was closed last."""
        remembered, form = self.memory.settings, self.training_panel.form
        form.show_architecture(remembered.architecture())
        form.show_hyperparameters(remembered.hyperparameters)
        self.recent_menu.show_files(remembered.recent)
        if remembered.logarithmic_cost:
            self.actions_by_name["action_log_cost"].trigger()
        if remembered.appearance != self.appearance_menu.scheme:
            self.appearance_menu.choose(remembered.appearance)
        titles = [self.tabs.tabText(i) for i in range(self.tabs.count())]
        if remembered.tab in titles:
            self.tabs.setCurrentIndex(titles.index(remembered.tab))
        if remembered.frame is not None:
            put(self, remembered.frame)
        if self.memory.damage is not None:
            dialogs.tell(self, "The settings cannot be read", self.memory.damage)

    def _look(self) -> dict[str, Any]:
        """What is seen of the settings."""
        return seen_in_form(self.training_panel.form) | {
            "frame": frame_of(self),
            "tab": self.tabs.tabText(self.tabs.currentIndex()),
            "appearance": self.appearance_menu.scheme,
            "logarithmic_cost": self.actions_by_name["action_log_cost"].isChecked(),
        }

    def _connect(self) -> None:
        self.canvas.drawing_changed.connect(self._show_state)
        self.canvas.undo_stack.indexChanged.connect(self._show_state)
        self.training_panel.form.changed.connect(self._show_state)
        for name in BUTTONS:
            action = self.actions_by_name[f"action_{name}"]
            button = getattr(self.training_panel, name)
            button.clicked.connect(action.trigger)
            button.setToolTip(f"{action.toolTip()} ({action.shortcut().toString()})")
        self.document.network_changed.connect(self._show_network)
        self.document.title_changed.connect(self._show_title)
        self.document.history_changed.connect(
            lambda: self.training_panel.show_history(self.document.history)
        )
        self.document.network_changed.connect(self._show_state)
        self.trainer.state_changed.connect(self._show_state)
        self.exchange.failed.connect(lambda title, reason: dialogs.tell(self, title, reason))
        for told in (self.file_control.told, self.export_control.told, self.data_control.told):
            told.connect(lambda line: self.statusBar().showMessage(line, 4000))
        for failed in (self.memory.failed, self.safekeeping.failed):
            failed.connect(lambda line: self.statusBar().showMessage(line, 10_000))
        self.trainer.became_ready.connect(self._show_state)
        self.document.history_changed.connect(self._show_state)
        self.training_panel.form.changed.connect(self.memory.note_soon)
        self.appearance_menu.chosen.connect(self.memory.note_soon)
        self.memory.recent_changed.connect(
            lambda: self.recent_menu.show_files(self.memory.settings.recent)
        )
        self.recent_menu.chosen.connect(self.file_control.open_unless_lost)
        self.recent_menu.cleared.connect(self.memory.forget_files)
        self.run_control.failed.connect(
            lambda reason: dialogs.tell(self, "The run broke off", reason)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:  # for the first time: what can wait comes when all is painted
            self._was_painted = True
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if self.isVisible():  # closed by now, it would leave the training process behind
            self.trainer.prepare()
            # The window is there sooner when the network that came with it is loaded behind it.
            self.background.run(
                lambda: self.network,
                lambda _: self._show_network(),
                NetworkFileError,
                lambda reason: dialogs.tell(self, "The shipped network cannot be read", reason),
            )
            self.safekeeping.offer()

    # Showing what is so.

    def _show_network(self) -> None:
        sizes = "-".join(map(str, self.network.sizes))
        cost = {value: name for name, value in COSTS.items()}[self.network.cost.__name__]
        self._description.setText(f"{sizes}, {cost}")

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.document.name}[*] – digitpad")
        self.setWindowModified(self.document.modified)

    def _show_state(self) -> None:
        state = self.trainer.state
        stack = self.canvas.undo_stack
        can = usable(
            state,
            self.training_panel.form.error() is None,
            stack.canUndo(),
            stack.canRedo(),
            self.canvas.is_blank(),
            self.document.can_go_back(),
            bool(self.document.history),
            self.trainer.data_folder is None,
        )
        for name, enabled in can.items():
            self.actions_by_name[name].setEnabled(enabled)
        for name in BUTTONS:
            getattr(self.training_panel, name).setEnabled(can[f"action_{name}"])
        self.actions_by_name["action_pause"].setText(
            "Re&sume" if state is State.PAUSED else "&Pause"
        )
        self.training_panel.show_state(state)

    # Training.

    def start(self, epochs: int | None = None) -> None:
        """Train on with the network in use, or with a new one where the form describes another.

        epochs: how many; by default what the form says.
        """

        def start_new() -> None:
            self.document.make(self.training_panel.form.architecture())
            self.run_control.start(self.data_control.name, epochs)

        if self.trainer.state is not State.IDLE:
            return
        if self.training_panel.form.architecture() == self.document.architecture:
            self.run_control.start(self.data_control.name, epochs)
        else:
            self.file_control.unless_lost(start_new)

    def one_more_epoch(self) -> None:
        """Let the run go on for one more epoch, or begin one of one epoch."""
        if self.trainer.state is State.IDLE:
            self.start(epochs=1)
        else:
            self.run_control.add_epoch()

    def go_back_to_best(self) -> None:
        """Use the network of the epoch that read the most of the evaluation data."""
        epoch = self.document.go_back_to_best()
        self.statusBar().showMessage(f"The network is that of epoch {epoch} again", 4000)

    # Files.

    def open_file(self, path: str | Path) -> bool:
        """Open a network; whether it was opened. What is wrong with it is said in a message."""
        return self.file_control.open_file(path)

    def save_file(self, path: str | Path) -> bool:
        """Save the network; whether it was saved. What went wrong is said in a message."""
        return self.file_control.save_file(path)

    def restore(self, unsaved: Unsaved, then: Callable[[], None]) -> None:
        """Go on where a window was that ended before this was saved; then call `then`."""

        def show() -> None:
            if self.canvas.is_blank():
                self.canvas.show_drawing(unsaved.drawing)
            self.file_control.restore(unsaved)
            then()

        self.file_control.unless_lost(show)

    def open_data(self) -> None:
        """Ask for a folder of IDX files to learn from."""
        self.data_control.open_folder(self.memory.settings.folder)

    def export_curves(self) -> None:
        """Write the curves to a file."""
        self.export_control.export_curves(
            Curves(
                tuple(self.document.history),
                self.network,
                self.document.hyperparameters,
                self.actions_by_name["action_log_cost"].isChecked(),
            )
        )

    # What is dropped. Pictures are the canvas's.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if network_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = network_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            # Later: whoever dragged it waits for this event to be over.
            QTimer.singleShot(0, self, lambda: self.file_control.open_unless_lost(path))

    # The window itself.

    def toggle_eraser(self) -> None:
        """Erase on the canvas, or draw."""
        self.canvas.choose_eraser(self.actions_by_name["action_eraser"].isChecked())

    def toggle_log_cost(self) -> None:
        """Scale the cost by its logarithm, or back."""
        self.training_panel.cost_plot.set_logarithmic(
            self.actions_by_name["action_log_cost"].isChecked()
        )

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._left_side.fit(self.height())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or (self.trainer.state is State.IDLE and not self.document.modified):
            if self._was_painted:
                self.memory.note()
            self.exchange.shut_down()
            self.safekeeping.shut_down()
            self.background.shut_down()
            self.trainer.shut_down()
            event.accept()
        else:
            event.ignore()
            self.file_control.unless_lost(self._close_at_last)

    def _close_at_last(self) -> None:
        self._may_close = True
        self.close()
