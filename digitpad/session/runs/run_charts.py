"""The charts of runs: what was measured by epoch, of one run or of several. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from digitpad.session.charts.chart import Chart, ColorName, Curve, Mark, Trace
from digitpad.session.runs.run import Run
from digitpad.session.runs.series import MEASURED_ON, QUANTITIES, KnownSeries, Series, band


def trace_of(
    series: Sequence[Series],
    quantity: str,
    key: str,
    name: str,
    color: ColorName,
    marks: Iterable[Mark] = (),
    colors: Sequence[ColorName | None] = (None, None),
) -> Trace:
    """A run's trace of one of QUANTITIES; for runs that differ only in their seed, mean and band.

    marks: stand beside changes of η and λ. colors: of the evaluation and the training curve, None
    for `color`.
    """
    curves = []
    epochs = min((one.epochs for one in series), key=len)
    for kind, own_color in zip(MEASURED_ON, colors):
        rows = [one.of(quantity, kind) for one in series]
        values, low, high = rows[0], None, None
        if len(rows) > 1:
            values, low, high = band(rows)
            if kind == "training":
                low = high = None  # two bands in one colour could not be told apart
        curves.append(Curve(kind, epochs, values, low, high, kind == "training", own_color))
    texts: dict[float, list[str]] = {}
    changes = series[0].changes if len(series) == 1 else ()
    for place, text in sorted([*marks, *changes], key=lambda mark: mark[0]):
        texts.setdefault(place, []).append(text)
    together = [(place, "; ".join(at_place)) for place, at_place in texts.items()]
    return Trace(key, name, color, tuple(curves), together)


def run_chart(
    traces: Sequence[Trace],
    quantity: str,
    logarithmic: tuple[bool, bool] = (False, False),
    has_penalty: bool = True,
) -> Chart:
    """The chart of one of QUANTITIES. has_penalty: whether the title tells of the λ term."""
    measured = quantity.split()[0]
    y_label, text = "cost (logarithmic)" if logarithmic[1] else "cost", "{:.4f}"
    if measured == "accuracy":
        y_label, text = "accuracy (%)", "{:.2f} %"
    texts = QUANTITIES[quantity] if has_penalty else measured, "epoch", y_label, text, "epoch {}"
    return Chart(tuple(traces), *texts, logarithmic, counts_epochs=True, measured=measured)


def gradient_chart(runs: Iterable[Run], known: KnownSeries) -> Chart:
    """The lengths of the gradient of each hidden layer of some runs, if they were measured."""
    traces = []
    for number, run in enumerate(runs, start=1):
        series = known.of(run)
        for layer, lengths in enumerate(series.gradient_lengths()[:-1], start=1):
            if np.any(lengths > 0):  # NaN if not measured
                # Measured at the beginning of each epoch.
                curve = Curve(f"layer {layer}", series.epochs - 1, lengths)
                key, name = f"{run.id} {layer}", f"{run.title}: layer {layer}"
                traces.append(Trace(key, name, number, (curve,)))
    texts = "gradient", "epochs learnt", "length of the gradient"
    chart = Chart(tuple(traces), *texts, logarithmic=(False, True), counts_epochs=True)
    return replace(chart, measured="gradient")
