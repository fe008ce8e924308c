"""The canvas takes strokes from mouse, pen and finger, and gives each back by undo."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tablet import TabletPen

from digitpad.ui.parts import theme

SLANT = [(0.2, 0.3), (0.4, 0.5), (0.6, 0.7)]
HOOK = [(0.7, 0.2), (0.8, 0.4), (0.6, 0.4)]


def strokes(desk):
    """The drawing, rounded to the pixels that a mouse knows."""
    return [np.round(stroke, 2).tolist() for stroke in desk.find("canvas").strokes()]


def color_at(desk, point):
    """The colour that the window shows at a point of the canvas."""
    return desk.window.grab().toImage().pixelColor(desk.at(point))


def test_a_stroke_goes_where_the_pressed_mouse_goes_and_a_click_is_a_dot(desk):
    for point in HOOK:
        desk.pen_move(point)
    assert strokes(desk) == []
    desk.pen_down(SLANT[0])
    assert strokes(desk) == [[[0.2, 0.3]]]
    desk.pen_move(SLANT[1])
    desk.pen_move(SLANT[2])
    assert strokes(desk) == [[[0.2, 0.3], [0.4, 0.5], [0.6, 0.7]]]
    desk.pen_up(SLANT[2])
    for point in HOOK:
        desk.pen_move(point)
    assert strokes(desk) == [[[0.2, 0.3], [0.4, 0.5], [0.6, 0.7]]]
    assert color_at(desk, (0.5, 0.6)) == theme.current().ink
    assert color_at(desk, (0.5, 0.4)) == theme.current().paper
    desk.trigger("action_undo")
    assert color_at(desk, (0.5, 0.6)) == theme.current().paper

    # A click is a dot and a double click is two.
    desk.pen_down((0.5, 0.25))
    desk.pen_up((0.5, 0.25))
    assert strokes(desk) == [[[0.5, 0.25]]]
    assert color_at(desk, (0.5, 0.25)) == theme.current().ink
    assert desk.reads() != ""
    QTest.mouseDClick(
        desk.window.windowHandle(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        desk.at((0.5, 0.5)),
    )
    assert strokes(desk)[1:] == [[[0.5, 0.5]]] * 2


def test_strokes_that_leave_the_canvas_or_lose_their_release_are_whole_and_grow_with_it(desk):
    desk.draw([[(0.5, 0.5), (1.4, 0.5), (1.4, 0.9), (0.5, 0.9)]])
    (stroke,) = desk.find("canvas").strokes()
    assert stroke.min() >= 0 and stroke.max() == 1
    assert {tuple(point) for point in np.round(stroke, 1)} >= {(1, 0.5), (1, 0.9), (0.5, 0.9)}
    # Released over the form, and yet a whole stroke; the next one begins anew.
    desk.draw([[(0.5, 0.2), (0.5, -0.04)], [(0.1, 0.1), (-0.03, 0.1)], SLANT])
    assert len(strokes(desk)) == 4

    desk.trigger("action_clear")

    # A stroke whose release got lost is kept.
    desk.pen_down(SLANT[0])
    desk.pen_move(SLANT[2])
    desk.draw([HOOK])  # as after a message that opened while the mouse was pressed
    assert [stroke[0] for stroke in strokes(desk)] == [[0.2, 0.3], [0.7, 0.2]]
    desk.trigger("action_undo")
    assert [stroke[0] for stroke in strokes(desk)] == [[0.2, 0.3]]

    desk.trigger("action_clear")

    # A drawing grows with its canvas.
    desk.draw([SLANT])
    before, side = strokes(desk), desk.find("canvas").width()
    desk.window.resize(1600, 1000)
    desk.wait(lambda: desk.find("canvas").width() > side)
    assert strokes(desk) == before
    assert color_at(desk, (0.5, 0.6)) == theme.current().ink
    assert color_at(desk, (0.5, 0.4)) == theme.current().paper


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_other_buttons_draw_nothing(desk):
    def close_menu():
        if menu := QApplication.activePopupWidget():
            menu.close()
        else:
            QTimer.singleShot(1, desk.window, close_menu)

    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        if button == Qt.MouseButton.RightButton:  # it opens a menu, and waits until that is closed
            close_menu()
        desk.pen_down((0.2, 0.2), button)
        desk.pen_move((0.6, 0.6))
        desk.pen_up((0.6, 0.6), button)
        assert strokes(desk) == []
        # Nor do they break off what the left one draws, by a menu say.
        desk.pen_down(SLANT[0])
        desk.pen_down(SLANT[0], button)
        desk.pen_move(SLANT[1])
        desk.pen_up(SLANT[1], button)
        desk.pen_move(SLANT[2])
        desk.pen_up(SLANT[2])
        assert len(strokes(desk)) == 1 and strokes(desk)[0][-1] == [0.6, 0.7]
        desk.trigger("action_undo")


def test_a_pen_and_one_finger_draw_as_the_mouse_does(desk, touch_screen):
    pen = TabletPen(desk, QPointingDevice.PointerType.Pen)

    def send(kind, point, is_down):
        accepted = pen.send(kind, point, is_down)
        # Qt sends a mouse event after each that is not accepted: the stroke would come twice.
        assert accepted or kind is QEvent.Type.TabletMove and not is_down

    send(QEvent.Type.TabletMove, HOOK[0], False)  # the pen hovers, and draws nothing
    assert strokes(desk) == []
    send(QEvent.Type.TabletPress, SLANT[0], True)
    send(QEvent.Type.TabletMove, SLANT[1], True)
    send(QEvent.Type.TabletMove, SLANT[2], True)
    send(QEvent.Type.TabletRelease, SLANT[2], False)
    send(QEvent.Type.TabletMove, HOOK[0], False)
    assert strokes(desk) == [[list(point) for point in SLANT]]

    desk.trigger("action_clear")

    # One finger draws and a second one does nothing.
    window, at = desk.window, desk.at

    def touch():
        return QTest.touchEvent(window, touch_screen)

    touch().press(0, at(SLANT[0]), window).commit()
    touch().move(0, at(SLANT[1]), window).commit()
    touch().move(0, at(SLANT[2]), window).commit()
    touch().release(0, at(SLANT[2]), window).commit()
    assert strokes(desk) == [[list(point) for point in SLANT]]
    desk.trigger("action_undo")
    assert strokes(desk) == []

    touch().press(0, at(SLANT[0]), window).commit()
    touch().move(0, at(SLANT[0]), window).press(1, at((0.8, 0.1)), window).commit()
    touch().move(0, at(SLANT[1]), window).move(1, at((0.9, 0.2)), window).commit()
    touch().release(0, at(SLANT[1]), window).move(1, at((0.9, 0.2)), window).commit()
    touch().move(1, at((0.9, 0.9)), window).commit()
    touch().release(1, at((0.9, 0.9)), window).commit()
    assert strokes(desk) == [[[0.2, 0.3], [0.4, 0.5]]]


def test_undo_and_clear_work_while_the_pen_is_down(desk):
    desk.draw([SLANT])
    desk.pen_down(HOOK[0])
    desk.pen_move(HOOK[1])
    desk.trigger("action_undo")
    desk.pen_move(HOOK[2])
    desk.pen_up(HOOK[2])
    assert [stroke[0] for stroke in strokes(desk)] == [[0.7, 0.2]]
    desk.pen_down(SLANT[0])
    desk.trigger("action_clear")
    desk.pen_move(SLANT[1])
    desk.pen_up(SLANT[1])
    assert strokes(desk) == []
    assert desk.reads() == ""
