"""Everything can be made larger and smaller, and is as large at the next start."""

import gc
from collections.abc import Callable

import pytest
from curves import series_of
from desk import Desk
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QScrollBar,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from results import epoch_result

from digitpad.ui.parts import sizes
from digitpad.ui.plots.chart import run_chart, trace_of

Control = Qt.KeyboardModifier.ControlModifier

# Text, what is painted, and what has a size of its own.
PARTS = ("preview", "prediction", "hidden_layers", "start", "samples")


def heights(desk: Desk) -> dict[str, int]:
    return {name: desk.find(name).height() for name in PARTS}


def begin(desk: Desk) -> None:
    """With the size that the window has on a usual screen."""
    desk.window.resize(1240, 690)
    desk.wait(lambda: desk.find("canvas").width() == 320)


def axis_width(desk: Desk, plot: str) -> float:
    return float(desk.find(plot).getPlotItem().getAxis("left").width())


def overlapping(desk: Desk) -> bool:
    """Whether the canvas hides a part of what is below it."""
    canvas, below = desk.find("canvas"), desk.find("undo")
    return canvas.geometry().bottom() >= below.geometry().top()


def parts_of_the_style(desk: Desk) -> dict[str, int]:
    """How large the style paints what it paints beside the text."""
    box, combo = desk.find("monitor_training_cost"), desk.find("cost")
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    style, part = combo.style(), QStyle.SubControl.SC_ComboBoxArrow
    arrow = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, combo)
    (handle,) = [s.handleWidth() for s in desk.window.findChildren(QSplitter)][:1]
    return {
        "check box": style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, box),
        "scroll bar": QScrollBar(Qt.Orientation.Vertical, desk.window).sizeHint().width(),
        "arrow": arrow.width(),
        "splitter": handle,
    }


def test_the_keys_make_everything_larger_and_smaller(desk: Desk) -> None:
    desk.show_tab("Runs")  # which has splitters
    desk.show_tab("Train")
    begin(desk)
    curves = desk.find("cost_plot").parent()
    results = [epoch_result(i + 1, evaluation_cost=1 / (i + 1)) for i in range(3)]
    curves.show_chart(run_chart([trace_of([series_of(results)], "cost", "run", "", 1)], "cost"))
    usual, usual_width = heights(desk), axis_width(desk, "cost_plot")
    painted = parts_of_the_style(desk)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        for _ in range(5):
            QTest.keyClick(desk.window, key, Control)
    desk.window.resize(1900, 1050)
    desk.wait(lambda: not overlapping(desk))
    desk.wait(lambda: heights(desk)["start"] > 1.6 * usual["start"])
    larger = heights(desk)
    assert all(larger[name] > 1.5 * usual[name] for name in PARTS), (usual, larger)
    assert axis_width(desk, "cost_plot") == pytest.approx(2 * usual_width, rel=0.2)
    twice = {name: pytest.approx(2 * size, abs=2) for name, size in painted.items()}
    assert parts_of_the_style(desk) == twice
    desk.wait(lambda: desk.window.minimumSizeHint().height() > 600)
    least = desk.window.minimumSizeHint()
    assert least.width() <= 1900 and least.height() <= 1000  # of a screen of 1920 x 1080
    assert not desk.can("action_larger")
    QTest.keyClick(desk.window, Qt.Key.Key_0, Control)
    desk.wait(lambda: desk.window.minimumSizeHint().width() < 940)
    desk.window.resize(1240, 690)
    desk.wait(lambda: heights(desk) == usual)
    assert axis_width(desk, "cost_plot") == usual_width and parts_of_the_style(desk) == painted
    for _ in range(3):
        QTest.keyClick(desk.window, Qt.Key.Key_Minus, Control)
    desk.wait(lambda: heights(desk)["start"] < usual["start"])
    assert not desk.can("action_smaller")


def test_a_style_is_let_go_as_it_was_taken(desk: Desk) -> None:
    """Python frees what it has made, and nothing that is Qt's."""
    for action in ("action_larger", "action_smaller", "action_smaller", "action_normal_size"):
        desk.trigger(action)
        desk.window.grab()
        desk.trigger("action_about")
        desk.read_message()
        gc.collect()
    assert QApplication.style().name() == "fusion"


def test_the_size_is_remembered(open_window: Callable[..., Desk]) -> None:
    desk = open_window()
    usual = desk.find("confidence").fontInfo().pointSizeF()
    desk.show_tab("Runs")
    header = desk.find("runs").horizontalHeader().height()
    for _ in range(3):
        desk.trigger("action_larger")
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible())
    desk.window.finish()
    desk.trigger("action_normal_size")  # as a program has it that is started anew
    again = open_window()
    assert again.find("confidence").fontInfo().pointSizeF() > 1.2 * usual
    assert again.can("action_normal_size")
    assert again.find("runs").horizontalHeader().height() > 1.2 * header


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Let the screen have these many pixels across and down."""

    def choose(width: int, height: int) -> None:
        monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, width, height))

    return choose


def outgrows(window: QWidget, width: int, height: int) -> bool:
    return not all(
        size.boundedTo(QSize(width, height)) == size
        for size in (window.size(), window.minimumSizeHint())
    )


@pytest.mark.parametrize(
    "size, begun, least, most",
    [((1366, 768), 120, 140, 150), ((1024, 768), 100, 100, 110), ((1920, 1080), 180, 200, 200)],
)
def test_larger_stops_where_the_screen_has_no_room_for_more(
    desk: Desk,
    screen: Callable[[int, int], None],
    size: tuple[int, int],
    begun: int,
    least: int,
    most: int,
) -> None:
    screen(*size)
    window, said = desk.window, []
    window.statusBar().messageChanged.connect(said.append)
    window.resize(1000, 600)
    window.move(size[0] - 1000, 40)  # where it would grow beyond the screen
    window.tabs.setCurrentIndex(3)  # the largest one, Train, is hidden meanwhile
    sizes.choose(begun)
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_Plus, Control)
        QApplication.processEvents()
    assert least <= sizes.percent() <= most
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        assert not outgrows(window, *size), window.tabs.tabText(tab)
        assert QRect(0, 0, *size).contains(window.geometry())
    stopped = (
        f"Everything is {sizes.percent()} % as large as usual: this screen has no room for more"
    )
    assert (stopped in said) == (sizes.percent() < 200)
    assert not desk.find("explanation").isVisible()  # it would lie under what is said


def test_what_fitted_another_screen_is_made_smaller(
    open_window: Callable[..., Desk], screen: Callable[[int, int], None]
) -> None:
    screen(1920, 1080)
    desk = open_window()
    for _ in range(10):
        desk.trigger("action_larger")
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible())
    desk.window.finish()
    sizes.choose(sizes.USUAL)  # as a program has it that is started anew
    screen(1366, 768)
    again = open_window(show=False)
    with again.qtbot.waitSignal(again.window.began):
        again.window.show()
    assert sizes.USUAL < sizes.percent() < 200
    assert not outgrows(again.window, 1366, 768)
    screen(1024, 768)  # the window is moved to another screen
    again.window.windowHandle().screenChanged.emit(again.window.screen())
    assert again.window.minimumSizeHint().width() <= 1024


def test_in_a_large_window_the_reading_grows_with_the_canvas(desk: Desk) -> None:
    begin(desk)
    names = ("canvas", "preview", "prediction")
    usual = {name: desk.find(name).width() for name in names}
    text = desk.find("confidence").fontInfo().pointSizeF()
    desk.window.resize(1920, 1080)
    desk.wait(lambda: desk.find("canvas").width() > usual["canvas"])
    canvas = desk.find("canvas").width() / usual["canvas"]
    assert canvas > 1.4
    for name in ("preview", "prediction"):
        part = desk.find(name).width() / usual[name]
        assert part == pytest.approx(canvas, rel=0.02)
    grown = desk.find("confidence").fontInfo().pointSizeF() / text
    assert grown == pytest.approx(canvas, rel=0.06)


def test_at_every_size_fields_begin_below_each_other_and_the_form_is_not_cut(desk: Desk) -> None:
    desk.window.resize(1900, 1000)
    form = desk.find("monitor_training_cost").parentWidget().parentWidget()
    fields = ("hidden_layers", "cost", "weight_initializer", "eta", "epochs", "early_stopping")

    def lefts() -> set[int]:
        return {desk.find(name).mapTo(desk.window, QPoint(0, 0)).x() for name in fields}

    desk.wait(lambda: len(lefts()) == 1)
    (usual,) = lefts()
    for key, times in ((Qt.Key.Key_Plus, 10), (Qt.Key.Key_Minus, 13)):
        for _ in range(times):
            QTest.keyClick(desk.window, key, Control)
            desk.wait(lambda: form.width() == form.parentWidget().width())
        desk.wait(lambda: len(lefts()) == 1 and lefts() != {usual})
