"""Data from a folder, and curves to a file, through the menus and their dialogs."""

import csv
import struct
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from wheel import turn_wheel

from digitpad.core.files import network_file


def write_idx(path: Path, array: np.ndarray) -> None:
    header = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    path.write_bytes(header + array.tobytes())


@pytest.fixture
def squares(tmp_path):
    """A folder of 120 pictures, with a square each that lies where its label says."""
    folder = tmp_path / "squares"
    folder.mkdir()
    labels = (np.arange(120) % 10).astype(np.uint8)
    images = np.zeros((120, 28, 28), np.uint8)
    for image, label in zip(images, labels):
        image[2 * label : 2 * label + 6, 4:24] = 255
    for name, many in (("train", 120), ("t10k", 30)):
        write_idx(folder / f"{name}-images-idx3-ubyte", images[:many])
        write_idx(folder / f"{name}-labels-idx1-ubyte", labels[:many])
    return folder


def train_an_epoch(desk: Desk) -> None:
    desk.train(hidden_layers="10", epochs=1)
    desk.wait(lambda: desk.epochs_drawn() == [1])


def test_a_folder_of_images_is_learnt_from_and_tested_with(training_desk, squares, tmp_path):
    desk = training_desk
    strip = desk.find("samples")
    desk.wait(lambda: len(strip.images))
    assert not desk.can("action_use_mnist")
    digits = strip.images
    desk.trigger("action_open_data")
    desk.choose_file(squares)
    desk.wait(lambda: desk.can("action_use_mnist"))
    assert strip.images[1].sum() == 6 * 20
    assert "squares" in desk.window.statusBar().currentMessage()

    train_an_epoch(desk)
    (result,) = desk.window.session.run.history
    assert (result.training_size, result.evaluation_size) == (100, 20)
    assert desk.window.session.run.data_set == "squares"
    assert desk.window.save_file(tmp_path / "net.json")
    assert network_file.read_network_file(tmp_path / "net.json").data_set == "squares"
    desk.trigger("action_test_digit")
    desk.wait(lambda: "Test digit" in desk.text("true_label"))
    assert desk.window.session.drawing.image().sum() == 6 * 20

    desk.trigger("action_use_mnist")
    desk.wait(lambda: not desk.can("action_use_mnist"))
    np.testing.assert_array_equal(strip.images, digits)


def test_a_folder_without_data_is_refused_and_none_is_asked_for_during_a_run(desk, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    desk.trigger("action_open_data")
    desk.choose_file(empty)
    assert "lacks train-images" in desk.read_message()
    assert not desk.can("action_use_mnist")
    assert desk.window.session.data.folder is None
    desk.enter(epochs=1000)
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    assert not desk.can("action_open_data")
    desk.click("stop")
    desk.wait(desk.is_idle)
    assert desk.can("action_open_data")


def test_curves_are_exported_in_the_kind_that_is_chosen(desk, tmp_path):
    assert not desk.can("action_export_curves")
    train_an_epoch(desk)
    desk.trigger("action_export_curves")
    desk.choose_file(tmp_path / "curves.csv")
    desk.wait((tmp_path / "curves.csv").exists)
    lines = (tmp_path / "curves.csv").read_text().splitlines()
    (row,) = csv.DictReader(line for line in lines if not line.startswith("#"))
    (result,) = desk.window.session.run.history
    assert float(row["evaluation_cost"]) == result.evaluation_cost
    assert int(row["training_accuracy"]) == result.training_accuracy

    desk.trigger("action_export_curves")
    dialogs = desk.window.findChildren(QFileDialog, "file_dialog")
    (dialog,) = [dialog for dialog in dialogs if dialog.isVisible()]  # the first may be there yet
    assert [name[:3] for name in dialog.nameFilters()] == ["CSV", "PNG", "SVG"]
    dialog.selectNameFilter(dialog.nameFilters()[1])
    dialog.filterSelected.emit(dialog.nameFilters()[1])  # as its box of kinds does
    assert dialog.defaultSuffix() == "png"
    desk.choose_file(tmp_path / "picture.png")
    desk.wait((tmp_path / "picture.png").exists)
    assert not QImage(str(tmp_path / "picture.png")).isNull()

    desk.trigger("action_export_curves")
    desk.choose_file(tmp_path / "nowhere" / "curves.csv")
    message = desk.read_message()
    assert "curves.csv" in message and "cannot be written" in message


def test_zooming_is_about_the_run_that_was_zoomed_into(training_desk):
    desk = training_desk
    desk.train(hidden_layers="10", epochs=3)
    desk.wait(lambda: desk.epochs_drawn() == [1, 2, 3])
    way_back = desk.find("cost_way_back")
    turn_wheel(desk.find("cost_plot").viewport(), 3)
    assert way_back.isVisible()
    desk.enter(epochs=1)
    desk.click("continue_training")
    desk.wait(lambda: desk.is_idle() and len(desk.epochs_drawn()) == 4)
    assert way_back.isVisible()  # it is the same run
    desk.click("start")
    desk.wait(lambda: not way_back.isVisible())
    desk.wait(desk.is_idle)
