"""The checked runs' curves over one another, how they are drawn, and a picture beside them."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experimenter import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import alike_but_for_the_seed
from digitpad.ui.parts.focus import FocusedToolButton
from digitpad.ui.plots.chart import Chart, gradients_of, picture_of
from digitpad.ui.plots.chart_plot import PicturePlot
from digitpad.ui.plots.overlay import OverlayPlot, Shown
from digitpad.ui.plots.series import Series
from digitpad.ui.runs.runs_model import RunsModel

DRAW_EVERY = 250  # milliseconds; one plot at a time, as twenty runs take a frame
SMOOTHEST = 95  # of 100


class RunsCurves(QWidget):
    """What is folded and smoothed is chosen here; which runs are drawn, the model says."""

    def __init__(self, runs: RunList, model: RunsModel) -> None:
        super().__init__()
        self._runs, self._model = runs, model
        self._series: dict[str, Series] = {}
        self._experiment: ExperimentState | None = None
        self.cost_plot = OverlayPlot("cost", "cost")
        self.accuracy_plot = OverlayPlot("accuracy", "accuracy (%)")
        self.picture_plot = PicturePlot()
        self.picture_plot.hide()
        self._draws: tuple[Callable[[], bool], ...] = (
            lambda: self.cost_plot.show_runs(self.shown(), self.smoothing),
            lambda: self.accuracy_plot.show_runs(self.shown(), self.smoothing),
            self._draw_picture,
        )
        self._behind: list[Callable[[], bool]] = []
        self._draw_soon = QTimer(self, singleShot=True)
        self._draw_soon.setInterval(DRAW_EVERY)
        self._draw_soon.timeout.connect(self._draw_next)
        self._make_options()
        self._lay_out()
        self._connect()

    def _make_options(self) -> None:
        self._fold = QCheckBox("Fold seeds into a &band")
        self._fold.setObjectName("fold_seeds")
        self._fold.setToolTip(
            "Draw runs that differ in their seed alone as one line, their mean, in a band from the "
            "lowest to the highest"
        )
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setObjectName("smoothing")
        self._smoothing.setRange(0, SMOOTHEST)
        self._smoothing.setAccessibleName("Smoothing of the curves, in percent")
        self._smoothing.setMaximumWidth(140)
        self._smoothing.setToolTip("Draw each curve smoothed, over what was measured")
        self._smoothing_text = QLabel("off")
        self._smoothing_text.setMinimumWidth(36)
        self._way_back = FocusedToolButton()
        self._way_back.setText("zoomed – show all")
        self._way_back.setObjectName("runs_way_back")
        self._way_back.setToolTip("New epochs may be out of sight: show all, and follow the runs")
        self._way_back.hide()

    def _lay_out(self) -> None:
        label = QLabel("s&moothing")
        label.setBuddy(self._smoothing)
        options = QHBoxLayout()
        options.addWidget(self._fold)
        options.addSpacing(12)
        for widget in (label, self._smoothing, self._smoothing_text):
            options.addWidget(widget)
        options.addStretch(1)
        options.addWidget(self._way_back)
        options.addWidget(QLabel("━━ evaluation   ╍╍ training"))
        plots = QHBoxLayout()
        for plot in (self.cost_plot, self.accuracy_plot, self.picture_plot):
            plots.addWidget(plot, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(options)
        layout.addLayout(plots, 1)

    def _connect(self) -> None:
        plots = self.cost_plot, self.accuracy_plot
        for plot, other in (plots, plots[::-1]):
            plot.moved.connect(other.move_to)
            plot.following_changed.connect(self._take_following)
            self._way_back.clicked.connect(plot.show_all)
        self._model.checked_changed.connect(self.draw_soon)
        self._runs.changed.connect(self._take_run)
        self._fold.toggled.connect(self.draw_soon)
        self._smoothing.valueChanged.connect(self._take_smoothing)

    @property
    def smoothing(self) -> float:
        """0 for none, towards 1 for more."""
        return self._smoothing.value() / 100

    def show_experiment(self, experiment: ExperimentState | None) -> None:
        """Show the picture of an experiment, or that of the checked runs."""
        self._experiment = experiment
        self._show_plots()
        if self._draw_picture in self._behind:
            self._behind.remove(self._draw_picture)
        self._behind.insert(0, self._draw_picture)  # it is what is looked at
        self.draw_soon()

    def _show_plots(self) -> None:
        """Show the plots that have something to show."""
        state = self._experiment
        is_neuron = state is not None and bool(state.experiment.neurons)
        has_picture = state is not None and (is_neuron or state.experiment.plot == "size")
        checked = self._model.checked()
        self.picture_plot.setVisible(has_picture or any(map(_has_gradients, checked)))
        # What one neuron learns is no run: where no other is to be seen it has all the room.
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.setHidden(is_neuron and not checked)

    def _take_following(self, following: bool) -> None:
        """A double click on one plot is meant for both."""
        self._way_back.setHidden(following)
        if following:
            for plot in (self.cost_plot, self.accuracy_plot):
                plot.show_all()

    def _take_smoothing(self, percent: int) -> None:
        self._smoothing_text.setText(f"{percent} %" if percent else "off")
        self.draw_soon()

    def _take_run(self, run_id: str) -> None:
        if any(record.id == run_id for record in self._model.checked()):
            self.draw_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.draw_soon()

    def draw_soon(self, *_told: object) -> None:
        """Draw what has changed, when the window is seen."""
        # In turns: a plot that waits already comes before one that was drawn just now.
        self._behind += [draw for draw in self._draws if draw not in self._behind]
        if self.isVisible() and not self._draw_soon.isActive():
            self._draw_soon.start(0)

    def _draw_next(self) -> None:
        if not self._behind or not self.isVisible():
            return
        if not self._take_in() or not self._behind[0]():
            self._draw_soon.start(0)
        else:
            self._behind.pop(0)
            if self._behind:
                self._draw_soon.start(DRAW_EVERY)

    def _take_in(self) -> bool:
        """Take in what the checked runs have learnt; whether all of it is taken in."""
        for record in self._model.checked():
            if record.id not in self._series:
                self._series[record.id] = Series(len(record.architecture.hidden_layers) + 1)
            if not self._series[record.id].take_in(record.history):
                return False
        return True

    def shown(self) -> list[Shown]:
        """The lines to draw: a run each, or a band of several."""
        records = self._model.checked()
        groups = [[record] for record in records]
        if self._fold.isChecked():
            groups = alike_but_for_the_seed(records)
        shown = []
        for group in groups:
            first = group[0]
            name = first.title if len(group) == 1 else f"{first.title} and {len(group) - 1} more"
            series = tuple(self._series[record.id] for record in group if record.id in self._series)
            key = " ".join(record.id for record in group)
            shown.append(Shown(key, name, first.number, series))
        return [one for one in shown if one.series]

    def _picture(self) -> Chart | None:
        """That of the experiment; else how quickly the layers of the checked runs learn."""
        picture = None
        if self._experiment is not None:
            picture = picture_of(self._experiment, self._runs)
        if picture is None:
            picture = gradients_of(
                [
                    (record.title, record.number, self._series[record.id])
                    for record in self._model.checked()
                ]
            )
        return picture

    def _draw_picture(self) -> bool:
        self._show_plots()
        picture = self._picture()
        return picture is None or self.picture_plot.show_picture(picture)


def _has_gradients(record: RunRecord) -> bool:
    """Whether a run's last epoch has monitored how quickly its layers learn."""
    return bool(record.history) and record.history[-1].gradient_lengths is not None
