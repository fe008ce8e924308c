"""The tab *Train*: the form, the buttons, the progress and the curves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.sgd import EpochResult, Progress
from digitpad.training.trainer import State
from digitpad.ui.train.curves import CurvePlot, accuracy_plot, cost_plot
from digitpad.ui.train.form import Form


class TrainingPanel(QWidget):
    """What a run is told, and what it tells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form()
        self.start = QPushButton("Start")
        self.pause = QPushButton("Pause")
        self.stop = QPushButton("Stop")
        self.one_more_epoch = QPushButton("+1 epoch")
        for name in ("start", "pause", "stop", "one_more_epoch"):
            getattr(self, name).setObjectName(name)
        self.progress = QProgressBar()
        self.progress.setObjectName("progress")
        self.progress.setAccessibleName("Progress of the run")
        self.cost_plot = cost_plot()
        self.accuracy_plot = accuracy_plot()
        self._history: Sequence[EpochResult] = ()
        self._behind: list[CurvePlot] = []  # plots that do not yet show the history
        self._draw_soon = QTimer(self, singleShot=True, interval=50)
        self._draw_soon.timeout.connect(self._draw_next)
        self._lay_out()
        self.show_idle()

    def _lay_out(self) -> None:
        # The form scrolls where the window is low, so that the buttons are always in sight.
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.start, self.pause, self.stop, self.one_more_epoch):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button, 1)
        left = QVBoxLayout()
        left.addWidget(scroll, 1)
        left.addLayout(buttons)
        left_side = QWidget()
        left_side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        # As wide as the form in the system's font, and a scroll bar: it scrolls up and down only.
        bar = scroll.verticalScrollBar().sizeHint().width()
        left_side.setFixedWidth(self.form.minimumSizeHint().width() + bar)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.cost_plot, 1)
        right.addWidget(self.accuracy_plot, 1)
        right.addWidget(self.progress)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(14)
        layout.addWidget(left_side)
        layout.addLayout(right, 1)

    def show_state(self, state: State) -> None:
        """Let the form be changed as far as the state allows, and name the pause button."""
        self.form.show_running(state is not State.IDLE)
        self.pause.setText("Resume" if state is State.PAUSED else "Pause")

    def show_history(self, history: Sequence[EpochResult]) -> None:
        """Draw the curves through these epochs, soon.

        One plot at a time, and each at most ten times a second, so that the pen never has to
        wait for both.
        """
        self._history = history
        self._behind = [self.cost_plot, self.accuracy_plot]
        if not history:
            self._draw_all()
        elif not self._draw_soon.isActive():
            self._draw_next()

    def _draw_all(self) -> None:
        """Let no plot be behind: nothing is drawing that would have to wait."""
        while self._behind:
            self._behind.pop(0).show_results(self._history)

    def _draw_next(self) -> None:
        if self._behind:
            self._behind.pop(0).show_results(self._history)
            self._draw_soon.start()

    def show_all(self) -> None:
        """Show all epochs in both plots, after zooming and moving."""
        self.cost_plot.show_all()
        self.accuracy_plot.show_all()

    def show_idle(self) -> None:
        """Nothing runs, and nothing ran."""
        self.progress.setRange(0, 1)
        self.progress.setValue(0)
        self.progress.setFormat("Press Start: each epoch adds a point")

    def show_progress(self, progress: Progress, seconds: float, settings: Hyperparameters) -> None:
        """Show how far a run is, in mini-batches, after `seconds` of work."""
        size = settings.mini_batch_size
        an_epoch = -(-progress.total // size)
        done = (progress.epoch - 1) * an_epoch + progress.done // size
        total = settings.epochs * an_epoch
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        left = f", {duration(seconds / done * (total - done))} left" if done else ""
        self.progress.setFormat(
            f"epoch {progress.epoch} of {settings.epochs}  ·  {duration(seconds)}{left}"
        )

    def show_end(self, epochs: int, planned: int, seconds: float) -> None:
        """Show that the run is over, after so many epochs of those planned."""
        self._draw_all()
        if epochs == planned:
            self.progress.setValue(self.progress.maximum())
        self.progress.setFormat(
            f"{epochs} epoch{'s' if epochs != 1 else ''} in {duration(seconds)}"
        )


def duration(seconds: float) -> str:
    """Seconds as people say them: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, whole = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {whole} s"
    return f"{minutes // 60} h {minutes % 60} min"
