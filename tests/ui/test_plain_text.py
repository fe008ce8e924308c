"""Text from outside is shown as it is: no name and no file can show pictures or swell a box."""

import json

from desk import files
from idx_folder import write_folder
from network_files import write
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QWidget

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.text import shortened
from digitpad.ui.parts.explained import tooltip

PICTURE = "<img src=x>"
TABLE = "<table height=3000><tr><td>a</table>"
OURS = "_legend"  # of plots: rich text, of numbers and of words of our own


def labels(desk):
    """Every label of the window and of all that is open."""
    return [
        w for w in QApplication.allWidgets() if isinstance(w, QLabel) and w.window().isVisible()
    ]


def check_all_is_plain(desk):
    found = labels(desk)
    assert len(found) > 15
    for label in found:
        is_ours = label.objectName().endswith(OURS)  # also in tabs that are just being made
        wanted = Qt.TextFormat.RichText if is_ours else Qt.TextFormat.PlainText
        is_icon = not label.pixmap().isNull()
        assert is_icon or label.textFormat() == wanted, (label.objectName(), label.text())
    for widget in desk.window.findChildren(QWidget):
        assert not Qt.mightBeRichText(widget.toolTip())


def test_the_window_and_its_dialogs_show_plain_text_whatever_a_file_says(desk, tmp_path):
    check_all_is_plain(desk)
    desk.trigger("action_about")
    check_all_is_plain(desk)
    desk.read_message()

    for cost in ("<img src=/dev/zero>", TABLE, "a\nb" * 50, "x" * 5000):
        text = {"sizes": [784, 10], "weights": [[]], "biases": [[]], "cost": cost}
        path = write(tmp_path / "a.json", json.dumps(text))
        assert not desk.window.open_file(path)
        (box,) = desk.boxes("message")
        check_all_is_plain(desk)
        assert box.height() < 400 and box.width() < 900
        desk.read_message()


def test_what_a_file_is_called_is_not_obeyed(desk, tmp_path):
    for name in (f"{PICTURE}.json", "n" * 200 + ".json"):
        open_other_data(desk, tmp_path / name)
    path = tmp_path / f"{PICTURE}.json"
    path.write_text("theirs")
    desk.trigger("action_save_as")
    desk.choose_file(path)
    desk.wait(lambda: desk.boxes("question"))
    check_all_is_plain(desk)
    assert "Overwrite" in desk.answer(QMessageBox.StandardButton.Cancel)
    assert path.read_text() == "theirs"


def open_other_data(desk, path):
    """Open a file that names its data, and a picture that is not there, of the same name."""
    network_file.save(
        network_file.NetworkFile(Network([784, 10]), data_set=f"{PICTURE}{TABLE}"), path
    )
    desk.window.open_file(path)
    check_all_is_plain(desk)
    (box,) = desk.boxes("question")
    assert box.height() < 400 and box.width() < 900
    desk.answer("Keep These Data")
    assert not desk.window.isWindowModified()
    assert desk.title() == f"{shortened(path.name)} – digitpad"
    (recent,) = [m for m in desk.window.findChildren(QMenu) if m.objectName() == "menu_recent"]
    assert not Qt.mightBeRichText(recent.actions()[0].toolTip())
    desk.drop("canvas", files(path.with_suffix(".png")))
    desk.wait(lambda: desk.boxes("message"))
    check_all_is_plain(desk)
    desk.read_message()


def test_the_data_folder_is_not_obeyed(training_desk, tmp_path):
    desk = training_desk
    write_folder(tmp_path / TABLE.replace("/", "|"), 60)
    desk.trigger("action_open_data")
    desk.choose_file(tmp_path / TABLE.replace("/", "|"))
    desk.wait(lambda: "60 images" in desk.text("data_in_use"))
    check_all_is_plain(desk)


def test_lines_and_sentences_have_a_bound():
    assert shortened("a\nb\tc\x00\u202e") == "a�b�c��"
    assert len(shortened("x" * 1000)) <= 60 and shortened("x" * 99).startswith("xxx")
    lines = tooltip("word " * 100).split("\n")
    assert len(lines) > 5 and max(map(len, lines)) <= 60
    for text in (PICTURE, TABLE, f"{'a' * 50} {PICTURE}", "<!DOCTYPE html>"):
        assert Qt.mightBeRichText(text) and not Qt.mightBeRichText(tooltip(text))
    assert tooltip("/a/b & 1 < 2") == "/a/b & 1 < 2"
