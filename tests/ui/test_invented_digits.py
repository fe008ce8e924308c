"""Invented digits are drawn stroke by stroke, and give way to a hand."""

import pytest
from desk import Desk
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from digitpad.core.forms.styles import FORMS, digit_of
from digitpad.ui.drawing.invented_digits import InventedDigits


def forms(desk: Desk) -> dict[str, QAction]:
    """The forms that the menu offers, by their names."""
    (menu,) = [m for m in desk.window.findChildren(QMenu) if m.objectName() == "menu_invented"]
    menu.aboutToShow.emit()
    found = {}
    for digit in menu.actions():
        submenu = digit.menu()
        assert isinstance(submenu, QMenu)
        for action in submenu.actions():
            found[action.text().partition(" ")[2]] = action
    return found


def test_every_form_is_offered_and_drawn_stroke_by_stroke(desk: Desk) -> None:
    assert set(forms(desk)) == set(FORMS)

    form = "barred 7"
    seen: list[int] = []
    desk.window.session.drawing_changed.connect(
        lambda drawing: seen.append(sum(map(len, drawing.strokes)))
    )
    offered = forms(desk)
    name = form if form in offered else next(f for f in offered if f.endswith(form[-1]))
    offered[name].trigger()
    board = desk.window.session.board
    writer = desk.window.findChild(InventedDigits)
    desk.wait(lambda: not writer._strokes)
    whole = seen[-1]
    assert len(seen) > 5 and seen[0] < whole
    assert not board.pen_is_down and desk.reads() != ""
    desk.trigger("action_undo")
    assert seen[-1] < whole


def test_a_hand_that_draws_meanwhile_goes_first_and_a_button_writes_any_form(desk: Desk) -> None:
    # A hand that draws meanwhile goes first.
    next(iter(forms(desk).values())).trigger()
    desk.wait(lambda: desk.window.session.drawing.strokes)
    desk.draw([[(0.2, 0.3), (0.4, 0.5)]])
    after = desk.window.session.drawing
    assert not desk.window.findChild(InventedDigits)._next.isActive()
    assert after.strokes[-1][0] == pytest.approx((0.2, 0.3), abs=0.01)

    # A button writes one of any form.
    writer = desk.window.findChild(InventedDigits)
    written: list[str] = []
    writer.write = written.append
    for _ in range(60):
        desk.click("invented_digit")
    assert len(written) == 60 and set(written) <= set(FORMS)
    assert len({digit_of(form) for form in written}) > 5
