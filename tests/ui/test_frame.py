"""The frame around the tabs: window, actions, settings, sizes, and the line at the foot."""

import gc
import re
import sys
import threading
import weakref
from contextlib import closing
from importlib import metadata

import pytest
from desk import QUICK, Left
from digits import SIX, placed
from inside import choose
from learnt_runs import use_learnt_run
from network_files import content, write
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, qVersion
from PySide6.QtGui import QAction, QCursor, QFont, QKeySequence, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QStyle,
    QWidget,
)
from results import epoch_result
from threadpoolctl import threadpool_info, threadpool_limits

from digitpad import Hyperparameters, Network
from digitpad.app import create_window
from digitpad.core import network_file
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session.preferences import store_file
from digitpad.session.runs.queue_state import Plan
from digitpad.session.runs.run_charts import run_chart, trace_of
from digitpad.session.runs.series import Series
from digitpad.session.store import Store
from digitpad.ui.frame.tab import Tab
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.explained import explain, explain_action, explanation
from digitpad.ui.plots.plot import Plot


def test_every_part_follows_the_scheme(desk):
    desk.draw([[(0.2, 0.3), (0.8, 0.3)]])
    for scheme, colors in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.choose(scheme)
        side = desk.find("canvas").width()

        def paper_and_ink(side=side):
            picture = desk.find("canvas").grab().toImage()
            return [picture.pixelColor(side // 2, int(y * side)) for y in (0.8, 0.3)]

        desk.wait(lambda colors=colors: paper_and_ink() == [colors.paper, colors.ink])
        desk.wait(lambda colors=colors: desk.window.palette().window().color() == colors.window)
        assert desk.find("correction").palette().windowText().color() == colors.muted
        curves = desk.find("cost_plot").getPlotItem().listDataItems()
        assert {curve.opts["pen"].color().name() for curve in curves} == {
            colors.accent.name(),
            colors.muted.name(),
        }


def test_the_column_of_the_canvas_fits_a_small_window_and_grows_with_a_large_one(desk):
    window = desk.window
    canvas, preview, text = (desk.find(name) for name in ("canvas", "preview", "confidence"))
    side, points = canvas.parentWidget(), text.fontInfo().pointSizeF()

    def all_is_seen():
        parts = [part for part in side.findChildren(QWidget) if part.isVisible()]
        corners = [part.mapTo(side, part.rect().bottomRight()) for part in parts]
        return window.height() == 510 and all(map(side.rect().contains, corners))

    window.resize(950, 510)
    desk.wait(all_is_seen)
    assert canvas.width() == canvas.height() >= 150  # above the place of the timeline
    window.resize(1240, 690)
    desk.wait(lambda: canvas.width() > 280)
    usual = canvas.width(), preview.width()
    window.resize(950, 690)
    desk.wait(lambda: canvas.width() < usual[0])
    window.resize(1240, 690)  # which is only broader
    desk.wait(lambda: canvas.width() == usual[0])
    window.resize(1920, 1080)
    desk.wait(lambda: canvas.width() > 1.3 * usual[0])
    assert preview.width() > 1.3 * usual[1]
    assert text.fontInfo().pointSizeF() == points


def test_another_screen_gets_lines_and_a_pointer_of_its_scale(desk, monkeypatch):
    show_epochs(desk, 3)
    desk.draw(SIX)
    desk.trigger("action_eraser")
    canvas = desk.find("canvas")

    def look():
        (curve, *_) = desk.find("cost_plot").getPlotItem().listDataItems()
        width = curve.opts["pen"].widthF()
        return width, canvas.cursor().pixmap().devicePixelRatio()

    (width, ratio) = look()
    monkeypatch.setattr(QWidget, "devicePixelRatioF", lambda _: 2 * ratio)
    monkeypatch.setattr(QWidget, "devicePixelRatio", lambda _: 2 * ratio)
    QApplication.sendEvent(desk.window, QEvent(QEvent.Type.DevicePixelRatioChange))
    desk.wait(lambda: look() == (2 * width, 2 * ratio))


def test_escape_in_a_plot_leaves_the_full_screen_too(desk):
    assert sys.getswitchinterval() <= 0.001  # work in the background soon gives way to the window
    desk.trigger("action_full_screen")
    assert desk.window.isFullScreen()
    for _ in range(2):
        QTest.keyClick(desk.window, Qt.Key.Key_Escape)
        assert not desk.window.isFullScreen()
    desk.trigger("action_full_screen")
    plot = desk.find("cost_plot")
    plot.setFocus()
    show_epochs(desk, 1)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Escape)  # which hides what Left has shown
    assert desk.window.isFullScreen()
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert not desk.window.isFullScreen()


def show_epochs(desk, count):
    """Draw so many epochs, as after a run."""
    series = Series([epoch_result(i + 1, evaluation_cost=1 / (i + 1)) for i in range(count)])
    chart = run_chart([trace_of([series], "cost", "run", "", 1)], "cost")
    desk.find("cost_plot").parent().show_chart(chart)


def test_open_reads_the_drawing_anew_and_asks_nothing_if_nothing_is_lost(desk, tmp_path):
    desk.draw(placed(5))
    before = desk.activations()
    desk.trigger("action_open", write(tmp_path / "mine.json", content(784, 20, 10)))
    desk.see_title("mine.json – digitpad")
    assert desk.activations() != before
    desk.trigger("action_open_shipped")
    assert desk.title() == "shipped network – digitpad"
    assert desk.activations() == before and desk.reads() == "5"
    desk.trigger("action_new")
    assert desk.title() == "new network – digitpad" and not desk.boxes("question")
    desk.window.close()
    assert not desk.window.isVisible() and not desk.boxes("question")
    desk.session.failed.emit("The curves are not exported", "There was no time.")
    dialogs.ask(desk.window, "Restore?", "", {"&Restore": None})
    assert not desk.boxes("message") and not desk.boxes("question")  # nor after it has closed


def test_a_window_closed_at_once_starts_no_training_process(open_window):
    desk = open_window(show=False)
    desk.window.show()
    desk.window.close()
    QApplication.processEvents()  # what the window has put off would happen now
    assert "training" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def collecting(qapp):
    """Let Python collect garbage, which other tests switch off."""
    timers = set(qapp.findChildren(QTimer))
    gc.enable()
    yield
    gc.disable()
    for timer in set(qapp.findChildren(QTimer)) - timers:  # the other tests have none
        timer.deleteLater()


def test_garbage_is_collected_on_the_window_s_thread_alone(qtbot, collecting):
    class Circle:
        """An object that refers to itself, and so needs the garbage collector."""

        def __init__(self):
            self.itself = self

    threads = []
    window = create_window()
    assert not gc.isenabled()
    circle = weakref.ref(Circle(), lambda _ref: threads.append(threading.current_thread()))
    many = []  # so many that Python itself would look for garbage
    on_thread = threading.Thread(target=lambda: many.extend([n] for n in range(10_000)))
    on_thread.start()
    on_thread.join()
    assert not threads
    qtbot.waitUntil(lambda: threads)
    assert circle() is None and threads == [threading.main_thread()]
    window.close()
    window.finish()


def test_every_window_needs_the_same_settings_of_the_process(collecting, qapp):
    attributes = (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    )
    for attribute in attributes:
        QApplication.setAttribute(attribute, True)
    sys.setswitchinterval(0.005)
    timers = len(qapp.findChildren(QTimer))
    with threadpool_limits(limits=2):
        windows = [create_window() for _ in range(2)]
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
        for window in windows:
            window.close()
            window.finish()
    assert not any(map(QApplication.testAttribute, attributes))
    assert sys.getswitchinterval() == 0.001 and not gc.isenabled()
    assert len(qapp.findChildren(QTimer)) == timers + 1  # what collects garbage is there once


def test_a_text_that_changes_paints_nothing_else_of_its_tab(desk):
    desk.show_tab("Mistakes")
    label, table = desk.find("large_digit_words"), desk.find("confusion_matrix")
    desk.wait(label.text)
    painted = Painted(label, table.viewport())

    def only_the_label():
        """Whether only the label is painted; at first, all is laid out."""
        painted.widgets.clear()
        label.setText(f"{label.text()}.")
        desk.wait(lambda: label in painted.widgets)
        return painted.widgets == {label}

    desk.wait(only_the_label)


class Painted(QObject):
    """Which of these widgets have been painted since."""

    def __init__(self, *watched):
        super().__init__()
        self.widgets: set[QObject] = set()
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(watched)
        return False


# Actions are enabled if they make sense in the window's state, and keys trigger them too.


ONE = placed(1)

# The letters of enabled actions: N is New and so on.
#
#   New Open Save save_As Quit Undo Redo Clear copY eXport Eraser test_Digit sTart Pause stoP
TABLE = """
    just opened   N O S A Q . . . . . . D T . .
    drawn         N O S A Q U . C Y X E D T . .
    undone        N O S A Q . R . . . . D T . .
    cleared       N O S A Q U . . . . . D T . .
    form wrong    . O S A Q . . . . . . D . . .
    running       N O S A Q . . . . . . D . P P
    paused        N O S A Q . . . . . . D . P P
    stopped       N O S A Q . . . . . . D T . .
"""
NAMES = (
    *("new", "open", "save", "save_as", "quit", "undo", "redo", "clear", "copy"),
    *("export_drawing", "eraser", "test_digit", "start", "pause", "stop"),
)
ACTIONS = [f"action_{name}" for name in NAMES]


def usable(desk):
    return {name: desk.can(name) for name in ACTIONS}


def expected(state):
    (row,) = [line.split(state)[1].split() for line in TABLE.splitlines() if f" {state} " in line]
    return {name: mark != "." for name, mark in zip(ACTIONS, row, strict=True)}


def test_without_a_run_what_can_be_done_depends_on_the_drawing_and_the_form(desk):
    assert usable(desk) == expected("just opened")
    desk.enter(hidden_layers="abc")
    assert usable(desk) == expected("form wrong")
    desk.enter(hidden_layers="30")
    desk.draw(ONE)
    assert usable(desk) == expected("drawn")
    desk.trigger("action_undo")
    assert usable(desk) == expected("undone")
    desk.draw(ONE)
    desk.trigger("action_clear")
    assert usable(desk) == expected("cleared")

    # Keys do what menus do, but those pressed in a field are the field's own.
    desk.draw(ONE)
    for keys, reads in (("Ctrl+Z", ""), ("Ctrl+Shift+Z", "1"), ("Del", ""), ("Ctrl+Z", "1")):
        QTest.keySequence(desk.window, QKeySequence(keys))
        assert desk.reads() == reads
    field = desk.find("hidden_layers")
    field.setFocus()
    field.setCursorPosition(0)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == "0" and desk.reads() == "1"
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "30" and desk.reads() == "1"

    # About says what the program is.
    desk.trigger("action_about")
    text = desk.read_message()
    assert "Nielsen" in text and "MNIST" in text
    assert f"digitpad {metadata.version('digitpad')}" in text and f"Qt {qVersion()}" in text


def test_during_a_run_what_can_be_done_depends_on_its_state_and_keys_do_it_too(training_desk):
    desk = training_desk

    def press(keys):
        QTest.keySequence(desk.window, QKeySequence(keys))

    def assert_state(state, pause="Pause"):
        """Check the actions and their buttons, and that the pause button names its effect."""
        assert usable(desk) == expected(state)
        for name in ("start", "pause", "stop"):
            assert desk.find(name).isEnabled() == expected(state)[f"action_{name}"]
        assert desk.find("pause").text() == pause
        assert desk.action("action_pause").text().replace("&", "") == pause

    assert_state("just opened")
    desk.enter(epochs=100_000)
    press("F5")
    assert_state("running")
    desk.click("pause")
    assert_state("paused", "Resume")
    press("F6")
    assert_state("running")
    press("F6")
    press("Shift+F5")  # also while it is paused
    assert_state("stopped")
    desk.click("continue_training")
    desk.click("stop")
    assert_state("stopped")


def test_every_action_stands_in_a_menu(desk):
    menus = [action.menu() for action in desk.window.menuBar().actions()]
    titles = [menu.title().replace("&", "") for menu in menus]
    assert titles == ["File", "Edit", "Training", "View", "Help"]
    all_menus = desk.window.findChildren(QMenu)
    for menu in all_menus:
        if menu.objectName() not in ("menu_label", "menu_recent"):  # ten digits, ten files
            assert len([each for each in menu.actions() if not each.isSeparator()]) <= 9
    listed = {action.objectName() for menu in all_menus for action in menu.actions()}
    assert set(ACTIONS) <= listed
    desk.show_tab("Runs")
    listed |= {action.objectName() for action in desk.find("runs").actions()}
    assert {action.objectName() for action in desk.window.actions()} <= listed


def letter_of(text):
    """The letter that chooses an entry with Alt."""
    return text[text.index("&") + 1].upper()


def test_menus_and_the_form_have_letters_of_their_own(desk):
    bar = desk.window.menuBar()
    for menu in [bar, *bar.findChildren(QMenu)]:
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert len(set(map(letter_of, texts))) == len(texts), texts
    of_form = [label.text() for label in desk.find("hidden_layers").parent().findChildren(QLabel)]
    letters = [letter_of(text) for text in of_form if "&" in text]
    assert letters and all(map(str.isascii, letters))
    letters += [letter_of(action.text()) for action in bar.actions()]
    assert len(set(letters)) == len(letters)


def test_no_field_or_button_of_a_tab_has_the_letter_of_a_menu(desk):
    menus = {letter_of(action.text()) for action in desk.window.menuBar().actions()}
    letters = set()
    for page in desk.pages():
        for part in (*page.findChildren(QLabel), *page.findChildren(QAbstractButton)):
            if re.search("&[a-z]", part.text(), re.IGNORECASE) and not part.text().startswith("<"):
                letters.add(letter_of(part.text()))
    assert letters and not letters & menus


def test_keys_follow_the_system_and_are_all_different(desk):
    for name in ("new", "open", "save", "undo", "redo", "copy", "paste"):
        usual = QKeySequence.keyBindings(getattr(QKeySequence.StandardKey, name.capitalize()))
        assert desk.action(f"action_{name}").shortcuts() == usual  # of several, each will do
    for name, key, *ours in (
        ("quit", "Quit", "Ctrl+Q"),
        ("full_screen", "FullScreen", "F11"),
        ("clear", "Delete", "Del", "Backspace"),
    ):
        usual = QKeySequence.keyBindings(getattr(QKeySequence.StandardKey, key))
        ours = map(QKeySequence, ours)  # even if the system has others, or none
        assert desk.action(f"action_{name}").shortcuts() == list(dict.fromkeys([*usual, *ours]))
    actions = desk.window.findChildren(QAction)
    keys = {True: [], False: []}  # of actions that are everywhere, and of others
    for action in actions:
        is_everywhere = action.shortcutContext() is Qt.ShortcutContext.WindowShortcut
        keys[is_everywhere] += [key.toString() for key in action.shortcuts()]
    assert len(keys[True]) == len(set(keys[True])) and not {*keys[True]} & {*keys[False]}
    assert len({*keys[True], *keys[False]}) >= len(ACTIONS)


# Settings last from one start to the next, and a damaged settings file does no harm.


@pytest.fixture
def settings_file(folders_elsewhere):
    return folders_elsewhere / "config" / "digitpad" / "settings.ini"


def dark(desk):
    (action,) = [a for a in desk.window.findChildren(QAction) if a.text() == "&Dark"]
    return action


def test_the_window_is_as_it_was_left(open_window):
    desk = open_window()
    desk.enter(hidden_layers="40, 20", eta=0.25)
    desk.trigger("action_log_cost")
    desk.trigger("action_no_penalty")
    dark(desk).trigger()
    desk.window.resize(760, 660)
    desk.window.move(0, 22)  # as wide as the screen here
    size = desk.window.size()
    desk.window.close()
    desk = open_window()
    assert desk.text("hidden_layers") == "40, 20" and desk.find("eta").value() == 0.25
    assert desk.action("action_log_cost").isChecked()
    assert not desk.action("action_no_penalty").isChecked()
    assert desk.find("cost_plot").getPlotItem().getAxis("left").logMode
    assert dark(desk).isChecked() and theme.current() is theme.DARK
    assert desk.window.size() == size
    assert (desk.window.x(), desk.window.y()) == (0, 22)
    # The network is the shipped one as at every start.
    assert desk.title() == "shipped network – digitpad"


def test_the_last_changes_outlive_a_crash(open_window):
    desk = open_window()
    dark(desk).trigger()
    theme.choose("light")  # as a program has it that is started anew
    other = open_window()  # and the first one is still open
    assert dark(other).isChecked()
    assert other.window.palette().window().color().lightness() < 128


def test_a_window_that_was_never_shown_leaves_no_settings(open_window, settings_file):
    open_window(show=False).window.close()
    assert not settings_file.exists()


def test_a_maximized_window_is_maximized_again(open_window):
    desk = open_window()
    desk.window.move(5, 6)
    desk.window.showMaximized()
    desk.wait(desk.window.isMaximized)
    desk.window.close()
    desk = open_window()
    assert desk.window.isMaximized()


def test_on_a_smaller_screen_the_whole_window_is_seen(open_window, monkeypatch):
    with monkeypatch.context() as larger:
        larger.setattr(QScreen, "availableGeometry", lambda _screen: QRect(0, 0, 4000, 3000))
        desk = open_window()
        desk.window.setGeometry(2500, 1800, 1400, 1100)
        desk.window.close()
    window = open_window().window
    place, screen = window.geometry(), window.screen().availableGeometry()
    assert screen.contains(place.topLeft()) and place.height() <= screen.height()
    assert place.width() <= max(screen.width(), window.minimumSizeHint().width())


# The first screen is 1920x1080 with everything twice as large.
@pytest.mark.parametrize("screen", [(960, 540), (2560, 1440)])
def test_at_the_first_start_the_window_has_most_of_the_screen_and_its_title_bar_is_on_it(
    monkeypatch, open_window, screen
):
    room = QRect(0, 0, *screen)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(room))
    window = open_window().window
    title_bar = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    assert 0.7 * room.width() < window.width() <= room.width()
    assert 0.7 * room.height() < window.height() <= room.height() - title_bar


# Each value is given to every key: text, texts, bytes, and numbers that are out of bounds. Those of
# types that no key has do not come so far, as session/test_store.py tests.
NONSENSE = ("{", "a, b", "@ByteArray(x)", "1000")
KEYS = {
    "General": (*("percent", "appearance", "tab", "geometry", "hand", "experiment"),),
    "recent": ("files", "data"),
    "folder": ("files", "pictures", "data", "hands", "exports"),
    "runs": ("split", "sorted", "falls", "experiments", r"width\last"),
    "train": ("log_cost", "no_penalty"),
    "data": ("folder", "other_hands"),
}


def settings(value):
    """A file in which every key has this value."""
    groups = ([f"[{group}]", *(f"{key}={value}" for key in KEYS[group])] for group in KEYS)
    return "\n".join(line for lines in groups for line in lines).encode()


@pytest.mark.parametrize("damaged", [b"\x00\xff nothing", *map(settings, NONSENSE)])
def test_damaged_settings_are_the_defaults(no_process_ahead, open_window, settings_file, damaged):
    settings_file.parent.mkdir(parents=True)
    settings_file.write_bytes(damaged)
    desk = open_window()
    assert theme.percent() == theme.USUAL and not dark(desk).isChecked()
    for tab in ("Runs", "Mistakes", "My Digits", "Train"):  # those that remember something
        desk.show_tab(tab)
    assert desk.can("action_open")


@pytest.mark.parametrize("damaged", [b"\x00\xff nothing", settings("@Rect(1 2 3 4)")])
def test_damaged_settings_are_rewritten(no_process_ahead, open_window, settings_file, damaged):
    settings_file.parent.mkdir(parents=True)
    settings_file.write_bytes(damaged)
    desk = open_window()
    dark(desk).trigger()
    desk.window.close()
    assert dark(open_window(show=False)).isChecked()


def test_a_failure_to_write_settings_is_told_and_does_nothing_else(open_window, settings_file):
    settings_file.parent.parent.mkdir(parents=True)
    settings_file.parent.write_text("a file where a folder should be")
    desk = open_window()
    dark(desk).trigger()
    assert "cannot be written" in desk.window.statusBar().currentMessage()
    assert dark(desk).isChecked() and desk.window.isVisible() and not desk.boxes("message")


# Text of every kind: on buttons, in fields, usual and larger words, tables.
TEXTS = ("start", "eta", "confidence", "neuron_title", "laboratory_accuracy", "runs")
PICTURES = ("samples", "weight_tiles", "mistakes")


def zoom(desk, key, times=1):
    for _ in range(times):
        QTest.keyClick(desk.window, key, Qt.KeyboardModifier.ControlModifier)


def sizes(desk):
    """How large each kind of text is."""
    return {name: desk.find(name).fontInfo().pointSizeF() for name in TEXTS}


def axis_width(desk):
    return float(desk.find("cost_plot").getPlotItem().getAxis("left").width())


@pytest.mark.slow
def test_the_keys_make_all_text_larger_and_smaller(desk):
    for title in ("Runs", "Experiments", "Inside", "Mistakes", "Train"):
        desk.show_tab(title)
    show_epochs(desk, 3)
    desk.wait(lambda: axis_width(desk) > 0)  # an empty plot has no axes
    usual, axis = sizes(desk), axis_width(desk)
    pictures = {name: desk.find(name).sizeHint() for name in PICTURES}
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        zoom(desk, key, times=5)
    twice = {name: pytest.approx(2 * size, rel=0.05) for name, size in usual.items()}
    assert sizes(desk) == twice
    for name in PICTURES[:-1]:  # those without captions
        assert desk.find(name).sizeHint() == pictures[name]
    desk.wait(lambda: axis_width(desk) == pytest.approx(2 * axis, rel=0.2))
    assert not desk.can("action_larger")
    zoom(desk, Qt.Key.Key_0)
    desk.wait(lambda: sizes(desk) == usual and axis_width(desk) == axis)
    assert not desk.can("action_normal_size")
    zoom(desk, Qt.Key.Key_Minus, times=3)
    smaller = sizes(desk)
    assert all(smaller[name] < 0.75 * usual[name] for name in TEXTS)
    assert not desk.can("action_smaller")


def test_a_maximized_window_is_maximized_again_after_the_full_screen(desk):
    window = desk.window
    window.showMaximized()
    desk.wait(window.isMaximized)
    QTest.keyClick(window, Qt.Key.Key_F11)
    desk.wait(window.isFullScreen)
    QTest.keyClick(window, Qt.Key.Key_F11)
    desk.wait(lambda: window.isMaximized() and not window.isFullScreen())


@pytest.mark.slow
def test_larger_text_never_makes_the_window_larger_than_the_screen(open_window, monkeypatch):
    desk = open_window()
    for page in desk.pages():
        assert page.isVisible()  # each needs its room
    room = QRect(0, 0, 1024, 768)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(room))
    window = desk.window
    window.resize(960, 600)
    zoom(desk, Qt.Key.Key_Plus, times=5)
    assert theme.percent() == 120
    assert desk.text("explanation") == "The screen has no room for text of 130 %"
    assert 960 < window.width() <= 1024
    zoom(desk, Qt.Key.Key_0)
    assert window.size() == QSize(960, 600) and theme.percent() == 100
    zoom(desk, Qt.Key.Key_Plus)
    window.resize(1000, 610)  # a size that a person gives it stays
    zoom(desk, Qt.Key.Key_0)
    assert window.size() == QSize(1000, 610)


def test_lines_are_as_broad_as_text_is_large(desk):
    show_epochs(desk, 3)

    def seen():
        line = desk.find("cost_plot").getPlotItem().listDataItems()[0]
        return line.opts["pen"].widthF(), line.opts["symbolSize"]

    desk.wait(lambda: seen()[0] > 1)
    usual = seen()
    zoom(desk, Qt.Key.Key_Plus, times=5)
    desk.wait(lambda: seen() == tuple(pytest.approx(1.5 * each) for each in usual))
    zoom(desk, Qt.Key.Key_Minus, times=7)  # but never thinner than usual
    desk.wait(lambda: seen() == usual)


@pytest.mark.slow
def test_the_view_of_a_tab_is_as_it_was_left(open_window):
    left = {"Inside": ("inside_views", "Laboratory"), "Mistakes": ("mistakes_views", "Map")}

    def view(desk, name):
        return desk.find(name).tabText(desk.find(name).currentIndex())

    desk = open_window()
    for tab, (name, title) in left.items():
        desk.show_tab(tab)
        assert view(desk, name) != title
        desk.show_tab(title, name)
    desk.window.close()
    again = open_window()
    assert again.tab() == "Mistakes"
    for tab, (name, title) in left.items():
        again.show_tab(tab)
        assert view(again, name) == title


def test_another_size_draws_a_plot_once_and_a_hidden_one_when_it_is_shown(desk, monkeypatch):
    desk.show_tab("Experiments")
    desk.show_tab("Train")
    drawn, refresh = [], Plot.refresh
    monkeypatch.setattr(
        Plot, "refresh", lambda plot: (drawn.append(plot.area.objectName()), refresh(plot))
    )
    zoom(desk, Qt.Key.Key_Plus)
    desk.wait(lambda: len(drawn) == 2)
    desk.show_tab("Experiments")
    desk.wait(lambda: len(drawn) == 3)
    assert sorted(drawn) == ["accuracy_plot", "cost_plot", "experiment_plot"]


def test_the_size_is_remembered(open_window):
    desk = open_window()
    usual = desk.find("confidence").fontInfo().pointSizeF()
    desk.show_tab("Runs")
    header = desk.find("runs").horizontalHeader().height()
    zoom(desk, Qt.Key.Key_Plus, times=3)
    larger = desk.find("runs").horizontalHeader().height()
    desk.window.close()
    theme.choose_size(theme.USUAL)  # as a program has it that is started anew
    again = open_window()
    assert again.find("confidence").fontInfo().pointSizeF() == pytest.approx(1.3 * usual, rel=0.05)
    assert again.can("action_normal_size")
    assert again.find("runs").horizontalHeader().height() == larger > header


@pytest.mark.slow
def test_at_every_size_fields_begin_below_each_other_and_the_form_is_not_cut(desk):
    desk.window.resize(1900, 1000)
    desk.click("more")
    parts = [desk.find(name).parentWidget() for name in ("eta", "monitor_training_cost")]
    fields = ("hidden_layers", "cost", "weight_initializer", "eta", "epochs", "early_stopping")

    def lefts():
        return {desk.find(name).mapTo(desk.window, QPoint(0, 0)).x() for name in fields}

    desk.wait(lambda: len(lefts()) == 1)
    (usual,) = lefts()
    for key, times in ((Qt.Key.Key_Plus, 10), (Qt.Key.Key_Minus, 13)):
        zoom(desk, key, times)
        desk.wait(lambda: all(part.width() == part.parentWidget().width() for part in parts))
        desk.wait(lambda: len(lefts()) == 1 and lefts() != {usual})


# The line at the foot explains the part under the pointer or with the focus, and tells its value.


def foot(desk):
    return desk.text("explanation")


def point_at(desk, name, x=None, y=None):
    """Move the pointer to a place in a widget, by default its middle."""
    widget = desk.find(name)
    if isinstance(widget, QAbstractItemView):
        widget = widget.viewport()
    QApplication.sendPostedEvents()  # so that all is laid out
    middle = widget.rect().center()
    QTest.mouseMove(widget, QPoint(middle.x() if x is None else x, middle.y() if y is None else y))


def test_menus_and_tabs_explain_their_chosen_entry(desk):
    menu = desk.window.menuBar().actions()[0].menu()
    bar = desk.window.menuBar()
    QTest.mouseClick(bar, Left, pos=bar.actionGeometry(bar.actions()[0]).center())
    QTest.mouseMove(menu, menu.actionGeometry(desk.action("action_save")).center())
    desk.wait(lambda: foot(desk).startswith("Save (Ctrl+S): "))
    menu.close()
    for entry in desk.window.menuBar().actions():
        menu = entry.menu()
        assert isinstance(menu, QMenu) and explanation(menu)
        for action in menu.actions():
            if action.isEnabled() and not action.isSeparator():
                menu.setActiveAction(action)
                assert explanation(menu).startswith(action.text().replace("&", "").rstrip("…"))
                assert ": " in explanation(menu), explanation(menu)
    desk.show_tab("Inside")
    views = desk.find("inside_views")
    said = []
    for index in range(views.count()):
        views.setCurrentIndex(index)
        said.append(explanation(views.tabBar()))
    assert said[0].startswith("Neuron: a neuron adds up")
    assert said[1].startswith("Why? The neurons before")  # a question needs no colon after it


@pytest.mark.usefixtures("all_tabs")
def test_a_tab_that_cannot_be_loaded_is_told_and_the_others_are_made(
    open_window, monkeypatch, capfd
):
    load = Tab.load

    def broken(tab):
        if tab.title == "Inside":
            raise ImportError("No module named 'digits'")
        return load(tab)

    monkeypatch.setattr(Tab, "load", broken)
    desk = open_window()
    desk.wait(lambda: desk.boxes("message"))
    (box,) = desk.boxes("message")
    assert box.text() == "The tab Inside cannot be loaded"
    assert "No module named 'digits'" in box.informativeText()
    box.accept()
    desk.wait(lambda: desk.window.findChild(QWidget, "my_digits"))  # in the last tab
    assert "No module named 'digits'" in capfd.readouterr().err


def test_each_entry_of_the_menu_export_says_so(desk):
    (menu,) = [each for each in desk.window.findChildren(QMenu) if each.title() == "&Export"]
    texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert len(texts) > 4 and all(text.startswith("Export ") for text in texts), texts


def test_an_entry_that_keys_choose_in_an_open_menu_is_explained(desk):
    bar = desk.window.menuBar()
    desk.find("canvas").setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    desk.wait(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert menu.menuAction() is bar.activeAction()
    said = set()
    for _ in range(5):
        QTest.keyClick(menu, Qt.Key.Key_Down)
        action = menu.activeAction()
        name = action.text().replace("&", "").rstrip("…")
        desk.wait(lambda name=name: foot(desk).startswith(name))
        said.add(foot(desk))
    assert len(said) > 3
    menu.close()


def test_the_foot_follows_pointer_focus_and_a_slider_s_value(desk):
    desk.window.resize(1240, 690)
    eta = desk.find("eta")
    point_at(desk, "eta")
    desk.wait(lambda: foot(desk).startswith("Learning rate η: how far each step"))
    assert eta.accessibleDescription() == f"H{foot(desk).split(': h', 1)[1]}"
    desk.find("lmbda").setFocus()
    desk.wait(lambda: foot(desk).startswith("Regularization λ: "))
    point_at(desk, "start")
    desk.wait(lambda: foot(desk).startswith("Train New Network (F5): train a new network"))
    facts = [desk.find(name) for name in ("accuracy_kind", "accuracy_in_use")]
    places = [fact.mapTo(desk.window, QPoint(0, 0)) for fact in facts]
    desk.session.tell("something has happened")  # which is shown in its place
    assert foot(desk) == desk.window.statusBar().currentMessage() == "something has happened"
    QApplication.sendPostedEvents()  # it is laid out anew
    assert [fact.mapTo(desk.window, QPoint(0, 0)) for fact in facts] == places
    desk.window.statusBar().clearMessage()
    assert foot(desk) not in ("", "something has happened")


def test_the_foot_follows_what_changes_under_a_pointer_at_rest(desk):
    point_at(desk, "start")
    desk.wait(lambda: foot(desk).startswith("Train New Network (F5): train"))
    explain_action(desk.action("action_start"), "not now")
    desk.wait(lambda: foot(desk) == "Train New Network (F5): not now.")
    desk.show_tab("Experiments")
    point_at(desk, "run_experiment")
    desk.wait(lambda: foot(desk).startswith("Run: "))
    explain(desk.find("run_experiment"), "not now")
    desk.wait(lambda: foot(desk) == "Run: not now.")
    use_learnt_run(desk.session, epochs=3)
    bar = desk.find("epoch_in_use")
    desk.wait(bar.isVisible)
    QTest.mousePress(bar, Left, pos=QPoint(bar.width() - 9, bar.height() // 2))
    QTest.mouseMove(bar, QPoint(9, bar.height() // 2))
    QCursor.setPos(bar.mapToGlobal(QPoint(9, bar.height() // 2)))
    QTest.mouseRelease(bar, Left, pos=QPoint(9, bar.height() // 2))
    desk.wait(lambda: "epoch 0 of 3" in foot(desk))


def test_nothing_is_explained_while_the_pen_is_down(desk):
    point_at(desk, "clear")
    desk.wait(lambda: foot(desk).startswith("Clear (Del)"))
    canvas = desk.find("canvas")
    QTest.mousePress(canvas, Left, pos=canvas.rect().center())
    QCursor.setPos(canvas.mapToGlobal(canvas.rect().center()))  # QTest moves no pressed pointer
    QApplication.processEvents()
    desk.find("explanation").explain_now()
    assert foot(desk).startswith("Clear (Del)")
    QTest.mouseRelease(canvas, Left, pos=canvas.rect().center())
    point_at(desk, "canvas", x=20, y=20)
    desk.wait(lambda: foot(desk).startswith("Draw a digit here"))


def test_parts_of_pictures_plots_and_tables_are_explained(desk):
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() == "6")
    bars = desk.find("activations")
    point_at(desk, "activations", x=round(6.5 * bars.width() / 10))
    desk.wait(lambda: foot(desk).startswith("Output 6, activation "))
    point_at(desk, "preview", x=3, y=3)
    desk.wait(lambda: foot(desk).startswith("Input, pixel 0, 0: ink 0.00."))
    point_at(desk, "cost_plot")
    desk.wait(lambda: foot(desk).startswith("Cost by epoch: "))
    desk.show_tab("Inside")
    choose(desk, 0, 3)  # or one of a deeper layer, without a picture, might be suggested
    diagram = desk.find("network_diagram")
    desk.wait(diagram.accessibleDescription)
    diagram.setFocus()
    desk.wait(lambda: ": z = " in foot(desk) and "activation" in foot(desk))

    def weight_is_told():
        point_at(desk, "neuron_pictures", x=20, y=20)  # again, while the tab finds its layout
        return foot(desk).startswith("w, ±")

    desk.wait(weight_is_told)
    desk.show_tab("Mistakes")
    desk.show_tab("Damage", "mistakes_views")
    desk.find("damage_strength").setFocus()
    desk.wait(lambda: ", now undamaged: " in foot(desk))
    desk.find("damage_strength").setValue(3)  # a value that changes under the pointer is told
    desk.wait(lambda: ", now " in foot(desk) and ", now undamaged: " not in foot(desk))


def test_a_label_is_cut_after_a_word(qtbot):
    label = CutLabel("cut")
    qtbot.addWidget(label)
    text = "Pulls weights towards nought, in every single step, until none of them is left at all."
    words = text.split()
    for width in range(60, 700, 7):
        label.resize(width, 40)
        label.show_text("")
        label.show_text(text)
        shown = label.text().removesuffix("…").split()
        assert shown == words[: len(shown)] or width < 120  # a word may be longer than the line
        assert (len(shown) == len(words)) == (not label.text().endswith("…"))
        assert bool(label.toolTip()) == label.text().endswith("…")
        assert label.heightForWidth(width) <= label.sizeHint().height()


@pytest.mark.parametrize("points", range(7, 25))
def test_two_lines_of_any_size_fit_a_label(qtbot, points):
    label = CutLabel("cut")
    qtbot.addWidget(label)
    label.setFont(QFont(label.font().family(), points))
    text = "Pulls weights towards nought, in every single step."
    label.resize(int(0.7 * label.fontMetrics().horizontalAdvance(text)), label.sizeHint().height())
    label.show_text(text)
    assert label.text() == text


@pytest.mark.parametrize("percent", [100, 200])
def test_what_trains_is_told_whole_at_the_foot(desk, percent):
    queue, told = desk.session.queue, desk.find("experiment_at_work")
    learns = Architecture(()), Hyperparameters(epochs=10**6), DataSpec(training_size=1000), 1
    while theme.percent() < percent:
        desk.trigger("action_larger")
    queue.most = 1
    queue.add(*[Plan(*learns, name, "costs") for name in ("one", "two")])
    for width in (1366, 950):
        desk.window.resize(width, 768)
        desk.wait(lambda: told.width() >= told.sizeHint().width())
        desk.wait(lambda: desk.find("explanation").width() > 150)
        assert told.text() == "Experiment: 0 of 2 runs"
    queue.cancel()
    desk.wait(lambda: queue.is_idle)


def test_the_whole_reason_why_nothing_is_kept_can_be_read(desk):
    """At the foot only the path is cut."""
    desk.window.facts.show_failing(f"Database is locked (/{'long/' * 20}digitpad.sqlite).")
    assert "database is locked" in desk.text("not_kept") and desk.find("not_kept").isVisible()
    assert "digitpad.sqlite" in explanation(desk.find("not_kept"))
    desk.window.facts.show_failing("")
    assert not desk.find("not_kept").isVisible()


def digits_on_disk():
    with closing(Store(store_file())) as store:
        return [digit.label for hand in store.hands() for digit in hand.digits]


def test_a_second_window_of_a_process_reads_and_keeps_all_once_it_is_the_only_one(open_window):
    first = open_window()
    first.train(**QUICK)
    first.window.keep_now()
    second = open_window()
    second.wait(second.find("not_kept").isVisible)
    assert "digitpad is open elsewhere" in second.text("not_kept")
    assert not first.find("not_kept").isVisible()
    second.wait(lambda: second.session.run is not None and second.session.run.title == "run 1")
    second.train(**QUICK)
    second.draw([[(0.2, 0.2), (0.8, 0.8)]])
    second.click("label_7")
    assert digits_on_disk() == []
    assert "not kept" in second.window.statusBar().currentMessage()
    first.window.close()
    second.wait(lambda: not second.find("not_kept").isVisible())
    second.window.close()
    again = open_window()
    assert [run.title for run in again.session.runs.listed()] == ["run 1", "run 2"]
    assert digits_on_disk() == [7]


def test_a_second_start_brings_the_window_forward_with_its_file(desk, tmp_path):
    path = tmp_path / "Netz 日本.json"
    network_file.save(NetworkFile(Network([784, 4, 10])), path)
    desk.window.showMinimized()
    desk.window.come_forward([str(path)])
    desk.see_title("Netz 日本.json – digitpad")
    assert not desk.window.isMinimized()
