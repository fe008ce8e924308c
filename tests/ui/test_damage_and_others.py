"""Damage, another network and the map, as they are used in the tab Mistakes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from contrast import contrast
from desk import Desk
from digits import placed
from idx_folder import write_folder
from network_files import content, write
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
)

from digitpad import load
from digitpad.core.data.dataset import load_test_data
from digitpad.core.evaluation import evaluate
from digitpad.resources import resource_path
from digitpad.session.measuring.damage_watch import DamageWatch

SIX = placed(6, 0.1, 0.1, 0.8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(write_folder(tmp_path / "digits", 50))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "small.json", content(784, 12, 10))


@pytest.fixture
def mistakes_desk(
    no_process_ahead: None, open_window: Callable[..., Desk], file: Path, folder: Path
) -> Desk:
    """A small network from a file, measured on the ten test images of a folder."""
    desk = open_window(file)
    desk.wait(lambda: "small" in desk.title())
    desk.show_tab("Mistakes")
    desk.click("evaluation_folder")
    dialog = desk.window.findChild(QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(folder))
    dialog.accept()
    desk.wait(lambda: "all wrong ·" in title(desk))
    desk.wait(lambda: len(captions(desk)) <= 10)  # the thousands of MNIST were measured before
    return desk


def title(desk: Desk) -> str:
    """What the gallery lists; there may be no room for all of it."""
    return desk.find("mistakes_title").accessibleName()


def captions(desk: Desk) -> list[str]:
    model = desk.find("mistakes").model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_handle_damages_the_reading_and_the_gallery_and_a_sentence_counts(
    mistakes_desk: Desk,
) -> None:
    desk = mistakes_desk
    desk.draw(SIX)
    session, drawing = desk.window.session, desk.window.session.drawing
    undamaged, before = session.reading.image, captions(desk)
    handle = desk.find("damage_strength")
    desk.wait(lambda: "%" in desk.text("damage_text"))
    handle.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Right)
    QTest.keyClick(handle, Qt.Key.Key_Right)
    desk.wait(lambda: "leave" in desk.text("damage_text") and "%" in desk.text("damage_text"))
    share = desk.text("damage_text").removeprefix("2 pixels of shift leave ")
    assert share in [f"{100 * count / 10:.2f} %" for count in range(11)]
    assert "with 2 pixels of shift" in desk.text("confidence")
    assert session.drawing is drawing and not np.array_equal(session.reading.image, undamaged)
    desk.wait(lambda: "with 2 pixels of shift" in title(desk))
    assert captions(desk) != before
    kind = desk.find("damage")
    kind.setCurrentText("noise")
    desk.wait(lambda: desk.text("damage_text").startswith("noise of 0.2 leaves 1"))
    assert "with noise of 0.2" in desk.text("confidence")
    watch = desk.window.findChild(DamageWatch)
    desk.wait(lambda: watch.curve is not None and watch.curve.is_whole)
    watch.curve = replace(watch.curve, right=watch.curve.right[:1])  # as it is at first
    watch.measured.emit()
    first, last = desk.find("damage_plot").getPlotItem().vb.viewRange()[0]
    assert first <= 0 and last >= 0.6  # the whole range has its place
    assert desk.text("damage_text") == "noise of 0.2 leaves …"
    desk.click("map_page")  # the handle is out of sight
    assert "noise" not in desk.text("confidence")
    assert np.array_equal(session.reading.image, undamaged)
    desk.click("matrix_page")
    assert "with noise of 0.2" in desk.text("confidence")
    desk.show_tab("Train")
    assert "noise" not in desk.text("confidence")
    assert desk.can("action_undo") and session.drawing is drawing


def test_another_network_makes_groups_to_list_and_differences_to_see(
    mistakes_desk: Desk, folder: Path, file: Path
) -> None:
    desk = mistakes_desk
    choice = desk.find("against")
    assert not desk.find("mended").isVisible()
    reached = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    QApplication.sendEvent(choice, reached)  # lists them
    names = [choice.itemText(i) for i in range(choice.count())]
    assert names == ["against: none", "against: the shipped network"]
    QTest.keyClick(choice, Qt.Key.Key_Down)
    desk.wait(lambda: "·" in desk.find("mended").text())
    data, labels = load_test_data(folder), np.arange(10)
    now, other = (
        evaluate(load(path), data) for path in (file, resource_path("networks", "default.json"))
    )
    right, was_right = now.read == labels, other.read == labels
    counts = [(right & ~was_right).sum(), (was_right & ~right).sum(), (~right & ~was_right).sum()]
    names = ["mended", "newly_broken", "wrong_in_both"]
    said = [desk.find(name).text() for name in names]
    assert said == [f"{name.replace('_', ' ')} · {n}" for name, n in zip(names, counts)]
    assert desk.text("against_text")
    desk.click("wrong_in_both")
    desk.wait(lambda: title(desk) == f"wrong in both · {counts[2]}")
    assert {caption[0] for caption in captions(desk)} == set(
        map(str, np.flatnonzero(~right & ~was_right))
    )
    desk.click("wrong_in_both")
    desk.wait(lambda: title(desk) == f"all wrong · {(~right).sum()}")
    desk.find("matrix_differences").setChecked(True)  # type: ignore[attr-defined]
    matrix = desk.find("confusion_matrix").model()  # type: ignore[attr-defined]
    difference = np.zeros((10, 10), int)
    np.add.at(difference, (labels, now.read), 1)
    np.subtract.at(difference, (labels, other.read), 1)
    for row in range(10):
        for column in range(10):
            text = matrix.index(row, column).data().replace("−", "-")
            assert int(text or 0) == difference[row, column]
            assert "+" in text or "-" in text or not text
            ink, ground = (
                matrix.index(row, column).data(role)
                for role in (Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole)
            )
            assert contrast(ink, ground) >= 4.5
    QTest.keyClick(choice, Qt.Key.Key_Up)
    assert not desk.find("mended").isVisible()
    assert "+" not in "".join(matrix.index(i, i).data() for i in range(10))


def test_the_map_shows_all_digits_and_where_the_drawing_is(mistakes_desk: Desk) -> None:
    desk = mistakes_desk
    desk.click("map_page")
    canvas = desk.find("digit_map").parent()
    desk.wait(lambda: canvas.shown is not None)
    layer = desk.find("map_layer")
    assert layer.currentText() == "hidden layer 1"
    assert [layer.itemText(i) for i in range(3)] == ["pixels", "hidden layer 1", "output"]
    words = desk.find("map_text")
    assert words.text().startswith("10 test images of digits; ")
    words.setFixedWidth(words.fontMetrics().horizontalAdvance("10 test images of digits;") + 5)
    desk.wait(lambda: words.text().startswith("10 test images of digits;\n"))  # not cut off
    assert canvas.star is None
    desk.draw(SIX)
    desk.wait(lambda: canvas.star is not None)
    first = canvas.shown.map
    hidden = desk.window.session.reading.activations[1][:, 0]
    np.testing.assert_allclose(canvas.star, (hidden - first.middle) @ first.axes, atol=1e-5)
    before = canvas.star
    desk.draw([[(0.2, 0.2), (0.8, 0.3)]])
    desk.wait(lambda: not np.array_equal(canvas.star, before))
    # A click on a digit puts it on the canvas, and undo brings the drawing back.
    plot = desk.find("digit_map")
    plot.grab()
    place = plot.getPlotItem().vb.mapViewToScene(QPointF(*canvas.places[7].tolist()))
    at = plot.mapFromScene(place)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    digit = desk.window.session.drawing.test_digit
    assert digit is not None and (digit.index, digit.label) == (7, 7)
    desk.trigger("action_undo")
    assert desk.window.session.drawing.test_digit is None
    layer.setCurrentIndex(2)
    layer.activated.emit(2)
    desk.wait(lambda: canvas.shown.layer == 2)
    shown = canvas.shown.map
    assert len(shown.axes) == 10
