"""Settings last from one start to the next, and a damaged file of them does no harm."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from child_threads import TRAINING_SIZE
from desk import Desk
from PySide6.QtCore import QRect
from PySide6.QtGui import QAction, QScreen
from PySide6.QtWidgets import QStyle

from digitpad.session import preferences
from digitpad.ui.parts import theme

Open = Callable[..., Desk]


def form(desk: Desk) -> dict[str, object]:
    return {
        "hidden_layers": desk.find("hidden_layers").text(),
        "cost": desk.find("cost").currentText(),
        "weight_initializer": desk.find("weight_initializer").currentText(),
        "regularization": desk.find("regularization").currentText(),
        "eta": desk.find("eta").value(),
        "lmbda": desk.find("lmbda").value(),
        "epochs": desk.find("epochs").value(),
        "mini_batch_size": desk.find("mini_batch_size").value(),
        "training_size": desk.find("training_size").value(),
        "evaluation_data": desk.find("evaluation_data").currentText(),
        "seed": desk.find("seed").text(),
        "augmentation": desk.find("augmentation").isChecked(),
        "monitor_training_cost": desk.find("monitor_training_cost").isChecked(),
    }


FIRST = {
    "hidden_layers": "30",
    "cost": "cross-entropy",
    "weight_initializer": "default",
    "regularization": "L2",
    "eta": 0.5,
    "lmbda": 5.0,
    "epochs": 30,
    "mini_batch_size": 10,
    "training_size": 50_000,
    "evaluation_data": "validation",
    "seed": "",
    "augmentation": False,
    "monitor_training_cost": True,
}
OTHER = {
    "hidden_layers": "40, 20",
    "cost": "quadratic",
    "weight_initializer": "large",
    "regularization": "L1",
    "eta": 0.25,
    "lmbda": 1.5,
    "epochs": 7,
    "mini_batch_size": 25,
    "training_size": 1000,
    "evaluation_data": "test",
    "seed": "7",
    "augmentation": True,
    "monitor_training_cost": False,
}


def dark(desk: Desk) -> QAction:
    (action,) = [a for a in desk.window.findChildren(QAction) if a.text() == "&Dark"]
    return action


def test_the_window_is_as_it_was_left(open_window: Open) -> None:
    desk = open_window()
    first = FIRST | {"training_size": TRAINING_SIZE}  # of the images that are loaded
    desk.wait(lambda: form(desk) == first)
    desk.enter(**OTHER)
    desk.trigger("action_log_cost")
    desk.trigger("action_no_penalty")
    dark(desk).trigger()
    desk.window.resize(760, 660)
    desk.window.move(0, 22)  # as wide as the screen here
    size = desk.window.size()
    desk.window.close()
    desk = open_window()
    desk.wait(lambda: form(desk) == first)  # the book's: what was typed last week is in Runs
    assert desk.action("action_log_cost").isChecked()
    assert not desk.action("action_no_penalty").isChecked()
    assert desk.find("cost_plot").getPlotItem().getAxis("left").logMode
    assert dark(desk).isChecked() and theme.current() is theme.DARK
    assert desk.window.size() == size
    assert (desk.window.x(), desk.window.y()) == (0, 22)
    # The network is the shipped one as at every start.
    assert desk.title() == "shipped network – digitpad"


def test_what_was_changed_last_outlives_a_crash(open_window: Open, settings_file: Path) -> None:
    desk = open_window()
    dark(desk).trigger()
    desk.wait(settings_file.exists)  # the window is still open
    assert dark(open_window(show=False)).isChecked()


def test_a_window_that_nobody_saw_leaves_no_settings(
    open_window: Open, settings_file: Path
) -> None:
    open_window(show=False).window.close()
    assert not settings_file.exists()


def test_a_maximized_window_is_maximized_again(open_window: Open) -> None:
    desk = open_window()
    desk.window.move(5, 6)
    desk.window.showMaximized()
    desk.wait(desk.window.isMaximized)
    desk.window.close()
    desk = open_window()
    assert desk.window.isMaximized()


def test_on_a_smaller_screen_the_window_is_wholly_seen(
    open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as larger:
        larger.setattr(QScreen, "availableGeometry", lambda _screen: QRect(0, 0, 4000, 3000))
        desk = open_window()
        desk.window.setGeometry(2500, 1800, 1400, 1100)
        desk.window.close()
    window = open_window().window
    place, screen = window.geometry(), window.screen().availableGeometry()
    assert screen.contains(place.topLeft()) and place.height() <= screen.height()
    assert place.width() <= max(screen.width(), window.minimumSizeHint().width())


# The first as of 1920x1080 where everything is twice as large.
@pytest.mark.parametrize("screen", [(960, 540), (2560, 1440)])
def test_at_the_first_start_the_window_has_most_of_the_screen_and_its_title_bar_is_on_it(
    monkeypatch: pytest.MonkeyPatch, open_window: Open, screen: tuple[int, int]
) -> None:
    room = QRect(0, 0, *screen)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(room))
    window = open_window().window
    title_bar = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    assert 0.7 * room.width() < window.width() <= room.width()
    assert 0.7 * room.height() < window.height() <= room.height() - title_bar


DAMAGED = {
    "no JSON": b"\x00\xff nothing",
    "empty": b"",
    "a wrong type": b'{"appearance": "dark", "recent": "all"}',
    "no such size": b'{"size": 1000}',
    "too many files": json.dumps({"recent": ["a"] * 11}).encode(),
    "nested deep": b"[" * 100_000,
    "too large": b" " * 2_000_000,
}


@pytest.mark.parametrize("what", DAMAGED)
def test_damaged_settings_are_read_as_such(settings_file: Path, what: str) -> None:
    settings_file.write_bytes(DAMAGED[what])
    with pytest.raises(preferences.PreferencesError, match=r"^settings\.json .*\.$") as caught:
        preferences.load(settings_file)
    assert len(str(caught.value)) < 300


def test_damaged_settings_are_the_defaults_with_a_notice(
    open_window: Open, settings_file: Path
) -> None:
    settings_file.write_bytes(DAMAGED["no such size"])
    desk = open_window(show=False)
    said = desk.read_message()
    assert "settings.json" in said and "settings.damaged.json" in said and len(said) < 600
    assert form(desk) == FIRST and desk.title() == "shipped network – digitpad"
    aside = settings_file.with_name("settings.damaged.json")
    assert aside.read_bytes() == DAMAGED["no such size"]
    # At the next start there is nothing to be said.
    desk.window.close()
    assert not open_window(show=False).boxes("message")


def test_settings_of_a_later_digitpad_are_read_as_far_as_they_are_known(
    open_window: Open, settings_file: Path
) -> None:
    settings_file.write_text(json.dumps({"appearance": "dark", "sound": {"volume": 3}}))
    assert dark(open_window(show=False)).isChecked()


def test_where_settings_cannot_be_written_it_is_said_and_nothing_else_happens(
    open_window: Open, settings_file: Path
) -> None:
    settings_file.parent.rmdir()
    settings_file.parent.write_text("a file where a folder should be")
    desk = open_window()
    dark(desk).trigger()
    desk.wait(lambda: "not saved" in desk.window.statusBar().currentMessage())
    assert desk.window.isVisible() and not desk.boxes("message")


def test_colours_are_chosen_before_the_window_is_seen(
    open_window: Open, settings_file: Path
) -> None:
    settings_file.write_text(json.dumps({"appearance": "dark"}))
    desk = open_window()
    assert desk.window.palette().window().color().lightness() < 128
    assert dark(desk).isChecked()
    theme.choose("system")
