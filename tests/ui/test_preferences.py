"""Settings last from one start to the next, and a damaged file of them does no harm."""

import pytest
from desk import Left
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle

from digitpad.ui.parts import theme


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
    # The form is the book's: what was typed last week is in Runs.
    assert desk.text("hidden_layers") == "30" and desk.find("eta").value() == 0.5
    assert desk.action("action_log_cost").isChecked()
    assert not desk.action("action_no_penalty").isChecked()
    assert desk.find("cost_plot").getPlotItem().getAxis("left").logMode
    assert dark(desk).isChecked() and theme.current() is theme.DARK
    assert desk.window.size() == size
    assert (desk.window.x(), desk.window.y()) == (0, 22)
    # The network is the shipped one as at every start.
    assert desk.title() == "shipped network – digitpad"


def test_a_tab_is_divided_and_sorted_as_it_was_left(open_window):
    desk = open_window()
    desk.train(epochs=1)
    desk.show_tab("Runs")
    table = desk.find("runs")
    header, splitter = table.horizontalHeader(), table.parentWidget().parentWidget()
    desk.wait(table.isVisible)
    before = header.sectionSize(0), splitter.sizes(), header.sortIndicatorOrder()
    edge = QPoint(header.sectionViewportPosition(1) - 1, header.height() // 2)
    drag(header.viewport(), edge, QPoint(-30, 0))
    QTest.mouseClick(header.viewport(), Left, pos=QPoint(10, edge.y()))  # sorts by names
    handle = splitter.handle(1)
    drag(handle, handle.rect().center(), QPoint(0, -40))
    width, sizes, order = header.sectionSize(0), splitter.sizes(), header.sortIndicatorOrder()
    assert width < before[0] and sizes[0] < before[1][0] and order != before[2]
    desk.window.close()
    desk.window.finish()
    desk = open_window()
    desk.show_tab("Runs")
    table = desk.find("runs")
    desk.wait(table.isVisible)
    assert table.horizontalHeader().sectionSize(0) == width
    assert table.horizontalHeader().sortIndicatorOrder() == order
    above, below = table.parentWidget().parentWidget().sizes()
    assert above / below == pytest.approx(sizes[0] / sizes[1], rel=0.05)


def drag(widget, start, by):
    QTest.mousePress(widget, Left, pos=start)
    for part in (0.5, 1.0):
        QTest.mouseMove(widget, start + by * part)
    QTest.mouseRelease(widget, Left, pos=start + by)


def test_what_was_changed_last_outlives_a_crash(open_window):
    desk = open_window()
    dark(desk).trigger()
    theme.choose("light")  # as a program has it that is started anew
    other = open_window()  # and the first one is still open
    assert dark(other).isChecked()
    assert other.window.palette().window().color().lightness() < 128


def test_a_window_that_nobody_saw_leaves_no_settings(open_window, settings_file):
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


def test_on_a_smaller_screen_the_window_is_wholly_seen(open_window, monkeypatch):
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
    monkeypatch, open_window, screen
):
    room = QRect(0, 0, *screen)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(room))
    window = open_window().window
    title_bar = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    assert 0.7 * room.width() < window.width() <= room.width()
    assert 0.7 * room.height() < window.height() <= room.height() - title_bar


@pytest.mark.parametrize(
    "damaged",
    [
        b"\x00\xff nothing",
        b"[General]\npercent=1000\nappearance={\ntab=a, b\ngeometry=3\nunreadable=x\n"
        b"[recent]\nfiles=@Variant(x)\n[runs]\nheader=@ByteArray(x)\nsplit=7\n[train]\nlog_cost=[\n",
    ],
)
def test_damaged_settings_are_the_defaults(open_window, settings_file, damaged):
    settings_file.parent.mkdir(parents=True)
    settings_file.write_bytes(damaged)
    desk = open_window()
    assert theme.percent() == theme.USUAL and not dark(desk).isChecked()
    dark(desk).trigger()
    desk.window.close()
    assert dark(open_window(show=False)).isChecked()


def test_where_settings_cannot_be_written_it_is_said_and_nothing_else_happens(
    open_window, settings_file
):
    settings_file.parent.parent.mkdir(parents=True)
    settings_file.parent.write_text("a file where a folder should be")
    desk = open_window()
    dark(desk).trigger()
    assert "cannot be written" in desk.window.statusBar().currentMessage()
    assert dark(desk).isChecked() and desk.window.isVisible() and not desk.boxes("message")
