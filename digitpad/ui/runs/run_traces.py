"""Runs as traces of a chart: each is a line, or several that belong together are a band."""

from collections.abc import Iterable, Sequence

from digitpad.session.runs.run import Run
from digitpad.ui.plots.chart import Chart, Trace, gradients_of, trace_of
from digitpad.ui.plots.series import Mark, Series


class RunTraces:
    """Takes in the epochs of runs, of those that go on only the new ones."""

    def __init__(self) -> None:
        self._series: dict[str, Series] = {}

    def _taken(self, record: Run) -> Series:
        series = self._series.setdefault(record.id, Series())
        series.take_in(record.history)
        return series

    def of(
        self,
        group: Sequence[Run],
        quantity: str,
        name: str,
        color: int,
        marks: Iterable[Mark] = (),
    ) -> Trace:
        """The trace of some runs, of one of QUANTITIES. color: the number of its line."""
        key = " ".join(record.id for record in group)
        return trace_of(list(map(self._taken, group)), quantity, key, name, color, marks)

    def gradients(self, records: Sequence[Run]) -> Chart | None:
        """How quickly the layers of runs learn; None where that was not measured."""
        return gradients_of([(r.id, r.title, r.number, self._taken(r)) for r in records])
