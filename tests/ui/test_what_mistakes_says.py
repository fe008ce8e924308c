"""What the tab Mistakes says is so: of which digits, and of which networks."""

from collections.abc import Callable

import numpy as np
import pytest
from desk import Desk
from digits import placed
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.session.runs.run import Run

SIX = placed(6, 0.1, 0.1, 0.8)


def title(desk: Desk) -> str:
    """What the gallery lists; there may be no room for all of it."""
    return desk.find("mistakes_title").accessibleName()


def damage(desk: Desk) -> None:
    handle = desk.find("damage_strength")
    handle.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Right)


def others(desk: Desk) -> list[str]:
    """The networks to compare with, as they are offered to a person who reaches the field."""
    choice = desk.find("against")
    QApplication.sendEvent(choice, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    return [choice.itemText(i).removeprefix("against: ") for i in range(choice.count())]


def compare(desk: Desk, name: str) -> None:
    """Compare with this network, by the keyboard."""
    choice, names = desk.find("against"), others(desk)
    choice.setFocus()
    steps = names.index(name) - choice.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(choice, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    assert choice.currentText() == f"against: {name}"


def at_no_damage(desk: Desk) -> list[float]:
    """How many per cent each curve of damage begins with."""
    items = desk.find("damage_plot").getPlotItem().listDataItems()
    return [float(item.getData()[1][0]) for item in items]


def learn(desk: Desk, **entries: str | float) -> Run:
    """Train for an epoch: a new network, as the form describes it."""
    desk.show_tab("Train")
    desk.enter(**({"hidden_layers": "4", "training_size": 500, "epochs": 1} | entries))
    desk.trigger("action_start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    run = desk.window.session.run
    assert run is not None
    desk.show_tab("Mistakes")
    return run


@pytest.mark.parametrize("cell", [None, (9, 9)])
def test_damaged_digits_are_headed_by_what_they_were_undamaged(
    desk: Desk, cell: tuple[int, int] | None
) -> None:
    desk.show_tab("Mistakes")
    desk.wait(lambda: " · " in title(desk))
    if cell is not None:
        table = desk.find("confusion_matrix")
        place = table.visualRect(table.model().index(*cell)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        desk.wait(lambda: title(desk).startswith("9 read right"))
    what, count = title(desk).split(" · ")
    damage(desk)
    for kind in ("shift", "turn", "size", "noise"):
        desk.enter(damage=kind)
        desk.wait(lambda: " leave" in desk.text("damage_text"))
        words = desk.text("damage_text").split(" leave")[0]
        desk.wait(lambda words=words: title(desk).endswith(f"here with {words}"))
        assert title(desk).startswith(f"{what} undamaged · {count}, here with")


def test_the_sentence_at_the_canvas_says_damage_only_where_the_drawing_is_read_damaged(
    desk: Desk,
) -> None:
    desk.show_tab("Mistakes")
    desk.draw(SIX)
    session = desk.window.session
    undamaged, said = session.reading.image, desk.text("confidence")
    damage(desk)
    damaged = session.reading.image
    assert not np.array_equal(damaged, undamaged)
    for tab in ("Train", "Runs", "Inside", "My Digits"):
        desk.wait(lambda: desk.text("confidence").endswith("with 1 pixel of shift"))
        assert np.array_equal(session.reading.image, damaged)
        desk.show_tab(tab)
        desk.wait(lambda: desk.text("confidence") == said)
        assert np.array_equal(session.reading.image, undamaged)
        desk.show_tab("Mistakes")


def test_a_network_is_compared_only_with_others(training_desk: Desk) -> None:
    desk = training_desk
    run = learn(desk)
    assert run.best is not None and run.best.epoch == len(run.history) == 1
    assert others(desk) == ["none", "the shipped network"]
    desk.go_on(eta=30)  # which spoils it
    run = desk.window.session.run
    assert run.best is not None and run.best.epoch == 1 < len(run.history)
    best = f"its epoch {run.best.epoch}, the best"
    compare(desk, best)
    desk.wait(lambda: "·" in desk.find("mended").text())
    desk.trigger("action_best")
    desk.wait(lambda: desk.find("against").currentText() == "against: none")
    assert best not in others(desk)


def test_beside_the_networks_curve_of_damage_stands_that_of_the_one_it_is_compared_with(
    training_desk: Desk,
) -> None:
    desk = training_desk
    first = learn(desk)
    second = learn(desk, hidden_layers="5")
    assert first.id != second.id
    desk.wait(lambda: len(at_no_damage(desk)) == 1)  # of all the runs, that in use alone
    for name in ("the shipped network", "run 1"):
        compare(desk, name)
        desk.wait(lambda: "·" in desk.find("mended").text())
        mended, broken = (int(desk.find(n).text().split()[-1]) for n in ("mended", "newly_broken"))
        measured = float(desk.text("test_accuracy").split(" %")[0])
        wanted = sorted([measured, measured - (mended - broken) / 10])  # of 1,000 digits
        desk.wait(lambda wanted=wanted: sorted(at_no_damage(desk)) == pytest.approx(wanted))
    compare(desk, "none")
    desk.wait(lambda: len(at_no_damage(desk)) == 1)


def test_runs_of_earlier_windows_are_offered_as_well(open_window: Callable[..., Desk]) -> None:
    first = open_window()
    learn(first)
    first.window.close()
    first.wait(lambda: not first.window.isVisible())
    second = open_window()
    second.show_tab("Mistakes")
    second.wait(lambda: "run 1" in others(second))
