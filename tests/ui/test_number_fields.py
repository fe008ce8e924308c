"""Boxes for small numbers show and take the same in every locale."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractSpinBox, QApplication
from pytestqt.qtbot import QtBot

from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explanation
from digitpad.ui.parts.number_fields import NumberBox, WholeNumberBox


def type_in(box: QAbstractSpinBox, text: str) -> None:
    """Letter by letter; QTest knows no keys but Western ones."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(box, event)


@pytest.fixture(params=["C", "de_DE", "fr_CH", "tr_TR", "ar_EG", "fa_IR"])
def locale(request: pytest.FixtureRequest) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("locale")
@pytest.mark.parametrize("typed", ["12", "١٢", "۱۲"])
def test_a_whole_number_is_taken_in_any_digits_and_shown_in_ours(qtbot: QtBot, typed: str) -> None:
    box = WholeNumberBox("n", 1, 1500, least=0, checks_letters=True)
    qtbot.addWidget(box)
    box.setValue(1234)
    assert box.text() == "1234"
    box.selectAll()
    type_in(box, typed)
    assert (box.value(), box.text()) == (12, "12")


@pytest.mark.usefixtures("locale")
@pytest.mark.parametrize("typed", ["-0.25", "-0,25", "-٠٫٢٥", "−0,25"])
def test_a_decimal_is_taken_with_either_sign_and_shown_with_a_point(
    qtbot: QtBot, typed: str
) -> None:
    box = NumberBox("x", "", 1, -10, 10, 0.1, decimals=2)
    qtbot.addWidget(box)
    assert box.text() == "1.00"
    box.selectAll()
    type_in(box, typed)
    assert (box.value(), box.text()) == (-0.25, "-0.25")


def test_a_number_is_taken_before_its_unit(qtbot: QtBot) -> None:
    seconds = NumberBox("x", "", 1, 0.3, 10, 0.1, decimals=1)
    epochs = WholeNumberBox("n", 10, 100)
    for box, unit in ((seconds, " s"), (epochs, " epochs")):
        qtbot.addWidget(box)
        box.setSuffix(unit)
        box.selectAll()
        type_in(box, "7")
        box.interpretText()
        assert box.value() == 7 and box.error is None


def test_what_is_no_number_is_not_taken(qtbot: QtBot) -> None:
    box = NumberBox("x", "", 0, 0, 99, 0.1, decimals=2)
    qtbot.addWidget(box)
    box.selectAll()
    type_in(box, "x1y")
    assert box.value() == 1


def test_a_window_in_front_takes_no_number_that_is_half_typed(qtbot: QtBot) -> None:
    box = NumberBox("n", "above 0", 0.5, 0, 9, 0.1)
    qtbot.addWidget(box)
    reason = Qt.FocusReason
    for why, value in ((reason.ActiveWindowFocusReason, 0.5), (reason.MouseFocusReason, 2)):
        box.selectAll()
        type_in(box, "2")
        QApplication.sendEvent(box, QFocusEvent(QEvent.Type.FocusOut, why))
        assert box.value() == value and box.text() == "2"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("x", "η: type a number above 0, not “x”."),
        ("1e7", "η: “1e7” is more than 1,000,000."),
    ],
)
def test_a_wrong_entry_is_red_and_explained_until_it_is_right(
    qtbot: QtBot, typed: str, why: str
) -> None:
    box = NumberBox("η", "above 0", 0.5, 1e-9, 1e6, 1e-6)
    qtbot.addWidget(box)
    box.setToolTip("The learning rate")
    usual = box.palette().color(QPalette.ColorRole.Text)
    box.selectAll()
    type_in(box, typed)
    box.interpretText()
    assert box.value() == 0.5 and box.text() == typed
    assert box.error == why and explanation(box) == why
    assert box.palette().color(QPalette.ColorRole.Text) == theme.current().error
    box.setValue(0.1)
    assert box.error is None and explanation(box) == "Now 0.1: the learning rate."
    assert box.palette().color(QPalette.ColorRole.Text) == usual
