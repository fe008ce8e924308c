"""The tab Mistakes: how good the network is, and each misread digit, with mouse and keyboard."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from child_threads import load_test_once
from contrast import contrast
from desk import QUICK, Left, click_item
from digits import SIX, placed
from idx_folder import write_folder
from learnt_runs import learnt_run, use_learnt_run
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox
from small_runs import reads_3
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import with_article
from digitpad.core.evaluation import ORDERS, Evaluation
from digitpad.core.learning.settings import Architecture
from digitpad.session.mistakes.evaluated import Inked, Source, evaluated
from digitpad.session.mistakes.map_of_digits import map_of
from digitpad.session.opened_files import shipped_network
from digitpad.ui.mistakes import map_view
from digitpad.ui.mistakes.map_view import DigitMapPlot, thinned
from digitpad.ui.mistakes.when_view import EpochFigures
from digitpad.ui.parts.explained import explanation

Key, Role = Qt.Key, Qt.ItemDataRole
WRONG = 10  # the row and the column of the matrix that count what is wrong


def show(desk, view="Digits"):
    """Show a view of the tab, and wait until all images are measured."""
    desk.show_tab("Mistakes")
    desk.show_tab(view, "mistakes_views")
    measured(desk)


def measured(desk):
    desk.wait(lambda: " right" in said(desk) and "so far" not in said(desk))


def said(desk):
    lines = map(desk.text, ("test_accuracy", "evaluation_caption"))
    return " · ".join(filter(None, lines))


def matrix(desk):
    """The counts in the table, margins included."""
    model = desk.find("confusion_matrix").model()
    rows = [[model.index(i, j).data() or 0 for j in range(WRONG + 1)] for i in range(WRONG + 1)]
    return np.array(rows, int)


def title(desk):
    return desk.find("mistakes").accessibleName()


def listed(desk):
    return desk.find("mistakes").model().rowCount()


def click_head(desk, section, is_row):
    table = desk.find("confusion_matrix")
    header = table.verticalHeader() if is_row else table.horizontalHeader()
    at = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    place = QPoint(4, at) if is_row else QPoint(at, 4)
    QTest.mouseClick(header.viewport(), Left, pos=place)


def list_group(desk, group):
    """Choose which digits are listed, by the keyboard."""
    box = desk.find("mistakes_group")
    (wanted,) = [i for i in range(box.count()) if box.itemText(i).startswith(group)]
    box.setFocus()
    for _ in range(abs(wanted - box.currentIndex())):
        QTest.keyClick(box, Key.Key_Down if wanted > box.currentIndex() else Key.Key_Up)


def others(desk):
    """The names that the field offers to compare with."""
    box = desk.find("against")
    return [box.itemText(i) for i in range(box.count())]


def compare(desk, name):
    """Compare with this network, by the keyboard."""
    box = desk.find("against")
    steps = others(desk).index(name) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box, Key.Key_Down if steps > 0 else Key.Key_Up)


def counts_of(network):
    """A network's matrix, counted test digit by test digit."""
    activations, labels = outputs(network)
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, activations.argmax(axis=0)), 1)
    return counts


def click_cell(desk, row, column):
    click_item(desk.find("confusion_matrix"), row, column)


def known(desk):
    """The index and the label of the test digit on the canvas."""
    digit = desk.session.drawing.test_digit
    return digit.index, digit.label


def outputs(network):
    """A network's outputs for the test images, (10, n), and their labels."""
    data = load_test_once()
    return network.feedforward(data.images.T / np.float32(255)), data.labels


@pytest.fixture
def network():
    """A network that reads a part of the digits right."""
    data = load_test_once()
    means = [data.images[data.labels == digit].mean(axis=0) / 255 for digit in range(10)]
    network = Network([784, 10])
    network.weights = [np.array(means, np.float32)]
    network.biases = [np.array([[-0.5 * mean @ mean] for mean in means], np.float32) - 30]
    return network


@pytest.fixture
def mistakes_desk(desk, network):
    desk.session.use_copy(network)
    show(desk)
    return desk


def test_cells_and_heads_filter_the_gallery(mistakes_desk, network):
    desk, (activations, labels) = mistakes_desk, outputs(network)
    expected = np.zeros((10, 10), int)
    np.add.at(expected, (labels, activations.argmax(axis=0)), 1)
    errors = expected - np.diag(np.diag(expected))
    shown = matrix(desk)
    assert shown[:10, :10].tolist() == expected.tolist()
    assert shown[:, WRONG].tolist() == [*errors.sum(axis=1), errors.sum()]
    assert shown[WRONG, :10].tolist() == errors.sum(axis=0).tolist()
    assert desk.text("test_accuracy").startswith(f"{np.trace(expected) / 10:.2f} % right")
    assert f"{errors.sum():,} of 1,000 misread" in said(desk)
    for act, count in (
        (lambda: click_cell(desk, 5, WRONG), errors[5].sum()),
        (lambda: list_group(desk, "all"), expected[5].sum()),
        (lambda: click_head(desk, 3, False), expected[:, 3].sum()),
        (lambda: list_group(desk, "misread"), errors[:, 3].sum()),
        (lambda: click_cell(desk, WRONG, 8), errors[:, 8].sum()),
        (lambda: click_cell(desk, WRONG, WRONG), errors.sum()),
        (lambda: click_cell(desk, 4, 4), expected[4, 4]),
        (lambda: click_cell(desk, 4, 4), errors.sum()),
        (lambda: click_head(desk, 7, True), errors[7].sum()),
        (lambda: click_cell(desk, 5, 3), errors[5, 3]),
    ):
        act()
        desk.wait(lambda count=count: listed(desk) == count)
        assert title(desk).endswith(f": {count:,}")


def test_a_key_shows_the_next_mistake_from_wherever_one_is_in_the_tab(mistakes_desk):
    desk = mistakes_desk
    desk.window.activateWindow()
    desk.show_tab("Train")
    start = desk.find("start")
    start.setFocus()
    desk.wait(start.hasFocus)
    QTest.keyClick(start, Key.Key_N)
    assert desk.session.drawing.test_digit is None
    QTest.keyClick(start, Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    places, tried = [], []
    while (widget := QApplication.focusWidget()) not in tried:
        QTest.keyClick(widget, Key.Key_N)
        assert QApplication.focusWidget() is widget
        tried.append(widget)
        places.append(known(desk))
        QTest.keyClick(widget, Key.Key_Tab)
        if not desk.window.tabs.currentWidget().isAncestorOf(QApplication.focusWidget()):
            break
    assert len(set(places)) == len(tried) > 6


def test_a_small_window_names_the_network_and_counts_what_is_listed(desk, network):
    desk.session.use_copy(network)
    desk.session.runs.rename(desk.session.run_id, "means of all digits")
    desk.window.resize(1024, 738)
    desk.trigger("action_larger")
    show(desk)
    assert "means of all digits" in said(desk)
    click_head(desk, 4, is_row=False)
    desk.wait(lambda: title(desk).startswith("Wrongly read as 4: "))
    for part in map(desk.find, ("mistakes_title", "evaluation_caption")):
        desk.wait(lambda part=part: part.text() == part.accessibleName() != "")


def test_a_digit_goes_to_the_canvas_and_comes_back_by_undo(mistakes_desk):
    desk = mistakes_desk
    click_cell(desk, 5, 3)
    desk.wait(lambda: listed(desk) > 2)
    desk.draw([[(0.5, 0.2), (0.5, 0.8)]])
    drawn, gallery = desk.session.drawing, desk.find("mistakes")
    click_item(gallery, 1)
    index, label = known(desk)
    assert label == 5 and f"Test digit {index:,}" in desk.text("true_label")
    QTest.keyClick(gallery, Key.Key_N)
    assert known(desk)[0] != index and gallery.currentIndex().row() == 2
    desk.trigger("action_undo")
    desk.trigger("action_undo")
    assert desk.session.drawing is drawn


def test_the_chosen_digit_is_large_and_inside_explains_it(mistakes_desk, network):
    desk, (activations, labels) = mistakes_desk, outputs(network)
    click_cell(desk, 9, 4)
    desk.wait(lambda: "9 read as 4" in title(desk))
    misread = activations[:, (labels == 9) & (activations.argmax(axis=0) == 4)]
    first = misread[:, misread[4].argmax()]  # the most confident one
    for digit in (4, 9):
        assert f"{digit}: {first[digit]:.2f}" in desk.text("large_digit_words")
    assert "4" in desk.text("why_digit")
    desk.click("why_digit")
    desk.wait(lambda: desk.find("why_output").isVisible())
    assert known(desk)[1] == 9
    desk.wait(lambda: desk.find("why_output").currentText() == "4")
    assert desk.find("why_other").currentText() == "9"
    desk.wait(desk.find("why_output").hasFocus)


def test_each_cell_tells_its_count_and_is_coloured_by_it(mistakes_desk):
    desk, counts = mistakes_desk, matrix(mistakes_desk)
    model, lights = desk.find("confusion_matrix").model(), {}
    for (i, j), count in np.ndenumerate(counts):
        index = model.index(i, j)
        sentence, ground = index.data(Role.AccessibleTextRole), index.data(Role.BackgroundRole)
        whole = counts[:10, j] if i == WRONG and j < WRONG else counts[i, :10]
        if i < WRONG or j < WRONG:
            assert sentence.startswith(f"{count:,} of {whole.sum():,} ")
        assert (ground is None) == (WRONG in (i, j) or count == 0)
        if ground is not None:
            assert contrast(index.data(Role.ForegroundRole).color(), ground.color()) >= 4.5
            lights.setdefault(i == j, []).append((count, ground.color().lightnessF()))
    by_count = sorted(lights[False])
    assert by_count[0][1] > by_count[-1][1]  # the more, the darker
    # With its heads it is copied into a spreadsheet.
    desk.find("confusion_matrix").setFocus()
    QTest.keySequence(desk.find("confusion_matrix"), QKeySequence(QKeySequence.StandardKey.Copy))
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0] == ["", *map(str, range(10)), "wrong"]
    assert [[int(text or 0) for text in line[1:]] for line in lines[1:]] == counts.tolist()


def test_a_double_click_is_as_good_as_a_click(mistakes_desk):
    desk, counts = mistakes_desk, matrix(mistakes_desk)
    table, gallery = desk.find("confusion_matrix"), desk.find("mistakes")
    place = table.visualRect(table.model().index(2, 1)).center()
    for press in (QTest.mouseClick, QTest.mouseDClick):
        press(table.viewport(), Left, pos=place)
    desk.wait(lambda: listed(desk) == counts[2, 1])
    place = gallery.visualRect(gallery.model().index(0, 0)).center()
    for press in (QTest.mouseClick, QTest.mouseDClick):
        press(gallery.viewport(), Left, pos=place)
    assert known(desk)[1] == 2
    desk.trigger("action_undo")  # it was put on the canvas once
    assert desk.session.board.is_blank()


def test_cells_are_chosen_by_the_keyboard(mistakes_desk):
    desk, counts = mistakes_desk, matrix(mistakes_desk)
    table = desk.find("confusion_matrix")
    table.setFocus()
    desk.wait(table.hasFocus)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right, Key.Key_Return):
        QTest.keyClick(table, key)
    desk.wait(lambda: listed(desk) == counts[2, 1])
    QTest.keyClick(table, Key.Key_Return)  # it is listed, so now all are
    desk.wait(lambda: listed(desk) == counts[WRONG, WRONG])
    for key in (*[Key.Key_Down] * 8, Key.Key_Return):  # a column, by its last cell
        QTest.keyClick(table, key)
    desk.wait(lambda: listed(desk) == counts[WRONG, 1])
    QTest.keyClick(table, Key.Key_Return)
    desk.wait(lambda: listed(desk) == counts[WRONG, WRONG])
    orders = desk.find("mistakes").actions()
    assert [a.text().lower() for a in orders if a.isChecked()] == [next(iter(ORDERS))]
    (order,) = [a for a in orders if a.text() == "By digit"]
    order.trigger()
    gallery = desk.find("mistakes")
    desk.wait(lambda: gallery.model().index(0, 0).data().startswith("0>"))


def test_the_foot_tells_the_count_of_a_cell_as_it_is_now(mistakes_desk):
    desk, table = mistakes_desk, mistakes_desk.find("confusion_matrix")
    table.setFocus()
    desk.wait(table.hasFocus)
    QTest.keyClick(table, Key.Key_Down)
    desk.session.show_shipped()
    desk.window.facts.clearMessage()
    counts = counts_of(shipped_network())
    desk.wait(lambda: np.array_equal(matrix(desk)[:WRONG, :WRONG], counts))
    begin = f"{counts[1, 0]:,} of {counts[1].sum():,} that are a 1 were read as a 0"
    assert desk.text("explanation").startswith(begin)


def test_the_share_of_answers_follows_the_threshold(mistakes_desk, network):
    desk, (activations, labels) = mistakes_desk, outputs(network)
    show(desk, "How Sure?")
    slider = desk.find("threshold")
    assert (slider.minimum(), slider.maximum()) == (0, 100)
    for percent in (0, 37, 90):
        slider.setValue(percent)
        assert explanation(slider).startswith(f"Activation needed, now {percent / 100:.2f}")
        answers = activations.max(axis=0) >= percent / 100
        right = (activations.argmax(axis=0) == labels)[answers]
        share = f"{100 * right.mean():.1f} %" if len(right) else "nothing"
        desk.wait(lambda share=share: share in desk.text("answered"))
        assert f"needs activation {percent / 100:.2f}" in desk.text("answered")
        if len(right):
            assert f"{100 * answers.mean():.1f} % of the digits" in desk.text("answered")
    plot = desk.find("threshold_plot")
    for name in ("threshold_answered_plot", "threshold_plot"):
        desk.wait(lambda name=name: len(desk.find(name).getPlotItem().listDataItems()) == 1)
    slider.setValue(37)
    at_the_handle = plot.accessibleDescription()
    assert "needs activation 0.37" in at_the_handle
    QTest.keyClick(plot, Key.Key_Left)
    assert plot.accessibleDescription() != at_the_handle
    QTest.keyClick(plot, Key.Key_Escape)  # back to the threshold
    assert plot.accessibleDescription() == at_the_handle
    slider.setValue(100)  # the sentence and the plots are about the same threshold
    assert "needs activation 1.00" in desk.text("answered")
    assert "needs activation 1" in plot.accessibleDescription().split(", ")[0]
    assert "0.99" not in plot.accessibleDescription()


def test_a_failure_to_read_or_measure_is_told(desk, network, tmp_path):
    network.weights = [np.full((10, 784), np.nan, np.float32)]
    desk.session.use_copy(network)
    desk.show_tab("Mistakes")
    desk.wait(lambda: said(desk).startswith("1,000 of 1,000 answers are no numbers"))
    click_cell(desk, 5, 0)
    desk.wait(lambda: "5 read as 0" in title(desk))
    click_item(desk.find("mistakes"), 0)
    assert known(desk)[1] == 5
    desk.show_tab("How Sure?", "mistakes_views")
    desk.wait(lambda: "nothing" in desk.text("answered"))

    empty = tmp_path / "empty"
    empty.mkdir()
    desk.show_tab("Train")
    desk.trigger("action_evaluation_folder", empty)
    desk.wait(lambda: "cannot be measured" in said(desk))
    assert "lacks" in said(desk) and not desk.can("action_export_matrix")
    desk.show_tab("Digits", "mistakes_views")
    desk.wait(lambda: listed(desk) == 0 and not matrix(desk).any())
    assert desk.text("mistakes_title") == ""

    desk.trigger("action_evaluation_folder", Path(write_folder(tmp_path / "fashion", 50)))
    desk.wait(lambda: "10 of 10 answers" in said(desk))
    headers = desk.find("confusion_matrix").model()
    assert headers.headerData(9, Qt.Orientation.Vertical) == "ankle boot"
    source = desk.find("evaluation_source")
    assert source.currentText() == "fashion"
    source.setCurrentIndex(0)
    desk.wait(lambda: "1,000 of 1,000" in said(desk))
    desk.trigger("action_export_matrix", tmp_path / "matrix.csv")
    desk.wait((tmp_path / "matrix.csv").exists)
    rows = (tmp_path / "matrix.csv").read_text().splitlines()
    assert rows[-10].startswith("0,85,0")


def test_a_hand_is_measured_and_its_digits_go_to_the_canvas(desk):
    desk.session.use_copy(reads_3())
    for digit in (0, 3, 7):
        desk.draw(placed(digit))
        QTest.keyClick(desk.find("canvas"), Qt.Key(Key.Key_0 + digit))
    show(desk)
    desk.enter(evaluation_source="My hand (3 digits)")
    desk.wait(lambda: "2 of 3 misread" in said(desk) and listed(desk) == 2)
    click_item(desk.find("mistakes"), 0)
    assert desk.session.drawing.strokes and "misread" in desk.text("true_label")


def test_damage_shows_on_digits_and_drawing_while_its_view_is_shown(mistakes_desk, network):
    desk, session = mistakes_desk, mistakes_desk.session
    desk.draw(SIX)
    undamaged, drawing = session.reading.image, session.drawing
    show(desk, "Damage")
    digits = desk.find("damaged_digits").model()
    desk.wait(lambda: digits.rowCount() > 0)
    before = digits.index(0, 0).data(Role.UserRole).cells
    activations, labels = outputs(network)
    share = f"{100 * (activations.argmax(axis=0) == labels).mean():.2f} %"
    desk.wait(lambda: share in desk.text("damage_text"))
    for _ in range(2):
        QTest.keyClick(desk.find("damage_strength"), Key.Key_Right)
    desk.wait(lambda: "Shift 2 pixels:" in desk.text("damage_text"))
    assert not np.array_equal(session.reading.image, undamaged) and session.drawing is drawing
    assert "; shift 2 pixels" in desk.text("confidence")
    desk.wait(lambda: not np.array_equal(digits.index(0, 0).data(Role.UserRole).cells, before))
    desk.enter(damage="noise")
    desk.wait(lambda: "Noise 0.2:" in desk.text("damage_text"))
    click_item(desk.find("damaged_digits"), 3)
    assert known(desk)[0] == 3
    desk.trigger("action_undo")
    desk.show_tab("Map", "mistakes_views")
    assert np.array_equal(session.reading.image, undamaged)


def test_digits_that_another_network_mends_or_breaks_are_listed(mistakes_desk, network):
    desk = mistakes_desk
    compare(desk, "the shipped network")
    desk.wait(lambda: desk.find("mistakes_group").count() == 5)
    activations, labels = outputs(network)
    right = activations.argmax(axis=0) == labels
    was_right = outputs(shipped_network())[0].argmax(axis=0) == labels
    list_group(desk, "broken")
    desk.wait(lambda: listed(desk) == (was_right & ~right).sum())
    fewer = was_right.sum() - right.sum()
    assert f"{fewer:,} digits fewer than the shipped network · " in said(desk)
    group, shown = desk.find("mistakes_group"), QStyleOptionComboBox()
    for index in range(group.count()):
        group.setCurrentIndex(index)
        group.initStyleOption(shown)
        assert shown.currentText == group.itemText(index)  # none is cut
    list_group(desk, "broken")
    show(desk, "How Sure?")
    for name, shares in (
        ("threshold_answered_plot", (1.0, 1.0)),
        ("threshold_plot", (right.mean(), was_right.mean())),
    ):
        drawn = desk.find(name).getPlotItem().listDataItems
        desk.wait(lambda drawn=drawn: len(drawn()) == 2)
        assert "Dashed: the network to compare with. Point" in explanation(desk.find(name))
        first = sorted(float(item.getData()[1][0]) for item in drawn())
        assert first == pytest.approx(sorted(100 * share for share in shares))
    show(desk, "Damage")
    shares = sorted([100 * right.mean(), 100 * was_right.mean()])
    damaged = desk.find("damage_plot").getPlotItem().listDataItems

    def undamaged():
        """The first value of each curve, in percent."""
        return sorted(float(item.getData()[1][0]) for item in damaged())

    desk.wait(lambda: undamaged() == pytest.approx(shares))
    about = explanation(desk.find("damage_plot"))
    assert "Dashed: by the network to compare with. Point" in about
    show(desk)
    compare(desk, "nothing")
    desk.wait(lambda: desk.find("mistakes_group").count() == 2)
    desk.wait(lambda: listed(desk) == (~right).sum())


def test_the_field_is_there_only_where_it_does_something_and_moves_nothing(mistakes_desk):
    desk = mistakes_desk
    source = desk.find("evaluation_source")
    seen = {}
    for view in ("Digits", "How Sure?", "When?", "Damage", "Map", "Digits"):
        desk.show_tab(view, "mistakes_views")
        QApplication.sendPostedEvents()  # it is laid out anew
        place = source.mapTo(desk.window, QPoint(source.width(), 0))
        seen[view] = desk.find("against").isVisible(), place
    assert [view for view, (is_there, _) in seen.items() if not is_there] == ["When?", "Map"]
    assert len({place for _, place in seen.values()}) == 1


def test_a_run_is_compared_with_itself_as_soon_as_it_has_another_epoch(training_desk):
    desk = training_desk
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.show_tab("Mistakes")
    box = desk.find("against")
    desk.trigger("action_start")
    desk.wait(lambda: desk.session.learns and desk.session.run.epochs > 0)
    desk.wait(lambda: box.findData("this") >= 0)
    desk.stop()


def test_the_epoch_beside_the_field_steps_over_those_that_are_kept(mistakes_desk):
    desk = mistakes_desk
    box, epoch = desk.find("against"), desk.find("against_epoch")
    assert not epoch.isVisible()
    compare(desk, "the shipped network")
    assert box.currentData() == "shipped" and not epoch.isVisible()
    run, networks = learnt_run(number=7, epochs=40, name="mine")
    desk.session.runs.put(run, networks={n: networks[n] for n in (0, 16, 32, 40)})
    desk.session.use(run.id)
    measured(desk)
    compare(desk, "this run")
    assert box.currentData() == "this" and epoch.isVisible()
    assert (epoch.minimum(), epoch.maximum(), epoch.value()) == (0, 40, 0)
    epoch.setFocus()
    for key, value in (
        (Key.Key_Up, 16), (Key.Key_Up, 32), (Key.Key_Up, 40), (Key.Key_Up, 40), (Key.Key_Down, 32),
    ):  # fmt: skip
        QTest.keyClick(epoch, key)
        assert epoch.value() == value
    desk.enter(against_epoch=17)
    assert epoch.value() == 16
    desk.wait(lambda: desk.text("test_accuracy").endswith(" at epoch 16"))
    for name, data in (("nothing", ""), ("this run", "this")):
        compare(desk, name)
        assert box.currentData() == data
    use_learnt_run(desk.session, number=8, epochs=2, name="other")
    assert others(desk)[:5] == ["nothing", "this run", "the shipped network", "mine", "run 1"]
    assert box.currentData() == "" and not epoch.isVisible()
    compare(desk, "mine")
    assert box.currentText() == "mine" and box.currentData() == run.id and epoch.isVisible()
    desk.session.use(run.id)
    assert box.currentData() == "this"


def test_the_matrix_shows_differences(mistakes_desk, network):
    desk, other = mistakes_desk, reads_3()
    run, _ = learnt_run(number=2, epochs=1, name="other")
    desk.session.runs.put(replace(run, architecture=Architecture(())), networks={1: other})
    plain = matrix(desk)
    compare(desk, "other")
    desk.wait(lambda: "fewer (−) than other after epoch 1" in desk.text("matrix_axes"))
    ours, theirs = counts_of(network), counts_of(other)
    model = desk.find("confusion_matrix").model()
    colours = {}
    for i, j in np.ndindex(10, 10):
        more, index = ours[i, j] - theirs[i, j], model.index(i, j)
        assert index.data() == (f"{more:+}".replace("-", "−") if more else "")
        sentence, ground = index.data(Role.AccessibleTextRole), index.data(Role.BackgroundRole)
        assert sentence.startswith(f"{ours[i, j]} of {ours[i].sum()} ")
        how = f"{abs(more)} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
        assert sentence.endswith(f", {how} with other after epoch 1")
        assert (ground is None) == (more == 0)
        if more:
            assert contrast(index.data(Role.ForegroundRole).color(), ground.color()) >= 4.5
            is_worse = (more < 0) == (i == j)
            colours.setdefault(is_worse, set()).add(ground.color().name())
    assert len(colours[False]) == 1 < len(colours[True]) and not colours[False] & colours[True]
    wrong = [counts.sum() - np.trace(counts) for counts in (ours, theirs)]
    assert model.index(WRONG, WRONG).data() == f"{wrong[0] - wrong[1]:+}".replace("-", "−")
    compare(desk, "nothing")
    desk.wait(lambda: desk.text("matrix_axes") == "Written ↓, read as →")
    assert (matrix(desk) == plain).all()


def test_the_chosen_network_is_whole_in_the_field_and_the_window_stays_small(
    no_process_ahead, open_window
):
    desk = open_window()
    use_learnt_run(desk.session, epochs=4)
    show(desk)
    compare(desk, "this run")
    desk.wait(lambda: desk.find("against_epoch").isVisible())
    desk.window.resize(950, 510)
    desk.qtbot.waitUntil(lambda: desk.window.width() == 950)
    shown = QStyleOptionComboBox()
    desk.find("against").initStyleOption(shown)
    assert shown.currentText == "against: this run"
    for _ in range(4):
        desk.trigger("action_larger")
    desk.window.resize(1366, 768)
    desk.qtbot.waitUntil(lambda: desk.window.width() <= 1366)


def test_the_map_shows_all_digits_and_the_drawing(mistakes_desk):
    desk, session = mistakes_desk, mistakes_desk.session
    show(desk, "Map")
    plot, layer = desk.find("digit_map"), desk.find("map_layer")
    canvas = plot.parent()
    desk.wait(lambda: canvas.shown is not None and len(canvas.places) == 1000)
    assert [layer.itemText(i) for i in range(layer.count())] == ["pixels", "output"]
    assert canvas.star is None
    desk.draw(SIX)
    desk.wait(lambda: canvas.star is not None)
    first = canvas.shown.map
    pixels = session.reading.activations[0][:, 0]
    np.testing.assert_allclose(canvas.star, (pixels - first.middle) @ first.axes, atol=1e-4)
    # A click on a digit puts it on the canvas.
    plot.grab()
    outermost = int(canvas.places[:, 0].argmax())
    place = plot.getPlotItem().vb.mapViewToScene(QPointF(*canvas.places[outermost].tolist()))
    QTest.mouseClick(plot.viewport(), Left, pos=plot.mapFromScene(place))
    assert known(desk)[0] == outermost
    layer.setFocus()
    QTest.keyClick(layer, Key.Key_Down)
    desk.wait(lambda: canvas.shown.layer == 1)
    misread = int(np.count_nonzero(~canvas.shown.found.evaluation.is_right))
    QTest.mouseMove(plot.viewport(), QPoint(1, 1))  # no digit is pointed at
    said = f"1,000 digits by the activations of the output, {misread} of them misread"
    desk.wait(lambda: plot.accessibleDescription() == said)
    assert plot.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_rings_on_the_map_thin_out_as_there_are_more():
    strengths = list(map(thinned, (0, 1, 300, 1200, 2000, 10_000)))
    assert strengths[:3] == [1.0, 1.0, 1.0] and strengths[3] == pytest.approx(0.5)
    assert strengths == sorted(strengths, reverse=True) and 0 < strengths[-1] < 0.3


def test_the_axes_of_the_map_have_room_for_their_labels(mistakes_desk):
    desk = mistakes_desk
    show(desk, "Map")
    area = desk.find("digit_map")
    desk.wait(area.getPlotItem().isVisible)
    for step in ("larger", "normal_size"):
        desk.trigger(f"action_{step}")
        for side in ("bottom", "left"):
            label = area.getPlotItem().getAxis(side).label
            margin = label.document().documentMargin()
            text = label.boundingRect().adjusted(margin, margin, -margin, -margin)

            def place(label=label, text=text):
                return area.mapFromScene(label.mapRectToScene(text)).boundingRect()

            desk.wait(lambda place=place: area.viewport().rect().contains(place()))


# The map of all digits: places of the marks, and pointing at them.


@pytest.fixture
def found():
    """Forty digits; the network misreads every fourth."""
    rng = np.random.default_rng(5)
    images = rng.integers(0, 256, (40, 784)).astype(np.uint8)
    network = Network([784, 8, 10], rng=rng)
    network.large_weight_initializer()
    labels = network.feedforward(images.T / np.float32(255)).argmax(axis=0)
    labels[::4] = (labels[::4] + 1) % 10
    data = Dataset(images, labels.astype(np.uint8))
    return result_of(evaluated(lambda *_: data, network, None, 0, Source(), DataSpec(), Inked()))


@pytest.fixture
def plot(in_sight, found):
    plot = in_sight(DigitMapPlot(), 480, 360)
    plot.show_map(result_of(map_of(None, found, 1, lambda: None)))
    plot.grab()
    return plot


def scatters(plot):
    items = plot.area.getPlotItem().vb.allChildItems()
    return [item for item in items if isinstance(item, pg.ScatterPlotItem)]


def rounded(xs, ys):
    return {(round(float(x), 4), round(float(y), 4)) for x, y in zip(xs, ys)}


def place_of(plot, row):
    view = plot.area.getPlotItem().vb
    return plot.area.mapFromScene(view.mapViewToScene(QPointF(*plot.places[row].tolist())))


def test_each_digit_has_a_mark_of_its_kind_at_its_place(plot, found):
    clouds = [item for item in scatters(plot) if item.opts["size"] == map_view.MARK]
    assert len(clouds) == 10
    labels = found.evaluation.labels
    expected = [rounded(*plot.places[labels == digit].T) for digit in range(10)]
    drawn = [
        rounded(*cloud.getData()) for cloud in clouds
    ]  # in another order: thin marks lie on top
    assert sorted(map(sorted, drawn)) == sorted(map(sorted, expected))
    looks = {(cloud.opts["symbol"], cloud.opts["brush"].color().name()) for cloud in clouds}
    assert len(looks) == 10
    view = plot.area.getPlotItem().vb.viewPixelSize()
    assert view[0] == pytest.approx(view[1], rel=0.01)  # the same scale along both axes


def test_no_name_hides_another(plot, found):
    texts = [i for i in plot.area.getPlotItem().vb.allChildItems() if isinstance(i, pg.TextItem)]
    names = sorted((text for text in texts if text.isVisible()), key=lambda text: text.y())
    assert len(names) == len(set(found.evaluation.labels.tolist())) > 5
    height = np.ptp(plot.places[:, 1])
    for below, above in itertools.pairwise(names):
        assert above.y() - below.y() > 0.04 * height
    for name in names:
        mine = plot.places[found.evaluation.labels == int(name.toPlainText())]
        assert name.x() == pytest.approx(np.median(mine[:, 0]))
        assert abs(name.y() - np.median(mine[:, 1])) < 0.4 * height


def test_every_mistake_is_ringed_however_many_there_are(plot, found):
    (rings,) = [item for item in scatters(plot) if item.opts["size"] == map_view.RING]
    wrong = np.isin(np.arange(40), found.evaluation.wrong)
    assert wrong.any() and rounded(*rings.getData()) == rounded(*plot.places[wrong].T)
    # All in one item, as many as an untrained network misreads.
    evaluation = Evaluation(np.zeros(4000, int), np.eye(10)[np.ones(4000, int)])
    places = np.random.default_rng(1).random((4000, 2))
    many = replace(found, evaluation=evaluation)
    plot.show_map(replace(plot.shown, found=many, map=replace(plot.shown.map, coordinates=places)))
    assert len(rings.getData()[0]) == 4000


def test_the_digit_under_the_pointer_is_told(qtbot, plot, found):
    QTest.mouseMove(plot.area.viewport(), place_of(plot, 8))
    qtbot.waitUntil(lambda: plot.pointed == 8)
    label, read = found.evaluation.labels[8], found.evaluation.read[8]
    said = plot.area.accessibleDescription()
    assert said.startswith(f"test digit 8 is {label}, read as {read}: activation 0.")


# When each digit was learnt


@pytest.fixture
def forgetful(no_process_ahead, open_window):
    """A window with a run of five epochs that has learnt a little of the test images."""
    desk = open_window()
    data, rng = load_test_once(), np.random.default_rng(1)
    network, networks = Network([784, 10], rng=rng), {}
    networks[0] = network.with_arrays(network.weights, network.biases)
    for epoch in range(1, 6):
        network.SGD(data[:300], 1, 10, 0.2)
        networks[epoch] = network.with_arrays(network.weights, network.biases)
    run, _ = learnt_run(epochs=5)
    desk.session.runs.put(replace(run, architecture=Architecture(())), networks=networks)
    desk.session.use(run.id)
    show(desk, "When?")
    desk.wait(lambda: " right after epoch 5" in desk.text("when_title"))
    return desk


def read_by(desk, epoch):
    """What the run's network read after an epoch."""
    return outputs(desk.session.runs.networks(desk.session.run_id)[epoch])[0].argmax(axis=0)


def listed_stories(desk, group):
    """The captions of a group's digits, and their number in the field."""
    box = desk.find("when_group")
    (wanted,) = [i for i in range(box.count()) if box.itemText(i).startswith(group)]
    box.setFocus()
    for _ in range(box.count()):
        QTest.keyClick(box, Key.Key_Up)
    for _ in range(wanted):
        QTest.keyClick(box, Key.Key_Down)
    return desk.rows("when_digits"), int(box.currentText().split(": ")[1].replace(",", ""))


def test_digits_are_listed_by_their_stories(forgetful):
    desk, labels = forgetful, load_test_once().labels
    rights = np.array([read_by(desk, epoch) == labels for epoch in range(1, 6)])
    never, count = listed_stories(desk, "never right")
    assert len(never) == count == np.count_nonzero(~rights.any(axis=0))
    lost, count = listed_stories(desk, "lost again")
    assert len(lost) == count == np.count_nonzero(rights.any(axis=0) & ~rights[-1])
    learnt, count = listed_stories(desk, "learnt last")
    assert learnt[0] == "from 5 on" and len(learnt) == count
    times = np.count_nonzero(rights[:-1] & ~rights[1:], axis=0)
    forgotten, count = listed_stories(desk, "forgotten")
    assert len(forgotten) == count == np.count_nonzero(times)
    bars = desk.find("when_learnt").getPlotItem().listDataItems()
    newly, gone = (bar.getData()[1].max() for bar in bars), (bar.getData()[1].min() for bar in bars)
    pairs = list(itertools.pairwise(rights))
    assert max(newly) == max(np.count_nonzero(~a & b) for a, b in pairs)
    assert min(gone) == -max(np.count_nonzero(a & ~b) for a, b in pairs)


def test_a_figure_and_a_bar_use_their_epoch(forgetful):
    desk, figures = forgetful, forgetful.find("figures_of_digit")
    listed_stories(desk, "learnt last")
    assert figures.accessibleDescription().split(", ")[-1].endswith("from 5 on")
    figures.setFocus()
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Return):
        QTest.keyClick(figures, key)
    desk.wait(lambda: desk.session.runs.epoch == 3)
    figures.linkActivated.emit("2")
    desk.wait(lambda: desk.session.runs.epoch == 2)
    plot = desk.find("when_learnt")
    plot.setFocus()
    for key in (Key.Key_Left, Key.Key_Return):  # from the first bar, that of epoch 2
        QTest.keyClick(plot, key)
    desk.wait(lambda: "epoch" in plot.accessibleDescription())
    used = int(plot.accessibleDescription().split(",")[0].removeprefix("epoch "))
    desk.wait(lambda: desk.session.runs.epoch == used)


def test_a_tool_tip_has_all_of_a_line_about_many_epochs(qtbot):
    line = EpochFigures("line", "What was read.", "By epoch")
    qtbot.addWidget(line)
    line.show_figures("This 4", [(epoch, str(epoch % 2), False) for epoch in range(1, 61)], 60)
    assert " ".join(line.toolTip().split()) == line.text()


def test_the_drawing_and_a_chosen_digit_have_a_line_each(forgetful):
    desk = forgetful
    of_drawing = desk.find("figures_of_drawing")
    assert of_drawing.text() == ""
    listed_stories(desk, "learnt last")
    click_item(desk.find("when_digits"), 1)
    index, label = known(desk)
    read = [str(read_by(desk, epoch)[index]) for epoch in range(1, 6)]
    desk.wait(lambda: of_drawing.text() != "")
    told = desk.find("figures_of_digit").accessibleDescription()
    assert told.startswith(f"This {label}: {read[0]} ")
    assert f", read {read[-1]}" in desk.text("when_words")
    desk.session.use(desk.session.run_id, 4)  # what *Why?* is about, too
    desk.wait(lambda: f", read {read[3]}" in desk.text("when_words"))
    assert read[3] != read[-1] and with_article(read[3]) in desk.find("why_when").text()
    desk.click("why_when")
    desk.wait(lambda: desk.find("why_output").isVisible())


def test_fewer_than_three_epochs_say_what_to_do_and_nothing_is_exported(
    no_process_ahead, open_window, tmp_path
):
    desk = open_window()
    show(desk, "When?")
    desk.wait(lambda: "none" in desk.text("when_title"))
    assert not desk.can("action_export_stories") and desk.rows("when_digits") == []
    digits, part = desk.find("when_digits").viewport(), QRect(0, 0, 250, 300)
    blank = digits.grab(part).toImage()
    use_learnt_run(desk.session, epochs=4)
    desk.wait(lambda: desk.can("action_export_stories"))
    desk.trigger("action_export_stories", tmp_path / "when.csv")
    desk.wait((tmp_path / "when.csv").exists)
    rows = (tmp_path / "when.csv").read_text().splitlines()
    assert len(rows) == 1001 and rows[0].split(",")[:3] == ["index", "label", "state"]
    desk.session.show_shipped()
    desk.wait(lambda: "none" in desk.text("when_title"))
    assert digits.grab(part).toImage() == blank  # not "None."
