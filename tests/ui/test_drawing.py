"""Drawing: pen, finger and eraser, the reading, and pictures that come and go."""

import itertools
import re
import zlib

import numpy as np
import pytest
from desk import click_item, files
from digits import placed
from mnist import mnist
from pictures import drawn
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
    QPen,
    QPointingDevice,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from small_runs import let_go
from tablet import TabletPen

from digitpad import Network
from digitpad.core import ink
from digitpad.core.data.dataset import FASHION
from digitpad.core.verdict import Kind
from digitpad.session.background import Background
from digitpad.session.drawing import ERASER_WIDTH, Drawing, KnownImage
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.reading import Reading
from digitpad.session.session import Session
from digitpad.ui.drawing import painting
from digitpad.ui.drawing.canvas import Canvas
from digitpad.ui.drawing.output_bars import ActivationBars
from digitpad.ui.drawing.picture_transfer import picture_from, source_in
from digitpad.ui.drawing.reading_view import ReadingView
from digitpad.ui.files.export_dialog import png_of
from digitpad.ui.parts import theme

SLANT = [(0.2, 0.3), (0.4, 0.5), (0.6, 0.7)]
WHOLE_SLANT = [list(point) for point in SLANT]
HOOK = [(0.7, 0.2), (0.8, 0.4), (0.6, 0.4)]


def all_strokes(desk):
    """The strokes of the drawing: arrays (n, 2) of x, y."""
    return [np.array(stroke) for stroke in desk.session.board.drawing.strokes]


def strokes(desk):
    """The drawing in whole pixels, as from a mouse."""
    return [np.round(stroke, 2).tolist() for stroke in all_strokes(desk)]


def color_at(desk, point):
    """The colour that the window shows at a point of the canvas."""
    return desk.window.grab().toImage().pixelColor(desk.at(point))


def test_a_stroke_follows_the_pressed_mouse_and_a_click_is_a_dot(desk):
    for point in HOOK:
        desk.pen_move(point)
    assert strokes(desk) == []
    desk.pen_down(SLANT[0])
    assert strokes(desk) == [[[0.2, 0.3]]]
    desk.pen_move(SLANT[1])
    desk.pen_move(SLANT[2])
    assert strokes(desk) == [WHOLE_SLANT]
    desk.pen_up(SLANT[2])
    for point in HOOK:
        desk.pen_move(point)
    assert strokes(desk) == [WHOLE_SLANT]
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
    handle, no_key = desk.window.windowHandle(), Qt.KeyboardModifier.NoModifier
    QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, no_key, desk.at((0.5, 0.5)))
    assert strokes(desk)[1:] == [[[0.5, 0.5]]] * 2


def sheet(canvas):
    """What is drawn on a canvas, without its frame."""
    return canvas.grab().toImage().copy(canvas.rect().adjusted(3, 3, -3, -3))


def test_the_canvas_always_shows_the_drawing_as_a_new_one_would(desk, qtbot, monkeypatch):
    canvas, board = desk.find("canvas"), desk.session.board
    seen = []

    def look():
        new = Canvas(board)
        qtbot.addWidget(new)
        new.setFixedSize(canvas.size())
        seen.append(sheet(canvas))
        assert seen[-1] == sheet(new)

    desk.draw([SLANT])
    look()
    desk.draw([HOOK])
    look()
    desk.pen_down((0.2, 0.8))
    desk.pen_move((0.8, 0.9))
    look()
    desk.pen_up((0.8, 0.9))
    desk.trigger("action_undo")
    look()
    assert seen[-1] == seen[1]
    board.erase((0.5, 0.5), (0.5, 0.7))
    board.lift_pen()
    look()
    theme.choose("dark")
    look()
    monkeypatch.setattr(Canvas, "devicePixelRatioF", lambda _canvas: 2.0)
    look()
    monkeypatch.undo()
    board.put_picture(picture_from(painting.as_drawn(board.drawing)))
    look()
    desk.pen_down((0.5, 0.25))  # a stroke takes the picture's place
    look()
    desk.pen_up((0.5, 0.25))
    side = canvas.width()
    desk.window.resize(1600, 1000)
    desk.wait(lambda: canvas.width() > side)
    look()
    assert all(a != b for a, b in itertools.pairwise(seen))


def test_a_movement_of_the_pen_paints_no_finished_stroke_again(desk, monkeypatch):
    rng, painted = np.random.default_rng(1), []
    long = [tuple(map(tuple, rng.random((100, 2)).tolist())) for _ in range(20)]
    desk.session.board.put_drawing(Drawing(tuple(long)))
    desk.window.grab()
    curve = painting.curve
    monkeypatch.setattr(painting, "curve", lambda points: painted.append(points) or curve(points))
    desk.pen_down(SLANT[0])
    for point in SLANT[1:]:
        desk.pen_move(point)
        desk.window.grab()
    desk.pen_up(SLANT[-1])
    desk.window.grab()
    assert painted and {len(points) for points in painted} <= {2, 3}


def test_of_a_long_stroke_under_way_only_the_last_points_are_painted(desk, monkeypatch):
    painted, canvas = [], desk.find("canvas")
    curve = painting.curve
    monkeypatch.setattr(painting, "curve", lambda points: painted.append(points) or curve(points))
    way = np.linspace(0.1, 0.9, 110)
    rows = [way if row % 2 else way[::-1] for row in range(8)]
    points = [(x, 0.1 + 0.1 * row) for row, each in enumerate(rows) for x in each.tolist()]
    desk.pen_down(points[0])
    for point in points[1:]:
        desk.pen_move(point)
        canvas.grab()
    assert len(desk.session.drawing.strokes[0]) > 500
    assert max(map(len, painted)) < 100
    under_way = sheet(canvas)
    desk.pen_up(points[-1])
    whole = sheet(canvas)
    before, after = (np.array(each.constBits(), np.int16) for each in (under_way, whole))
    # The edges of its parts overlap a little; nothing is missing, and no part is elsewhere.
    off = np.abs(after - before)
    assert off.max() < 100 and off.mean() < 0.1


def test_strokes_that_leave_the_canvas_or_lose_their_release_are_whole_and_grow_with_it(desk):
    desk.draw([[(0.5, 0.5), (1.4, 0.5), (1.4, 0.9), (0.5, 0.9)]])
    (stroke,) = all_strokes(desk)
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
    # The column around the canvas grows a moment later, and until then covers a part of it.
    desk.wait(lambda: color_at(desk, (0.5, 0.6)) == theme.current().ink)
    assert color_at(desk, (0.5, 0.4)) == theme.current().paper


def test_after_a_lost_release_a_hovering_pointer_draws_and_erases_nothing(desk):
    canvas, menu = desk.find("canvas"), desk.window.findChild(QMenu, "menu_digit")
    desk.pen_down(SLANT[0])
    desk.pen_move(SLANT[1])
    menu.popup(QPoint())
    QTest.mouseRelease(menu.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    menu.close()
    desk.pen_move(SLANT[2])
    assert strokes(desk) == [WHOLE_SLANT[:2]] and not canvas.is_drawing()
    desk.pen_down(HOOK[0])  # the next press draws again
    desk.pen_move(HOOK[1])
    desk.pen_up(HOOK[1])
    assert len(strokes(desk)) == 2
    for end in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser):
        send = TabletPen(desk, end).send
        send(QEvent.Type.TabletPress, (0.1, 0.9), True)
        send(QEvent.Type.TabletMove, (0.2, 0.9), True)
        before = strokes(desk)
        if end is QPointingDevice.PointerType.Pen:
            assert not send(QEvent.Type.TabletMove, (0.3, 0.9), False)
            desk.pen_move((0.3, 0.9))  # which Qt makes of what is not accepted
        else:  # it hovers with the button at its side held down
            assert send(QEvent.Type.TabletMove, SLANT[1], False, Qt.MouseButton.RightButton)
        assert strokes(desk) == before and not canvas.is_drawing()


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
        # Neither they nor their menu break off a stroke of the left button.
        desk.pen_down(SLANT[0])
        desk.pen_down(SLANT[0], button)
        desk.pen_move(SLANT[1])
        desk.pen_up(SLANT[1], button)
        desk.pen_move(SLANT[2])
        desk.pen_up(SLANT[2])
        assert len(strokes(desk)) == 1 and strokes(desk)[0][-1] == [0.6, 0.7]
        desk.trigger("action_undo")


def test_a_pen_draws_as_the_mouse_does(desk):
    pen = TabletPen(desk, QPointingDevice.PointerType.Pen)

    def send(kind, point, is_down):
        accepted = pen.send(kind, point, is_down)
        # Qt sends a mouse event after each that is not accepted: the stroke would come twice.
        assert accepted or kind is QEvent.Type.TabletMove and not is_down

    desk.find("eta").setFocus()
    send(QEvent.Type.TabletMove, HOOK[0], False)  # the pen hovers, and draws nothing
    assert strokes(desk) == []
    send(QEvent.Type.TabletPress, SLANT[0], True)
    send(QEvent.Type.TabletMove, SLANT[1], True)
    send(QEvent.Type.TabletMove, SLANT[2], True)
    send(QEvent.Type.TabletRelease, SLANT[2], False)
    send(QEvent.Type.TabletMove, HOOK[0], False)
    assert strokes(desk) == [WHOLE_SLANT]
    assert desk.find("canvas").hasFocus()  # so Ctrl+Z and Ctrl+V are about the drawing


def test_one_finger_draws_and_a_second_one_does_nothing(desk, touch_screen):
    window, at = desk.window, desk.at

    def touch():
        return QTest.touchEvent(window, touch_screen)

    touch().press(0, at(SLANT[0]), window).commit()
    touch().move(0, at(SLANT[1]), window).commit()
    touch().move(0, at(SLANT[2]), window).commit()
    touch().release(0, at(SLANT[2]), window).commit()
    assert strokes(desk) == [WHOLE_SLANT]
    desk.trigger("action_undo")
    touch().press(0, at(SLANT[0]), window).commit()
    touch().move(0, at(SLANT[0]), window).press(1, at((0.8, 0.1)), window).commit()
    touch().move(0, at(SLANT[1]), window).move(1, at((0.9, 0.2)), window).commit()
    touch().release(0, at(SLANT[1]), window).move(1, at((0.9, 0.2)), window).commit()
    touch().move(1, at((0.9, 0.9)), window).commit()
    touch().release(1, at((0.9, 0.9)), window).commit()
    assert strokes(desk) == [WHOLE_SLANT[:2]]


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


# The eraser removes all that it touches; one undo brings back the ink of one drag.


LEVEL = [(0.1, 0.5), (0.9, 0.5)]
LOWER = [(0.1, 0.8), (0.9, 0.8)]
DOWN = [(0.5, 0.3), (0.5, 0.6)]


def test_the_eraser_is_chosen_by_button_and_key_and_shown(desk):
    button, canvas = desk.find("eraser"), desk.find("canvas")
    desk.draw([LOWER])
    desk.click("eraser")
    assert button.isChecked()
    QTest.keyClick(desk.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not button.isChecked()
    desk.draw([LEVEL])
    desk.click("eraser")
    before = desk.activations()
    desk.draw([DOWN])
    assert len(strokes(desk)) == 3
    desk.wait(lambda: desk.activations() != before)  # what is left is read
    # No ink is left under the circle, though it just goes on beside it.
    colors = [color_at(desk, (0.5 - part * ERASER_WIDTH / 2, 0.5)) for part in (0.9, 1.5)]
    assert colors == [theme.current().paper, theme.current().ink]
    desk.click("eraser")

    # A circle as large as the eraser goes with the pointer.
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    desk.click("eraser")
    side = canvas.width()
    desk.window.resize(1700, 1060)
    desk.wait(lambda: canvas.width() > 1.2 * side)
    picture = canvas.cursor().pixmap().toImage()
    middle = picture.height() // 2
    assert abs(canvas.cursor().hotSpot().y() - middle) <= 1
    seen = [x for x in range(picture.width()) if picture.pixelColor(x, middle).alpha() > 100]
    assert seen[-1] - seen[0] == pytest.approx(ERASER_WIDTH * canvas.width(), abs=4)
    desk.click("eraser")
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_other_end_of_a_pen_and_a_finger_erase(desk, touch_screen):
    send = TabletPen(desk, QPointingDevice.PointerType.Eraser).send
    desk.draw([LEVEL])
    send(QEvent.Type.TabletPress, DOWN[0], True)
    send(QEvent.Type.TabletMove, DOWN[1], True)
    send(QEvent.Type.TabletRelease, DOWN[1], False)
    assert len(strokes(desk)) == 2
    desk.draw([LOWER])  # the mouse draws on
    assert len(strokes(desk)) == 3 and not desk.find("eraser").isChecked()
    desk.click("eraser")
    window, low, lower = desk.window, desk.at((0.5, 0.7)), desk.at((0.5, 0.9))
    QTest.touchEvent(window, touch_screen).press(0, low, window).commit()
    QTest.touchEvent(window, touch_screen).move(0, lower, window).commit()
    QTest.touchEvent(window, touch_screen).release(0, lower, window).commit()
    assert len(strokes(desk)) == 4


def test_the_eraser_gives_way_to_the_pen_once_nothing_is_left_to_erase(desk, tmp_path):
    picture = picture_file(tmp_path / "three.png", 3)
    for empty in (
        lambda: desk.draw([[(0.05, 0.5), (0.95, 0.5)]]),
        lambda: desk.drop("canvas", files(picture)),
        lambda: desk.trigger("action_undo"),
    ):
        desk.draw([LEVEL])
        desk.click("eraser")
        empty()
        desk.wait(lambda: not strokes(desk) and not desk.can("action_eraser"))
        assert not desk.action("action_eraser").isChecked()
        desk.draw([DOWN])
        assert len(strokes(desk)) == 1 and desk.can("action_eraser")
        desk.trigger("action_clear")


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])  # of a Mac
def test_a_key_clears_the_drawing(desk, key):
    desk.draw([LEVEL])
    QTest.keyClick(desk.find("canvas"), key)
    desk.wait(lambda: not strokes(desk))


# The drawing is read while it is drawn: the digit, the image, the ten activations.


LARGE = (0.08, 0.08, 0.84)


@pytest.fixture
def view(in_sight, tmp_path):
    """A reading without a window."""
    session = Session()
    keeper = Keeper(session, tmp_path / "digitpad.sqlite")
    hands = HandList(session, keeper, Background(session, "files"))
    yield in_sight(ReadingView(Labels(session, hands)))
    let_go(keeper)


def reading(known=None, form=None, edge_ink=0.0, **outputs):
    """A reading with these outputs, d6=0.9 for the output of the 6; all others are 0."""
    activations = np.zeros((10, 1))
    for name, activation in outputs.items():
        activations[int(name[1])] = activation
    image = np.ones((28, 28), np.float32)
    return Reading(Network([784, 10]), image, (activations,), known, form, edge_ink=edge_ink)


def test_the_prediction_follows_the_pen_while_it_is_down(desk):
    (nought,) = placed(0, *LARGE)
    desk.pen_down(nought[0])
    desk.wait(desk.reads)
    first = desk.activations()
    for point in nought[1:5]:  # a quarter of it, a curve to the left
        desk.pen_move(point)
    desk.wait(lambda: desk.activations() != first)
    assert desk.reads() != "0"
    for point in nought[5:]:
        desk.pen_move(point)
    desk.wait(lambda: desk.reads() == "0" and desk.text("confidence") == "activation 1.00")
    desk.pen_up(nought[-1])
    assert desk.reads() == "0"


def test_the_preview_is_the_image_that_the_network_is_given(desk):
    assert desk.reads() == desk.activations() == ""
    blank = desk.find("preview").grab().toImage()
    desk.draw(placed(5, 0.7, 0.02, 0.3))
    image = ink.from_strokes(all_strokes(desk))
    (tile,) = desk.rows("preview", Qt.ItemDataRole.UserRole)
    assert np.abs(tile.cells / 255 - image).max() <= 0.5 / 255 + 1e-6
    assert desk.find("preview").grab().toImage() != blank
    # The network itself gives the same answer to this image.
    assert desk.activations() == answers_to(desk, image)
    desk.trigger("action_clear")
    assert desk.reads() == desk.activations() == ""
    assert desk.find("preview").grab().toImage() == blank


def answers_to(desk, image):
    """The ten output activations of the network in use for an image, as they are told."""
    activations = desk.window.network.feedforward(image.reshape(784, 1))[:, 0]
    return ", ".join(f"{digit}: {activation:.2f}" for digit, activation in enumerate(activations))


def bars_of(qtbot, width, **outputs):
    """The ten bars as painted: (rows, columns), whether a pixel is ink."""
    bars = ActivationBars()
    qtbot.addWidget(bars)
    bars.resize(width, 120)
    bars.show_activations(reading(**outputs).outputs)
    picture = bars.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(120, -1)[:, :width]
    return rows < 128


def test_the_bars_are_as_high_as_the_activations(qtbot):
    seen = bars_of(qtbot, 320, d2=0.8, d3=0.4, d7=0.2)
    two, three, seven, none = seen[20:, [80, 112, 240, 16]].sum(axis=0)  # below the numbers
    assert [two / three, three / seven] == pytest.approx([2, 2], rel=0.1)
    assert none == 1


@pytest.mark.parametrize("width", [238, 640])
def test_active_outputs_have_numbers_that_never_collide(qtbot, width):
    over = bars_of(qtbot, width, d3=1.0, d4=0.98, d5=0.12, d6=0.09)[:14].any(axis=0)
    columns = np.array_split(over, 10)
    assert [digit for digit, column in enumerate(columns) if column.any()] == [3, 4, 5]
    assert not any(column[[0, -1]].any() for column in columns)


def test_only_a_clear_answer_looks_sure_and_has_a_runner_up(view):
    answers = {
        "activation 0.90": reading(d6=0.9, d2=0.3),
        "6 or 2?": reading(d6=0.9, d2=0.8),
        "perhaps 6": reading(d6=0.4),
        "not a digit": reading(d6=0.05),
        "several figures": reading(form=Kind.SEVERAL, d6=0.99),
        "only a dot": reading(form=Kind.DOT, d6=0.57),
    }
    for words, answer in answers.items():
        view.show_reading(answer)
        is_clear = words == "activation 0.90"
        assert view.confidence.text() == words
        is_unread = answer.form is not None or words == "not a digit"
        assert view.prediction.text() == ("?" if is_unread else "6")
        assert view.prediction.property("role") == ("reading" if is_clear else "doubt")
        assert view.runner_up.text() == ("then 2, at 0.30" if is_clear else "")


def draw_42(desk):
    desk.draw(placed(4, 0.0, 0.3, 0.4))
    desk.draw(placed(2, 0.5, 0.3, 0.4))


def click_figure(desk, number):
    """Click one of the figures in the preview, from 1."""
    click_item(desk.find("preview"), number - 1)


def test_a_number_is_read_figure_by_figure(desk):
    preview = desk.find("preview")
    draw_42(desk)
    assert desk.reads() == "42" and desk.find("prediction").property("role") == "reading number"
    assert desk.text("confidence") == "4 at 1.00, 2 at 1.00"
    # The last figure is looked into, until another one is clicked.
    four, two = (ink.from_strokes(all_strokes(desk)[part]) for part in (slice(2), slice(2, 3)))
    assert desk.activations() == answers_to(desk, two)
    assert desk.text("runner_up") == "below: figure 2 of 2"
    assert desk.text("correction") == "Figure 2 of 2 is a:"
    last = preview.grab().toImage()
    click_figure(desk, 1)
    assert desk.activations() == answers_to(desk, four) and desk.reads() == "42"
    assert desk.text("correction") == "Figure 1 of 2 is a:"
    assert preview.grab().toImage() != last


def test_keys_choose_a_figure_of_a_number(desk):
    preview = desk.find("preview")
    desk.draw(placed(1, 0.3, 0.2, 0.6))
    assert not preview.focusPolicy()  # a single image is nothing to choose from
    desk.trigger("action_clear")
    draw_42(desk)
    preview.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(preview, Qt.Key.Key_Left)
    assert desk.text("runner_up") == "below: figure 2 of 2"
    QTest.keyClick(preview, Qt.Key.Key_Return)
    assert desk.text("runner_up") == "below: figure 1 of 2"
    QTest.keyClick(preview, Qt.Key.Key_Right)
    QTest.keyClick(preview, Qt.Key.Key_Enter)
    assert desk.text("runner_up") == "below: figure 2 of 2"


def test_inside_explains_the_clicked_figure(desk):
    draw_42(desk)
    click_figure(desk, 1)
    desk.show_tab("Inside")
    diagram = desk.find("network_diagram")
    first = "figure 1 of 2: the most active output is 4"
    desk.wait(lambda: first in diagram.accessibleDescription())
    neuron = diagram.accessibleDescription().split("chosen: ")[1]
    click_figure(desk, 2)
    desk.wait(lambda: "figure 2 of 2" in diagram.accessibleDescription())
    assert neuron not in diagram.accessibleDescription()  # another one contributes most to a 2


def test_a_figure_is_labelled_alone_and_the_number_stays(desk):
    draw_42(desk)
    click_figure(desk, 1)
    canvas = desk.find("canvas")
    for key in (Qt.Key.Key_9, Qt.Key.Key_4):
        QTest.keyClick(canvas, key)
    (digit,) = kept(desk)
    assert digit.label == 4 and len(digit.strokes) == 2 and desk.reads() == "42"
    desk.trigger("action_undo")
    assert kept(desk)[0].label == 9


def test_an_unfinished_figure_is_read_and_a_line_through_all_makes_one_digit(desk):
    desk.draw(placed(4, 0.0, 0.3, 0.4))
    assert desk.reads() == "4" and desk.text("confidence").startswith("activation")
    click_figure(desk, 1)  # there is nothing to choose
    desk.draw(placed(2, 0.5, 0.3, 0.4))
    desk.pen_down((0.96, 0.35))
    for y in (0.4, 0.5, 0.6, 0.7):
        desk.pen_move((0.96, y))
    desk.wait(lambda: desk.reads() == "421")
    assert desk.text("runner_up") == "below: figure 3 of 3"
    desk.pen_up((0.96, 0.7))
    desk.draw([[(0.1, 0.5), (0.99, 0.5)]])  # through all of them: no number any more
    assert len(desk.reads()) == 1 and desk.text("correction") == "It is a:"


def kept(desk):
    """The digits of the hand, as My Digits has them."""
    desk.show_tab("My Digits")
    return desk.window.findChild(HandList).hand.digits


def test_a_dot_is_unread_and_the_smallest_digit_is_read(desk):
    for dot in ([(0.5, 0.5)], [(0.5, 0.5), (0.52, 0.54)]):
        desk.draw([dot])
        assert desk.reads() == "?" and desk.text("confidence") == "only a dot"
        one = ink.from_strokes([[(0.5, 0.5)]])
        np.testing.assert_array_equal(desk.session.reading.image, one)  # as small as the pen
        desk.trigger("action_clear")
    desk.draw(placed(6, 0.4, 0.4, 0.1))
    assert desk.reads() == "6" and desk.text("confidence").startswith("activation")


def test_ink_along_the_edge_of_a_picture_is_told(desk, clipboard):
    for shadow, is_said in ((1.0, False), (0.2, True)):
        photo = drawn(placed(6), 240)
        photo[:, 170:] = photo[:, 170:] * shadow
        clipboard.setImage(QImage(photo.data, 240, 240, 240, QImage.Format.Format_Grayscale8))
        desk.trigger("action_paste")
        desk.wait(lambda is_said=is_said: desk.reads() and (desk.reads() == "6") != is_said)
        assert ("ink along the picture’s edge: a shadow?" in desk.text("confidence")) == is_said


def test_clothes_are_called_by_their_names(view):
    view.show_reading(reading(KnownImage(1013, 9), d7=0.93))
    view.name_classes(FASHION, FASHION)
    assert view.confidence.text() == "sneaker, activation 0.93"
    assert view.true_label.accessibleName() == "Test digit 1,013 is an ankle boot: misread."
    assert view.true_label.property("role") == "misread"
    at_the_right = QPoint(view.bars.width() - 1, 5)
    assert view.bars.explained_at(at_the_right) == "Output 9: ankle boot, activation 0.0000"


# Pictures come onto the canvas and go.


AS_DRAWN, AS_SEEN = 0, 1  # the file types of the dialog


def picture_of(digit):
    """A picture drawn elsewhere."""
    return painting.as_drawn(Drawing(tuple(placed(digit, 0.2, 0.2, 0.6))))


def picture_file(path, digit):
    assert picture_of(digit).save(str(path))
    return path


def gray(image):
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


@pytest.fixture
def clipboard(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


def test_a_picture_is_ink_on_the_canvas_as_wide_as_it_is(desk, clipboard):
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    for x in range(190, 210):
        for y in range(20, 80):
            image.setPixelColor(x, y, Qt.GlobalColor.white)
    clipboard.setImage(image)
    desk.trigger("action_paste")
    desk.wait(lambda: desk.reads() == "1")
    shown, colors = desk.find("canvas").grab().toImage(), theme.current()
    side = shown.width()
    # It lies in the middle, a quarter as high as wide: 60 of 400 pixels are 0.15 of the side.
    for x, y, wanted in (
        *((0.5, y, y in (0.45, 0.55)) for y in (0.3, 0.4, 0.45, 0.55, 0.6)),
        *((x, 0.5, x in (0.49, 0.51)) for x in (0.1, 0.46, 0.49, 0.51, 0.54)),
    ):
        color = shown.pixelColor(int(x * side), int(y * side))
        assert color == (colors.ink if wanted else colors.paper), (x, y)


def test_pictures_are_pasted_and_dropped_in_place_of_the_drawing(desk, clipboard, tmp_path):
    desk.draw(placed(7))
    drawing = all_strokes(desk)
    clipboard.setImage(picture_of(3))
    desk.trigger("action_paste")
    desk.wait(lambda: desk.reads() == "3")
    assert strokes(desk) == []
    desk.trigger("action_undo")
    assert desk.reads() == "7"
    assert all(map(np.array_equal, all_strokes(desk), drawing))
    QTest.keyClick(desk.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert desk.reads() == "3"
    clipboard.setMimeData(files(picture_file(tmp_path / "8.png", 8)))
    desk.trigger("action_paste")
    desk.wait(lambda: desk.reads() == "8")
    assert desk.drop("canvas", files(picture_file(tmp_path / "5.jpg", 5)))
    desk.wait(lambda: desk.reads() == "5")
    data = QMimeData()
    data.setImageData(picture_of(3))
    assert desk.drop("canvas", data)
    desk.wait(lambda: desk.reads() == "3")


def test_other_content_is_refused_or_left_for_the_window_and_the_drawing_stays(
    desk, clipboard, tmp_path
):
    desk.draw(placed(7))
    desk.trigger("action_paste")
    assert "no picture in the clipboard" in desk.text("explanation")
    (tmp_path / "notes.txt").write_text("no picture")
    for path in (tmp_path / "notes.txt", tmp_path):
        assert desk.drop("canvas", files(path))
        assert path.name in desk.read_message()
    assert desk.reads() == "7" and len(strokes(desk)) == 1
    desk.trigger("action_undo")
    assert desk.reads() == ""

    # Drops that are not for the canvas are left for the window.
    for name in ("net.json", "net.JSON.gz"):
        assert desk.drop("canvas", files(tmp_path / name))
        said = desk.read_message()
        assert "network" in said and name in said
    assert not desk.drop("canvas", files(tmp_path / "1.png", tmp_path / "2.png"))
    assert desk.reads() == "" and not desk.boxes("message")


def test_a_test_digit_is_read_unchanged_and_has_its_true_label(desk, tmp_path):
    _, _, test_data = mnist()
    assert desk.text("true_label") == ""
    verdicts = []
    for _ in range(10):
        before = desk.session.drawing
        desk.trigger("action_test_digit")
        desk.wait(lambda before=before: desk.session.drawing is not before)
        index, label, verdict = true_label(desk)
        x, y = test_data[index]
        assert label == y
        assert np.array_equal(desk.session.board.drawing.image(), x.reshape(28, 28))
        assert desk.activations() == answers_to(desk, x)
        assert (verdict == "right") == (desk.window.network.feedforward(x).argmax() == label)
        verdicts.append(verdict)
    assert verdicts.count("right") > 5
    assert not desk.find("correction").isVisible()

    export(desk, tmp_path / "digit.png", AS_SEEN)
    desk.wait((tmp_path / "digit.png").exists)
    seen = gray(QImage(str(tmp_path / "digit.png")))
    assert np.array_equal(seen.reshape(784), test_data.images[index])


def test_the_true_label_goes_when_the_drawing_changes_and_comes_back_with_it(desk):
    desk.trigger("action_test_digit")
    desk.wait(lambda: desk.text("true_label"))
    said = desk.text("true_label")
    desk.draw(placed(1))
    assert desk.text("true_label") == "" and desk.find("correction").isVisible()
    desk.trigger("action_undo")
    assert desk.text("true_label") == said and not desk.find("correction").isVisible()
    desk.trigger("action_clear")
    assert desk.text("true_label") == ""
    desk.trigger("action_undo")
    desk.trigger("action_new")
    _, label, verdict = true_label(desk)
    assert (desk.reads() == str(label)) == (verdict == "right")


def true_label(desk):
    """The line about the test digit: its index, its label, and how it is read."""
    said = desk.text("true_label").replace("\n", " ")
    match = re.fullmatch(r"Test digit ([\d,]+) is an? (\d): (right|misread)\.", said)
    assert match is not None, said
    return int(match[1].replace(",", "")), int(match[2]), match[3]


def test_a_drawing_is_copied_and_exported_black_on_white_or_as_it_is_seen(
    desk, clipboard, tmp_path
):
    theme.choose("dark")
    assert not desk.can("action_copy") and not desk.can("action_export_drawing")
    desk.draw([[(0.2, 0.3), (0.8, 0.3)]])
    desk.trigger("action_copy")
    copy = gray(clipboard.image())
    side = len(copy)
    assert copy.shape == (side, side) and side >= 640
    assert copy[int(0.3 * side), int(0.5 * side)] == 0
    assert copy[int(0.6 * side), int(0.5 * side)] == 255
    assert 0.5 < (copy < 128).mean() / (0.6 * 0.06 + np.pi * 0.03**2) < 1.5
    assert ((copy > 0) & (copy < 255)).any()  # smooth at its edge
    desk.trigger("action_clear")

    desk.draw(placed(3))
    image = ink.from_strokes(all_strokes(desk))
    desk.trigger("action_copy")
    export(desk, tmp_path / "three", AS_DRAWN)  # the ending is added
    export(desk, tmp_path / "seen.png", AS_SEEN)
    desk.wait(lambda: (tmp_path / "three.png").exists() and (tmp_path / "seen.png").exists())
    exported, seen = (QImage(str(tmp_path / f"{name}.png")) for name in ("three", "seen"))
    assert np.array_equal(gray(exported), gray(clipboard.image()))
    assert np.array_equal(gray(seen), np.round(image * 255).astype(np.uint8))
    # The exported and copied pictures are read like the drawing.
    desk.trigger("action_clear")
    desk.drop("canvas", files(tmp_path / "three.png"))
    desk.wait(lambda: desk.reads() == "3")


def export(desk, path, kind):
    desk.trigger("action_export_drawing")
    (dialog,) = desk.dialogs()
    dialog.selectNameFilter(dialog.nameFilters()[kind])
    desk.choose_file(path)


# One undo, for all.


def test_the_buttons_beside_the_canvas_undo_all_and_say_what(desk):
    desk.draw([LEVEL])
    QTest.keyClick(desk.find("canvas"), Qt.Key.Key_7)
    assert len(kept(desk)) == 1
    desk.click("undo")  # the label is the last step, though it is no step of the drawing
    assert not kept(desk) and len(strokes(desk)) == 1
    desk.show_tab("Runs")
    QTest.keySequence(desk.find("ask_own"), QKeySequence.StandardKey.Undo)
    assert not strokes(desk) and desk.find("redo").isEnabled()
    assert "Stroke" in desk.window.statusBar().currentMessage()
    for _ in range(2):
        desk.click("redo")
    assert len(kept(desk)) == len(strokes(desk)) == 1 and not desk.find("redo").isEnabled()


# The button Examples.


def test_a_picture_is_opened_or_refused(desk, tmp_path):
    (tmp_path / "bad.png").write_text("no picture")
    desk.trigger("action_open_picture", tmp_path / "bad.png")
    assert "bad.png" in desk.read_message()
    desk.trigger("action_open_picture", picture_file(tmp_path / "one.png", 7))
    desk.wait(lambda: desk.reads() == "7")


def test_examples_offers_digits_and_pictures(desk):
    button = desk.find("digit")
    offered = [action for action in button.menu().actions() if not action.isSeparator()]
    names = ["action_test_digit", "action_next_mistake", "action_open_picture"]
    assert [action.objectName() for action in offered] == names
    seen = []

    def choose():
        seen.append(button.menu().isVisible())
        QTest.keyClick(button.menu(), Qt.Key.Key_Down)
        QTest.keyClick(button.menu(), Qt.Key.Key_Return)

    # Depending on Qt's version, the press returns at once or after the choice.
    QTimer.singleShot(0, button.menu(), choose)
    desk.click("digit")
    desk.wait(lambda: seen == [True])
    desk.wait(lambda: not desk.session.drawing.is_blank())
    assert desk.session.drawing.test_digit is not None


# Pictures from files and clipboards are read; all else is refused in a sentence.


WHITE, BLACK = QColor("white"), QColor("black")
CLEAR = QColor(0, 0, 0, 0)


def corner(width, height, ink, paper):
    """An L as tall as it is wide, in the middle of an image with room around it."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(paper)
    side = min(width, height)
    painter = QPainter(image)
    painter.translate((width - side) / 2, (height - side) / 2)
    painter.setPen(QPen(ink, side * 0.08))
    painter.drawLine(int(0.25 * side), int(0.2 * side), int(0.25 * side), int(0.8 * side))
    painter.drawLine(int(0.25 * side), int(0.8 * side), int(0.75 * side), int(0.8 * side))
    painter.end()
    return image


def as_l(image):
    """Whether there is ink at the upper left and lower right, and none at the upper right."""
    return bool(image[6:20, 4:12].max() > 0.9), bool(image[4:14, 18:].max() > 0.1)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [(QColor("#1a3a8a"), QColor("#e8e0d0")), (QColor("yellow"), QColor("navy")), (BLACK, CLEAR)],
)
def test_ink_is_read_and_shown_whatever_its_colour_and_paper(qapp, ink, paper):
    picture = picture_from(corner(300, 200, ink, paper))
    assert picture.image.shape == (28, 28) and picture.image.dtype == np.float32
    assert as_l(picture.image) == (True, False)
    assert picture.shown.shape == (200, 300) and picture.shown.dtype == np.uint8
    assert picture.shown[0].max() < 10  # paper
    assert picture.shown[100, 50 + 50] > 245  # ink
    assert picture.test_digit is None


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp", "tif"])
def test_a_file_of_each_usual_format_is_read_whatever_its_name(qapp, tmp_path, kind):
    path = tmp_path / f"an L, größer.{kind}"
    assert corner(300, 300, BLACK, WHITE).save(str(path))
    plain = path.rename(tmp_path / "without an ending")
    assert as_l(picture_from(plain).image) == (True, False)


def test_a_photo_is_turned_as_the_camera_was_held(qapp, tmp_path):
    path = tmp_path / "photo.jpg"
    assert corner(400, 300, BLACK, WHITE).save(str(path))
    # Exif's orientation 6: to be seen, it is turned with the clock.
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06" + bytes(6)
    segment = b"\xff\xe1" + (2 + len(exif)).to_bytes(2, "big") + exif
    plain = path.read_bytes()
    path.write_bytes(plain[:2] + segment + plain[2:])
    picture = picture_from(path)
    assert picture.shown.shape == (400, 300)
    turned = np.rot90(picture.image)  # back, against the clock
    assert as_l(turned) == (True, False)


def test_a_large_picture_is_scaled_down_and_a_narrow_one_is_read(qapp, tmp_path):
    large = corner(3000, 2000, BLACK, WHITE)
    path = tmp_path / "large.png"
    assert large.save(str(path))
    for source in (path, large):
        picture = picture_from(source)
        assert picture.shown.shape in [(666, 1000), (667, 1000)]
        assert as_l(picture.image) == (True, False)
    narrow = plain(5000, 2)
    for x in range(2000, 3000):
        narrow.setPixelColor(x, 0, BLACK)
        narrow.setPixelColor(x, 1, BLACK)
    assert picture_from(narrow).image.max() > 0.9


def plain(width, height):
    """An image without any ink."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    return image


def a_huge_png(width, height):
    """A file whose header claims so many pixels."""
    content = bytearray(png_of(plain(1, 1)))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="5" height="5"/></svg>'


@pytest.mark.qt_log_ignore("libpng error")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"no picture", "is not a picture"),
        (lambda: b"", "is not a picture"),
        (lambda: SVG, "is not a picture"),  # it could name other files
        (lambda: png_of(corner(300, 300, BLACK, WHITE))[:100], "cannot be read"),
        (lambda: a_huge_png(60_000, 60_000), "too large: 60,000 × 60,000 pixels"),
        (lambda: a_huge_png(9000, 8000), "too large: 9,000 × 8,000 pixels"),
        (lambda: png_of(plain(100, 100)), "has no ink"),
        (None, "is not there"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_a_sentence(qapp, tmp_path, make, words):
    path = tmp_path / "digit.png"
    if make is not None:
        path.write_bytes(make())
    with pytest.raises(OSError, match=words) as caught:
        picture_from(path)
    assert path.name in str(caught.value) and str(caught.value).endswith(".")


def test_one_picture_is_found_in_a_drop(qapp, tmp_path):
    def data(*urls, image=None):
        data = QMimeData()
        if urls:
            data.setUrls(urls)
        if image is not None:
            data.setImageData(image)
        return data

    one, two, net, also = (
        QUrl.fromLocalFile(str(tmp_path / name)) for name in ("1.png", "2", "net.json", "NET.JSON")
    )
    web, image = QUrl("https://example.com/3.png"), corner(30, 30, BLACK, WHITE)
    assert source_in(data(one)) == source_in(data(one, image=image)) == tmp_path / "1.png"
    found = source_in(data(web, image=image))  # as from a browser
    assert isinstance(found, QImage) and found.size() == image.size()
    text, broken = QMimeData(), QMimeData()
    text.setText("words")
    broken.setData("image/png", QByteArray(b"no picture"))
    for nothing in (data(), data(web), data(one, two), data(net), data(also), text, broken):
        assert source_in(nothing) is None


def test_ink_is_tinted_whatever_its_layout_in_memory():
    gray = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    for view in (gray, gray.T, gray[::-1, ::2]):
        image = painting.tinted(view, WHITE, BLACK)
        height, width = view.shape
        shades = [[255 - image.pixelColor(x, y).red() for x in range(width)] for y in range(height)]
        assert shades == view.tolist()
