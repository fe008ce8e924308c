"""The window opens and saves networks, says what is wrong, and asks before anything is lost."""

import gc
import sys
import threading
import weakref

from digits import placed
from network_files import content, write
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from results import epoch_result

from digitpad.app import create_window
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.plots.chart import run_chart, trace_of
from digitpad.ui.plots.series import Series


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


def test_the_window_can_be_small_and_fill_the_screen(desk):
    # The window can be small whatever tab is shown.
    window = desk.window
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        least = window.minimumSizeHint()
        assert least.width() <= 950 and least.height() <= 510, window.tabs.tabText(tab)
    window.resize(950, 510)
    desk.wait(lambda: (window.width(), window.height()) == (950, 510))
    canvas = desk.find("canvas")
    side = canvas.parentWidget()

    def all_is_seen():
        parts = [part for part in side.findChildren(QWidget) if part.isVisible()]
        corners = [part.mapTo(side, part.rect().bottomRight()) for part in parts]
        return all(map(side.rect().contains, corners))

    desk.wait(all_is_seen)
    assert canvas.width() == canvas.height() >= 150
    window.resize(1240, 690)
    desk.wait(lambda: canvas.width() > 280)

    desk.show_tab("Train")

    # Escape leaves the full screen from a plot too.
    assert sys.getswitchinterval() <= 0.001  # work in the background soon gives way to the window
    desk.trigger("action_full_screen")
    assert desk.window.isFullScreen()
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not desk.window.isFullScreen()
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not desk.window.isFullScreen()
    desk.trigger("action_full_screen")
    plot = desk.find("cost_plot")
    plot.setFocus()
    trace = trace_of([Series([epoch_result(1, evaluation_cost=0.5)])], "cost", "run", "", 1)
    plot.parent().show_chart(run_chart([trace], "cost"))
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Escape)  # which hides what Left has shown
    assert desk.window.isFullScreen()
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert not desk.window.isFullScreen()


def test_a_window_asks_for_another_network_and_closes_unasked(desk, tmp_path):
    # Open asks for a file and reads the drawing anew.
    path = write(tmp_path / "mine.json", content(784, 20, 10))
    desk.draw(placed(5, 0.1, 0.1, 0.8))
    before = desk.activations()
    desk.trigger("action_open")
    desk.choose_file(path)
    desk.see_title("mine.json – digitpad")
    assert desk.activations() != before
    desk.trigger("action_open_shipped")
    assert desk.title() == "shipped network – digitpad"
    assert desk.activations() == before and desk.reads() == "5"

    desk.trigger("action_clear")

    # Nothing is asked where nothing would be lost nor after it has closed.
    desk.draw(placed(5, 0.1, 0.1, 0.8))
    desk.trigger("action_new")
    assert not desk.boxes("question")
    assert desk.title() == "new network – digitpad"
    desk.window.close()
    assert not desk.window.isVisible() and not desk.boxes("question")
    desk.window.tell_problem("The curves are not exported", "There was no time.")
    assert not desk.boxes("message")
    dialogs.ask(desk.window, "Restore?", "", {"&Restore": None})
    assert not desk.boxes("question")


def test_a_window_closed_at_once_starts_no_training_process(open_window):
    desk = open_window(show=False)
    desk.window.show()
    desk.window.close()
    QApplication.processEvents()  # what the window has put off would happen now
    assert "training" not in {thread.name for thread in threading.enumerate()}


def test_garbage_is_collected_on_the_window_s_thread_alone(qtbot):
    class Circle:
        """Is garbage as soon as nobody else knows it."""

        def __init__(self):
            self.itself = self

    threads = []
    was_enabled = gc.isenabled()
    gc.enable()
    try:
        window = create_window()
        assert not gc.isenabled()
        circle = weakref.ref(Circle(), lambda _ref: threads.append(threading.current_thread()))
        many = []  # so many that Python itself would look for garbage
        on_thread = threading.Thread(target=lambda: many.extend([n] for n in range(10_000)))
        on_thread.start()
        on_thread.join()
        assert not threads
        qtbot.waitUntil(lambda: bool(threads))
        assert circle() is None and threads == [threading.main_thread()]
        window.close()
        window.finish()
        assert gc.isenabled()
    finally:
        if not was_enabled:
            gc.disable()


def test_a_text_that_changes_paints_nothing_else_of_its_tab(desk):
    desk.show_tab("Mistakes")
    label, table = desk.find("large_digit_words"), desk.find("confusion_matrix")
    desk.wait(label.text)
    painted = Painted(label, table.viewport())

    def only_the_label():
        """Whether nothing else is painted; at first, all comes into its place."""
        painted.widgets.clear()
        label.setText(f"{label.text()}.")
        desk.wait(lambda: label in painted.widgets)
        return painted.widgets == {label}

    desk.wait(only_the_label)


class Painted(QObject):
    """Which of some widgets were painted since."""

    def __init__(self, *watched):
        super().__init__()
        self.widgets: set[QObject] = set()
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(watched)
        return False
