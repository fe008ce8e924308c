"""A pace spaces out slow work, so that training keeps its core."""

import time

import pytest
from digitpad.session.threads.pace import LEAST_REST, Pace
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot


def test_a_pace_rests_only_where_nobody_waits(qtbot: QtBot) -> None:
    parent = QObject()
    pace = Pace(0, parent)
    with qtbot.waitSignal(pace.due):
        assert pace.ask(hurry=False) == 0  # it has not worked yet
    pace.end()
    assert pace.ask(hurry=False) > LEAST_REST / 2
    with qtbot.waitSignal(pace.due):
        assert pace.ask(hurry=True) == 0


@pytest.mark.parametrize(
    ("rests", "least", "most"), [(10_000, 9_000, 32_000), (10**7, 23_000, 27_000)]
)
def test_a_pace_rests_so_many_times_as_long_as_the_work_took_within_bounds(
    qtbot: QtBot, rests: int, least: int, most: int
) -> None:
    parent = QObject()
    pace = Pace(0, parent, least_rest=0, rests=rests)
    pace.begin()
    began = time.monotonic()
    while time.monotonic() < began + 0.002:
        pass
    pace.end()
    assert least < pace.ask(hurry=False) < most  # a timer may be wrong by a twentieth
    pace.stop()
