"""The main window: puts the parts together, and carries a user's wishes from one to another."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QActionGroup, QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSizePolicy,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core import ink
from digitpad.core.network import Network
from digitpad.core.sgd import Hyperparameters
from digitpad.core.storage import NetworkFileError
from digitpad.training.messages import Advanced, EpochEnded
from digitpad.training.trainer import State, Trainer
from digitpad.ui import theme
from digitpad.ui.actions import MENUS, make_actions, usable
from digitpad.ui.canvas import SIDE, Canvas
from digitpad.ui.document import Document
from digitpad.ui.form import COSTS
from digitpad.ui.prediction_panel import PredictionPanel
from digitpad.ui.training_panel import TrainingPanel

# Milliseconds between two readings while the pen moves: a mouse may report faster than any
# screen shows.
READ_EVERY = 8

LARGEST_SIDE = 480  # of the canvas

FILE_TYPES = "digitpad networks (*.json);;All files (*)"


class MainWindow(QMainWindow):
    """The canvas on the left, always in sight; on the right the tabs.

    `network` is the network in use. `open_file` and `save_file` are what the dialogs call.
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
        self._image = np.zeros((28, 28), np.float32)
        self._last_read = QElapsedTimer()
        self._read_soon = QTimer(self, singleShot=True, interval=READ_EVERY)
        self._settings: Hyperparameters | None = None  # of the run under way
        self._epochs_in_run = 0
        self._seconds = 0.0
        self._after_run: Callable[[], None] | None = None
        self._may_close = False
        self.actions_by_name = make_actions(
            self,
            {
                "action_new": self.new,
                "action_open": self.open,
                "action_open_shipped": self.open_shipped,
                "action_save": self.save,
                "action_save_as": self.save_as,
                "action_quit": self.close,
                "action_undo": self.canvas.undo_stack.undo,
                "action_redo": self.canvas.undo_stack.redo,
                "action_clear": self.canvas.clear,
                "action_start": self.start,
                "action_pause": self.pause,
                "action_stop": self.trainer.stop,
                "action_full_screen": self.toggle_full_screen,
                "action_about": self.about,
            },
        )
        self._lay_out()
        self._connect()
        self._show_network()
        self._show_title()
        self._show_state()

    @property
    def network(self) -> Network:
        """The network in use."""
        return self.document.network

    # Putting together.

    def _lay_out(self) -> None:
        for title, names in MENUS.items():
            menu = self.menuBar().addMenu(title)
            for name in names:
                if name is None:
                    menu.addSeparator()
                else:
                    menu.addAction(self.actions_by_name[name])
            if title == "&View":
                self._add_appearance_menu(menu)
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for name in ("action_undo", "action_redo", "action_clear"):
            button = QToolButton()
            button.setDefaultAction(self.actions_by_name[name])
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            tools.addWidget(button, 1)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.canvas)
        left.addLayout(tools)
        left.addSpacing(4)
        left.addWidget(self.prediction_panel)
        left.addStretch(1)
        left.setContentsMargins(0, 0, 0, 0)
        self._left_side = QWidget()
        self._left_side.setLayout(left)
        central = QWidget()
        layout = QHBoxLayout(central)
        layout.setContentsMargins(14, 14, 14, 8)
        layout.setSpacing(16)
        layout.addWidget(self._left_side)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(central)
        self._description = QLabel()
        self.statusBar().addPermanentWidget(self._description)
        self.resize(1240, 690)

    def _add_appearance_menu(self, menu: QMenu) -> None:
        appearance = menu.addMenu("&Appearance")
        group = QActionGroup(self)
        for text, scheme in (
            ("As the &System", Qt.ColorScheme.Unknown),
            ("&Light", Qt.ColorScheme.Light),
            ("&Dark", Qt.ColorScheme.Dark),
        ):
            action = appearance.addAction(text)
            action.setCheckable(True)
            action.setChecked(scheme is Qt.ColorScheme.Unknown)
            action.triggered.connect(lambda _checked, s=scheme: theme.choose(s))
            group.addAction(action)

    def _connect(self) -> None:
        self.canvas.drawing_changed.connect(self._follow_pen)
        self._read_soon.timeout.connect(self._read_drawing)
        self.canvas.undo_stack.indexChanged.connect(self._show_state)
        self.training_panel.form.changed.connect(self._show_state)
        for name in ("start", "pause", "stop"):
            action = self.actions_by_name[f"action_{name}"]
            button = getattr(self.training_panel, name)
            button.clicked.connect(action.trigger)
            button.setToolTip(f"{action.toolTip()} ({action.shortcut().toString()})")
        self.document.network_changed.connect(self._show_network)
        self.document.title_changed.connect(self._show_title)
        self.document.history_changed.connect(
            lambda: self.training_panel.show_history(self.document.history)
        )
        self.trainer.state_changed.connect(self._show_state)
        self.trainer.advanced.connect(self._take_progress)
        self.trainer.epoch_ended.connect(self._take_epoch)
        self.trainer.ended.connect(self._take_end)
        self.trainer.failed.connect(self._take_failure)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The training process is made ready once the window is painted, not before.
        QTimer.singleShot(0, self.trainer.prepare)

    # Reading the drawing.

    def _follow_pen(self) -> None:
        self._show_state()
        just_read = self._last_read.isValid() and self._last_read.elapsed() < READ_EVERY
        if not (self.canvas.is_drawing() and just_read):
            self._read_drawing()
        elif not self._read_soon.isActive():
            self._read_soon.start()

    def _read_drawing(self) -> None:
        self._last_read.start()
        if self.canvas.is_blank():
            self.prediction_panel.show_blank()
        else:
            self._image = ink.from_strokes(self.canvas.strokes())
            self.prediction_panel.show_image(self._image)
            self._predict()

    def _predict(self) -> None:
        activations = self.network.feedforward(self._image.reshape(784, 1))[:, 0]
        self.prediction_panel.show_activations(activations)

    # Showing what is so.

    def _show_network(self) -> None:
        if not self.canvas.is_blank():
            self._predict()
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
        )
        for name, enabled in can.items():
            self.actions_by_name[name].setEnabled(enabled)
        for name in ("start", "pause", "stop"):
            getattr(self.training_panel, name).setEnabled(can[f"action_{name}"])
        self.actions_by_name["action_pause"].setText(
            "Re&sume" if state is State.PAUSED else "&Pause"
        )
        self.training_panel.show_state(state)

    # Training.

    def start(self) -> None:
        """Train on with the network in use, or with a new one where the form describes another."""
        if self.trainer.state is not State.IDLE:
            return
        if self.training_panel.form.architecture() == self.document.architecture:
            self._start_run()
        else:
            self._unless_lost(self._start_new)

    def _start_new(self) -> None:
        self.document.make(self.training_panel.form.architecture())
        self._start_run()

    def _start_run(self) -> None:
        self._settings = self.training_panel.form.hyperparameters()
        self.document.hyperparameters = self._settings
        self._epochs_in_run, self._seconds = 0, 0.0
        self.trainer.start(self.network, self._settings)

    def pause(self) -> None:
        """Halt the run, or let it go on."""
        if self.trainer.state is State.PAUSED:
            self.trainer.resume()
        else:
            self.trainer.pause()

    def _take_progress(self, report: Advanced) -> None:
        assert self._settings is not None
        self._seconds = report.seconds
        self.document.learn(report.network)
        self.training_panel.show_progress(report.progress, report.seconds, self._settings)

    def _take_epoch(self, report: EpochEnded) -> None:
        self._epochs_in_run += 1
        self._seconds = report.seconds
        self.document.add_result(report.result)

    def _take_end(self, network: Network) -> None:
        self.document.learn(network)
        self._finish_run()

    def _take_failure(self, reason: str) -> None:
        self._tell("The run broke off", reason)
        self._finish_run()

    def _finish_run(self) -> None:
        self.training_panel.show_end(self._epochs_in_run, self._seconds)
        if self._after_run is not None:
            go_on, self._after_run = self._after_run, None
            go_on()

    # Files.

    def new(self) -> None:
        """Begin with an untrained network, as the form describes it."""
        self._unless_lost(self._make_new)

    def _make_new(self) -> None:
        self.document.make(self.training_panel.form.architecture())
        self.training_panel.show_idle()

    def open_shipped(self) -> None:
        """Go back to the network that came with digitpad."""
        self._unless_lost(self._open_shipped)

    def _open_shipped(self) -> None:
        self.document.show_shipped()
        self.training_panel.show_idle()

    def open(self) -> None:
        """Ask which file to open, after asking what is to become of unsaved training."""
        self._unless_lost(lambda: self._ask_for_file("Open Network", self.open_file))

    def open_file(self, path: str | Path) -> bool:
        """Open a network; whether it was opened. What is wrong with it is said in a message."""
        form = self.training_panel.form
        try:
            self.document.open(Path(path), form.weight_initializer.currentText())
        except NetworkFileError as error:
            self._tell("The network cannot be opened", str(error))
            return False
        assert self.document.architecture is not None
        form.show_architecture(self.document.architecture)
        if self.document.hyperparameters is not None:
            form.show_hyperparameters(self.document.hyperparameters)
        self.training_panel.show_idle()
        return True

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the network's file, or ask for one; afterwards, if it is saved, call `then`."""
        if self.document.path is None:
            self.save_as(then)
        elif self.save_file(self.document.path) and then is not None:
            then()

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file and save to it; afterwards, if it is saved, call `then`."""

        def save(path: str) -> None:
            if self.save_file(path) and then is not None:
                then()

        self._ask_for_file("Save Network", save, saving=True)

    def save_file(self, path: str | Path) -> bool:
        """Save the network; whether it was saved. What went wrong is said in a message."""
        try:
            self.document.save(Path(path))
        except NetworkFileError as error:
            self._tell("The network is not saved", str(error))
            return False
        self.statusBar().showMessage(f"Saved to {path}", 4000)
        return True

    def _ask_for_file(
        self, title: str, use: Callable[[str], object], *, saving: bool = False
    ) -> None:
        dialog = QFileDialog(self, title, "", FILE_TYPES)
        dialog.setObjectName("file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if saving:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("json")
            dialog.selectFile(self.document.path.name if self.document.path else "network.json")
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(use)
        dialog.open()

    # Asking and telling.

    def _unless_lost(self, proceed: Callable[[], None]) -> None:
        """Do what replaces the network, after the run has ended and unsaved training is settled."""
        if self.trainer.state is not State.IDLE:
            self._after_run = lambda: self._unless_lost(proceed)
            self.trainer.stop()
            return
        if not self.document.modified:
            proceed()
            return
        box = self._message_box("question", "Save what the network has learnt?", "")
        box.setIcon(QMessageBox.Icon.Question)
        box.setInformativeText("Its training would be lost otherwise.")
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)

        def settle(answer: int) -> None:
            if answer == button.Save:
                self.save(then=proceed)
            elif answer == button.Discard:
                proceed()

        box.finished.connect(settle)
        box.open()

    def _tell(self, title: str, text: str) -> None:
        box = self._message_box("message", title, text)
        box.setIcon(QMessageBox.Icon.Warning)
        box.open()

    def about(self) -> None:
        """Say what this program is."""
        box = self._message_box(
            "message",
            "digitpad",
            "Draw a digit; watch a network that you trained in seconds read it.\n\n"
            "The network is that of chapter 3 of Michael Nielsen’s book Neural Networks and "
            "Deep Learning. The digits it learns from are MNIST, by Yann LeCun and Corinna "
            "Cortes (CC BY-SA 3.0).",
        )
        box.open()

    def _message_box(self, name: str, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self)
        box.setObjectName(name)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText(title)
        box.setInformativeText(text)
        return box

    # The window itself.

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # A larger window has a larger canvas: a teacher draws for the last row.
        side = int(min(max(SIDE, 0.45 * self.height()), LARGEST_SIDE))
        self.canvas.setFixedSize(side, side)
        self._left_side.setFixedWidth(side)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or (self.trainer.state is State.IDLE and not self.document.modified):
            self.trainer.shut_down()
            event.accept()
        else:
            event.ignore()
            self._unless_lost(self._close_at_last)

    def _close_at_last(self) -> None:
        self._may_close = True
        self.close()
