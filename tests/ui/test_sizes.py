"""All text can be made larger and smaller, and has the same size at the next start."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from results import epoch_result

from digitpad.ui.parts import theme
from digitpad.ui.plots.chart import run_chart, trace_of
from digitpad.ui.plots.series import Series

Control = Qt.KeyboardModifier.ControlModifier
# Text of every kind: on buttons, in fields, usual and larger words, tables.
TEXTS = ("start", "eta", "confidence", "neuron_title", "laboratory_accuracy", "runs")
PICTURES = ("preview", "samples", "weight_tiles", "mistakes")


def press(desk, key, times=1):
    for _ in range(times):
        QTest.keyClick(desk.window, key, Control)


def points(desk):
    """How large each kind of text is."""
    return {name: desk.find(name).fontInfo().pointSizeF() for name in TEXTS}


def axis_width(desk):
    return float(desk.find("cost_plot").getPlotItem().getAxis("left").width())


def test_the_keys_make_all_text_larger_and_smaller(desk):
    for title in ("Runs", "Experiments", "Inside", "Mistakes", "Train"):
        desk.show_tab(title)
    curves = desk.find("cost_plot").parent()
    results = [epoch_result(i + 1, evaluation_cost=1 / (i + 1)) for i in range(3)]
    curves.show_chart(run_chart([trace_of([Series(results)], "cost", "run", "", 1)], "cost"))
    desk.wait(lambda: axis_width(desk) > 0)  # an empty plot has no axes
    usual, axis = points(desk), axis_width(desk)
    pictures = {name: desk.find(name).sizeHint() for name in PICTURES}
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        press(desk, key, times=5)
    twice = {name: pytest.approx(2 * size, rel=0.05) for name, size in usual.items()}
    assert points(desk) == twice
    assert axis_width(desk) == pytest.approx(2 * axis, rel=0.2)
    for name in PICTURES[:-1]:  # those without captions
        assert desk.find(name).sizeHint() == pictures[name]
    assert not desk.can("action_larger")
    press(desk, Qt.Key.Key_0)
    desk.wait(lambda: points(desk) == usual and axis_width(desk) == axis)
    assert not desk.can("action_normal_size")
    press(desk, Qt.Key.Key_Minus, times=3)
    smaller = points(desk)
    assert all(smaller[name] < 0.75 * usual[name] for name in TEXTS)
    assert not desk.can("action_smaller")


def test_the_size_is_remembered(open_window):
    desk = open_window()
    usual = desk.find("confidence").fontInfo().pointSizeF()
    desk.show_tab("Runs")
    header = desk.find("runs").horizontalHeader().height()
    press(desk, Qt.Key.Key_Plus, times=3)
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible())
    desk.window.finish()
    theme.choose_size(theme.USUAL)  # as a program has it that is started anew
    again = open_window()
    assert again.find("confidence").fontInfo().pointSizeF() == pytest.approx(1.3 * usual, rel=0.05)
    assert again.can("action_normal_size")
    assert again.find("runs").horizontalHeader().height() > 1.15 * header


def test_at_140_per_cent_the_plots_and_the_buttons_stay(desk):
    press(desk, Qt.Key.Key_Plus, times=4)
    for title in ("Runs", "Experiments", "Inside", "Mistakes", "My Digits", "Train"):
        desk.show_tab(title)  # the largest of them says how small the window can be
    desk.window.resize(1366, 768)
    desk.wait(lambda: (desk.window.width(), desk.window.height()) == (1366, 768))
    for name in ("cost_plot", "accuracy_plot"):
        desk.wait(lambda name=name: desk.find(name).getPlotItem().vb.height() > 60)
    for name in ("start", "pause", "stop"):
        button = desk.find(name)
        assert button.visibleRegion().boundingRect() == button.rect()


def test_in_a_large_window_pictures_grow_with_the_canvas_and_text_stays(desk):
    canvas, preview, text = (desk.find(name) for name in ("canvas", "preview", "confidence"))
    desk.window.resize(1240, 690)
    desk.wait(lambda: desk.window.width() == 1240)
    usual, points = (canvas.width(), preview.width()), text.fontInfo().pointSizeF()
    desk.window.resize(1920, 1080)
    desk.wait(lambda: canvas.width() > 1.3 * usual[0])
    assert preview.width() > 1.3 * usual[1]
    assert text.fontInfo().pointSizeF() == points


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
        for _ in range(times):
            press(desk, key)
            desk.wait(lambda: all(part.width() == part.parentWidget().width() for part in parts))
        desk.wait(lambda: len(lefts()) == 1 and lefts() != {usual})
