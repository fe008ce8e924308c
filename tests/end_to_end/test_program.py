"""The program as people start it, used with mouse and keyboard on a display of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from digits import placed
from homes import home_in
from mnist import mnist
from network_files import content, write
from patience import SECONDS
from program import Display, Program, has_ended, wait_for
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

import digitpad
from digitpad.app import create_window
from digitpad.session.store import Store
from digitpad.ui.frame.window import HEIGHT, SECONDS_TO_FINISH, WIDTH
from digitpad.ui.parts import theme

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]


@pytest.fixture
def place_of(qtbot, tmp_path, monkeypatch):
    """The places of the window's parts on the screen, taken from a hidden twin."""
    # At its first start, as the program: preferences of ours may open it with another tab.
    for name, value in home_in(tmp_path / "twin").items():
        monkeypatch.setenv(name, value)
    twin = create_window()
    twin.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    twin.resize(WIDTH, HEIGHT)  # as on the display: the twin's own screen is smaller
    twin.show()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def place_of(name):
        part = twin.findChild(QWidget, name)
        # Without a window manager a window stands in the corner, without a frame.
        return QRect(part.mapTo(twin, QPoint(0, 0)), part.size())

    yield place_of
    twin.close()


def draw(program, digit, canvas):
    """Draw a digit with the mouse, large in the middle of the canvas."""
    side = canvas.width()
    program.draw(
        [
            [(canvas.x() + round(x * side), canvas.y() + round(y * side)) for x, y in stroke]
            for stroke in placed(digit)
        ],
        theme.LIGHT.ink.name(),
    )


def digit_in_the_bars(display, bars):
    """The digit of the highest bar; of two that are more than half full, the first."""
    for y in range(bars.center().y(), bars.bottom() - 8, 3):  # at the foot all have a line
        for digit in range(10):
            x = bars.x() + round((digit + 0.5) * bars.width() / 10)
            if display.color_at(x, y) == theme.LIGHT.ink.name():
                return digit
    return None


def start_training(program):
    """Begin a run; return the id of the process that trains."""
    program.press("F5")
    wait_for(lambda: program.title() == "run 1 – digitpad")
    training = program.training_process()
    assert training
    return training


def save(program, path):
    program.press("ctrl+s")
    wait_for(program.dialog)
    program.press("ctrl+a")
    program.type(str(path))
    wait_for(lambda: program.title() == f"run 1 ({path.name}) – digitpad")


def ends(program):
    """Quit, without being asked anything."""
    program.press("ctrl+q")
    return program.process.wait(SECONDS) == 0


def see_epochs(count, display, bar):
    """Wait until the progress bar of a run of 30 epochs shows this many."""
    y, end = bar.bottom() - 1, bar.x() + (count * bar.width() + 29) // 30
    done, todo = bar.x() + 9, bar.right() - 9
    wait_for(
        lambda: display.color_at(end, y) == display.color_at(done, y) != display.color_at(todo, y)
    )


def test_from_a_drawing_to_a_trained_and_saved_network(start_program, display, place_of, tmp_path):
    program = start_program()
    assert program.title() == "shipped network – digitpad"

    draw(program, 3, place_of("canvas"))
    wait_for(lambda: digit_in_the_bars(display, place_of("activations")) == 3)
    program.press("Delete")
    draw(program, 7, place_of("canvas"))
    wait_for(lambda: digit_in_the_bars(display, place_of("activations")) == 7)

    program.click(place_of("start"))
    see_epochs(2, display, place_of("progress"))
    assert program.title() == "run 1 – digitpad"
    program.press("shift+F5")

    save(program, tmp_path / "mine.json")
    saved = json.loads((tmp_path / "mine.json").read_text())
    assert saved["sizes"] == [784, 30, 10] and saved["cost"] == "CrossEntropyCost"
    _, _, test_data = mnist()
    assert digitpad.load(tmp_path / "mine.json").accuracy(test_data) > 9000

    assert ends(program)


def test_drawings_are_edited_and_quitting_during_a_run_asks_nothing(
    start_program, display, place_of
):
    program = start_program()
    canvas, bars = place_of("canvas"), place_of("activations")
    program.press("ctrl+t")
    wait_for(lambda: digit_in_the_bars(display, bars) is not None)
    program.press("Delete")
    wait_for(lambda: digit_in_the_bars(display, bars) is None)

    draw(program, 7, canvas)
    wait_for(lambda: digit_in_the_bars(display, bars) == 7)
    program.press("ctrl+c")
    program.press("ctrl+e")
    y = canvas.y() + round(0.484 * canvas.height())  # half way down the 7
    left, stem, right = (canvas.x() + round(x * canvas.width()) for x in (0.35, 0.58, 0.8))
    assert display.color_at(stem, y) == theme.LIGHT.ink.name()
    program.draw([[(left, y), (stem, y), (right, y)]], theme.LIGHT.paper.name())
    wait_for(lambda: display.color_at(stem, y) == theme.LIGHT.paper.name())
    program.press("Delete")
    wait_for(lambda: digit_in_the_bars(display, bars) is None)
    program.press("ctrl+v")
    wait_for(lambda: digit_in_the_bars(display, bars) == 7)

    start_training(program)
    see_epochs(1, display, place_of("progress"))
    assert ends(program)
    again = start_program()
    wait_for(lambda: again.title() == "run 1 – digitpad")  # what was trained is in use again
    assert ends(again)


@pytest.mark.skipif("DIGITPAD_BUNDLE" not in os.environ, reason="only a bundle has Qt in it")
def test_a_bundle_has_the_licences_of_all_its_parts():
    licenses = Path(os.environ["DIGITPAD_BUNDLE"]).absolute().parent / "licenses"
    assert "LESSER GENERAL PUBLIC" in (licenses / "LGPL-3.0.txt").read_text()
    told = (licenses / "README.txt").read_text("utf-8")
    for name in ("digitpad", "numpy", "orjson", "msgspec", "pyqtgraph", "pyinstaller"):
        assert f"\n{name} " in told and any((licenses / name).iterdir())
    for name in ("Python", "pyside6-essentials", "shiboken6"):
        assert f"\n{name} " in told


def test_a_bad_file_is_a_message_a_quick_stroke_is_whole_and_a_lost_terminal_ends_training(
    start_program, display, place_of, tmp_path
):
    program = start_program(str(write(tmp_path / "bad.json", "{}")))
    wait_for(program.dialog)
    assert program.title() == "shipped network – digitpad"
    program.press("Return")
    wait_for(lambda: not program.dialog())

    canvas = place_of("canvas")

    def at(x, y):
        return canvas.x() + round(x * canvas.width()), canvas.y() + round(y * canvas.height())

    corners = [at(0.1 * n, 0.2 if n % 2 else 0.8) for n in range(1, 9)]
    program.draw_at_once([*corners, at(0.9, 0.5)])
    for x, y in corners:
        wait_for(lambda: display.color_at(x, y) == theme.LIGHT.ink.name())  # noqa: B023

    training = start_training(program)
    program.process.send_signal(signal.SIGHUP)
    assert program.process.wait(SECONDS) == -signal.SIGHUP
    wait_for(lambda: has_ended(training))


def test_a_file_is_named_dropped_and_listed_and_ctrl_c_ends_training(
    start_program, place_of, tmp_path
):
    path = write(tmp_path / "mine.json", content(784, 30, 10))
    program = start_program(str(write(tmp_path / "named.json", content(784, 20, 10))))
    wait_for(lambda: program.title() == "named.json – digitpad")  # a thread reads it
    program.drop(path, place_of("canvas"), lambda: program.title() == "mine.json – digitpad")
    assert ends(program)
    program = start_program()
    wait_for(lambda: program.title() == "mine.json – digitpad")  # it is in use again
    program.press("alt+f")
    wait_for(program.dialog)  # a menu is a window too
    program.press("r", "2")
    wait_for(lambda: program.title() == "named.json – digitpad")

    program.press("ctrl+F5")
    wait_for(lambda: program.title() == "named.json* – digitpad")
    training = program.training_process()
    assert training
    os.killpg(program.process.pid, signal.SIGINT)  # as Ctrl+C in a terminal
    assert program.process.wait(SECONDS) == -signal.SIGINT
    wait_for(lambda: has_ended(training))


def kept(tmp_path):
    """The last network of the only run that is kept, and how many epochs it has.

    It is written first, and then that it is in use.
    """
    file = tmp_path / "home" / "DATA_HOME" / "digitpad" / "digitpad.sqlite"
    with closing(Store(file)) as store:
        runs = store.records() if file.exists() else []
        if not runs or not runs[0].epochs or store.desk().run != runs[0].id:
            return None, 0
        return store.networks(runs[0])[runs[0].epochs], runs[0].epochs


def test_a_killed_program_loses_little_and_one_that_is_asked_to_end_nothing(
    start_program, display, place_of, tmp_path
):
    program = start_program()
    draw(program, 7, place_of("canvas"))
    program.click(place_of("start"))
    wait_for(lambda: kept(tmp_path)[1])
    training = program.training_process()
    program.kill()
    wait_for(lambda: has_ended(training))
    network, epochs = kept(tmp_path)
    program = start_program()
    wait_for(lambda: program.title() == "run 1 – digitpad")
    wait_for(lambda: digit_in_the_bars(display, place_of("activations")) == 7)
    save(program, tmp_path / "mine.json")
    assert len(json.loads((tmp_path / "mine.json").read_text())["evaluation_cost"]) == epochs
    saved = digitpad.load(tmp_path / "mine.json")
    assert all((a == b).all() for a, b in zip(saved.weights, network.weights, strict=True))

    program.press("ctrl+F5")
    see_epochs(1, display, place_of("progress"))
    training = program.training_process()
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(SECONDS) == -signal.SIGTERM
    wait_for(lambda: has_ended(training))
    assert kept(tmp_path)[1] > epochs


@pytest.mark.skipif(not shutil.which("xclip"), reason="xclip is not installed")
def test_what_was_copied_still_pastes_after_quitting(start_program, display, place_of, tmp_path):
    """If there is a clipboard manager, which the program asks as it ends in the usual way."""
    environ = os.environ | {"DISPLAY": display.name}
    script = Path(__file__).parents[1] / "support" / "clipboard_manager.py"
    pipes = {"stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, str(script)], env=environ, **pipes) as manager:
        try:
            assert manager.stdout.readline() == "there\n"
            program = start_program()
            draw(program, 7, place_of("canvas"))
            wait_for(lambda: digit_in_the_bars(display, place_of("activations")) == 7)
            program.press("ctrl+c")
            assert ends(program)
            assert manager.wait(SECONDS) == 0
        finally:
            manager.kill()
    paste = ["xclip", "-selection", "clipboard", "-t", "image/png", "-o"]
    pasted = subprocess.run(paste, env=environ, capture_output=True).stdout
    assert pasted.startswith(b"\x89PNG")
    program = start_program()
    wait_for(lambda: digit_in_the_bars(display, place_of("activations")) == 7)
    program.press("Delete")
    wait_for(lambda: digit_in_the_bars(display, place_of("activations")) is None)
    program.press("ctrl+v")
    wait_for(lambda: digit_in_the_bars(display, place_of("activations")) == 7)
    assert ends(program)


def test_it_ends_soon_and_without_a_word_of_its_own_if_its_display_goes(display, tmp_path):
    (tmp_path / "screen").mkdir()
    (tmp_path / "home").mkdir()
    going = Display(tmp_path / "screen")
    command = [sys.executable, "-m", "digitpad"]
    program = Program(command, going, tmp_path / "home", Path(digitpad.__file__).parents[1])
    try:
        wait_for(program.title)
        wait_for(program.training_process)
        trainer = program.training_process()
        going.close()
        assert program.process.wait(SECONDS_TO_FINISH / 2) == 1
        wait_for(lambda: has_ended(trainer))
        assert re.fullmatch("The X11 connection broke.*\n", program.errors())  # that is Qt's
    finally:
        program.kill()
