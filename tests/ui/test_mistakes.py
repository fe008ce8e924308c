"""The tab Mistakes: how good the network is, and each misread digit, by pointer and keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from child_threads import load_test_once
from contrast import contrast
from desk import Desk, Left
from digits import placed
from idx_folder import write_folder
from inside import show as show_inside
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest

from digitpad import Network
from digitpad.session.hands.hand_list import HandList
from digitpad.ui.parts import theme

Key, Role = Qt.Key, Qt.ItemDataRole
# (rows, columns) of the matrix's margins
MARGIN = 10


def show(desk: Desk) -> None:
    """Show the tab, and wait until the whole of the test images is measured."""
    desk.show_tab("Mistakes")
    measured(desk)


def measured(desk: Desk) -> None:
    desk.wait(lambda: " wrong" in said(desk) and "so far" not in said(desk))


def said(desk: Desk) -> str:
    lines = (desk.find(name).accessibleName() for name in ("test_accuracy", "evaluation_caption"))
    return " · ".join(filter(None, lines))


def matrix(desk: Desk) -> np.ndarray:
    """The counts that the table shows, with its margins."""
    model = desk.find("confusion_matrix").model()
    return np.array(
        [
            [int(model.index(row, column).data() or 0) for column in range(MARGIN + 1)]
            for row in range(MARGIN + 1)
        ]
    )


def title(desk: Desk) -> str:
    return desk.find("mistakes").accessibleName()


def listed(desk: Desk) -> int:
    return desk.find("mistakes").model().rowCount()


def click_cell(desk: Desk, row: int, column: int) -> None:
    table = desk.find("confusion_matrix")
    place = table.visualRect(table.model().index(row, column)).center()
    QTest.mouseClick(table.viewport(), Left, pos=place)


def click_digit(desk: Desk, place: int) -> None:
    gallery = desk.find("mistakes")
    at = gallery.visualRect(gallery.model().index(place, 0)).center()
    QTest.mouseClick(gallery.viewport(), Left, pos=at)


def counted(network: Network, data: Any) -> np.ndarray:
    """The matrix by a forward pass of another kind."""
    images = data.images.T / np.float32(255)
    read = network.feedforward(images).argmax(axis=0)
    found = np.zeros((10, 10), int)
    np.add.at(found, (data.labels, read), 1)
    return found


@pytest.fixture
def network() -> Network:
    """One that reads a part of the digits right."""
    data = load_test_once()
    means = [data.images[data.labels == digit].mean(axis=0) / 255 for digit in range(10)]
    network = Network([784, 10])
    network.weights = [np.array(means, np.float32)]
    network.biases = [np.array([[-0.5 * mean @ mean] for mean in means], np.float32) - 30]
    return network


def test_a_cell_filters_the_gallery_and_a_digit_goes_to_the_canvas(
    desk: Desk, network: Network
) -> None:
    desk.window.session.use_copy(network)
    show(desk)
    expected = counted(network, load_test_once())
    errors = expected - np.diag(np.diag(expected))
    shown = matrix(desk)
    assert shown[:10, :10].tolist() == expected.tolist()
    assert shown[:10, MARGIN].tolist() == errors.sum(axis=1).tolist()
    assert shown[MARGIN, :10].tolist() == errors.sum(axis=0).tolist()
    assert said(desk).startswith(f"{np.trace(expected) / 10:.2f} %")
    assert f"{errors.sum():,} of 1,000 wrong" in said(desk)
    desk.wait(lambda: listed(desk) == errors.sum())
    for act, count, words in (
        (lambda: click_cell(desk, 5, 3), errors[5, 3], "5 read as 3"),
        (lambda: click_cell(desk, 5, MARGIN), errors[5].sum(), "5 misread"),
        (lambda: click_cell(desk, MARGIN, 3), errors[:, 3].sum(), "wrongly read as 3"),
        (lambda: click_cell(desk, 4, 4), expected[4, 4], "4 read right"),
        (lambda: click_cell(desk, 4, 4), errors.sum(), "all wrong"),
        (lambda: click_cell(desk, 9, 4), errors[9, 4], "9 read as 4"),
        (lambda: desk.click("all_wrong"), errors.sum(), "all wrong"),
        (lambda: click_head(desk, 7, True), errors[7].sum(), "7 misread"),
        (lambda: click_head(desk, 7, False), errors[:, 7].sum(), "wrongly read as 7"),
    ):
        act()
        desk.wait(lambda count=count, words=words: title(desk) == f"{words} · {count:,}")
        assert listed(desk) == count

    click_cell(desk, 5, 3)
    desk.wait(lambda: title(desk).startswith("5 read as 3"))
    desk.draw([[(0.5, 0.2), (0.5, 0.8)]])
    drawn = desk.window.session.drawing
    click_digit(desk, 1)
    assert desk.reads() == "3" or "3" in desk.text("confidence")
    known = desk.window.session.drawing.test_digit
    assert known is not None and known.label == 5
    assert f"Test digit {known.index:,}" in desk.text("true_label")
    gallery = desk.find("mistakes")
    QTest.keyClick(gallery, Key.Key_N)
    following = desk.window.session.drawing.test_digit
    assert following is not None and following.index != known.index
    assert gallery.currentIndex().row() == 2
    desk.trigger("action_undo")
    desk.trigger("action_undo")
    assert desk.window.session.drawing is drawn

    show_inside(desk, "Why?")
    desk.trigger("action_next_mistake")
    desk.wait(lambda: desk.find("why_output").currentText() == "3")
    assert desk.find("why_other").currentText() == "5"


def test_each_cell_says_what_it_counts_and_is_coloured_by_it(desk: Desk, network: Network) -> None:
    desk.window.session.use_copy(network)
    show(desk)
    counts, colors = matrix(desk), theme.current()
    model, is_right = desk.find("confusion_matrix").model(), np.eye(10, dtype=bool)
    rows, columns = (counts[:10, :10].sum(axis=axis) for axis in (1, 0))
    most = [counts[:10, :10][which].max() for which in (is_right, ~is_right)]
    strongest = [(colors.muted, 0.45), (colors.cell, 0.85)]
    for (i, j), count in np.ndenumerate(counts):
        index = model.index(i, j)
        total = rows[i] if i < 10 else columns[j] if j < 10 else 1000
        sentence, ground = index.data(Role.AccessibleTextRole), index.data(Role.BackgroundRole)
        assert sentence.startswith(f"{count:,} of {total:,} ")
        if MARGIN in (i, j):
            assert ground is None and sentence.endswith(("are wrong", "are something else"))
            continue
        assert (f"are a{'n' * (i == 8)} {i} " in sentence) and sentence.endswith(f" {j}")
        assert (ground == colors.paper) == (count == 0)
        if count == most[i != j]:
            assert ground == theme.mixed(colors.paper, *strongest[i != j])
        assert contrast(index.data(Role.ForegroundRole), ground) >= 4.5
    # With its heads it is copied into a spreadsheet.
    copying = QKeySequence(QKeySequence.StandardKey.Copy)
    QTest.keySequence(desk.find("confusion_matrix"), copying)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0] == ["", *map(str, range(10)), "wrong"] == [line[0] for line in lines]
    assert [[int(text or 0) for text in line[1:]] for line in lines[1:]] == counts.tolist()


def test_the_numbers_of_the_matrix_fit_into_its_cells(desk: Desk, network: Network) -> None:
    desk.window.session.use_copy(network)
    show(desk)
    table = desk.find("confusion_matrix")
    places = [table.model().index(i, j) for i in range(11) for j in range(11)]
    for percent, size in ((150, (1024, 600)), (200, (1366, 768)), (100, (1366, 768))):
        before = table.size()
        theme.choose_size(percent)
        desk.window.resize(*size)
        desk.wait(lambda before=before: table.size() != before)
        desk.window.grab()
        for index in places:
            metrics, place = QFontMetrics(index.data(Role.FontRole)), table.visualRect(index)
            assert metrics.horizontalAdvance(index.data()) <= place.width(), (size, index.data())
            assert metrics.height() <= place.height()
        heads = table.horizontalHeader()
        assert all(heads.sectionSizeHint(i) <= heads.sectionSize(i) for i in range(11))
        assert table.visualRect(places[-1]).right() >= table.viewport().width() - 2
        assert table.visualRect(places[-1]).bottom() >= table.viewport().height() - 2
    assert places[0].data(Role.FontRole) == table.font()  # there is room for the usual one


def click_head(desk: Desk, section: int, is_row: bool) -> None:
    table = desk.find("confusion_matrix")
    header = table.verticalHeader() if is_row else table.horizontalHeader()
    at = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    place = QPoint(4, at) if is_row else QPoint(at, 4)
    QTest.mouseClick(header.viewport(), Left, pos=place)


def test_all_can_be_done_by_the_keyboard(desk: Desk, network: Network) -> None:
    desk.window.session.use_copy(network)
    show(desk)
    errors = matrix(desk)[:10, :10]
    table = desk.find("confusion_matrix")
    table.setFocus()
    desk.wait(table.hasFocus)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        QTest.keyClick(table, key)
    sentence = table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    total = errors[2].sum()
    assert sentence == f"{errors[2, 1]} of {total:,} that are a 2 were read as a 1"
    QTest.keyClick(table, Key.Key_Return)
    desk.wait(lambda: not desk.window.session.board.is_blank())
    known = desk.window.session.drawing.test_digit
    assert known is not None and known.label == 2
    desk.wait(lambda: title(desk) == f"2 read as 1 · {errors[2, 1]}")
    QTest.keyClick(table, Key.Key_Space)  # it is listed, so now all are
    desk.wait(lambda: title(desk).startswith("all wrong"))
    gallery = desk.find("mistakes")
    assert (
        gallery.currentIndex()
        .data(Qt.ItemDataRole.AccessibleTextRole)
        .startswith(f"test digit {known.index:,} is 2, read as 1")
    )
    desk.find("mistakes_order").setCurrentText("by digit")
    desk.wait(lambda: gallery.model().index(0, 0).data().startswith("0>"))
    table.setFocus()
    desk.click("unreadable")
    before = said(desk)
    right = int(np.trace(errors))
    assert f"without 1 that you cannot read: {100 * right / 999:.2f} %" in before
    canvas = desk.find("canvas")
    canvas.setFocus()
    desk.wait(canvas.hasFocus)
    QTest.keyClick(canvas, Key.Key_N)
    following = desk.window.session.drawing.test_digit
    assert following is not None and following.index != known.index
    desk.click("matrix_percent")
    shown = table.model().index(2, 2).data()
    assert shown == f"{100 * errors[2, 2] / total:.0f}"


def test_the_threshold_says_how_much_is_answered(desk: Desk, network: Network) -> None:
    desk.window.session.use_copy(network)
    show(desk)
    data = load_test_once()
    outputs = network.feedforward(data.images.T / np.float32(255))
    slider = desk.find("threshold")
    assert (slider.minimum(), slider.maximum()) == (0, 100)
    for percent in (0, 37, 90):
        slider.setValue(percent)
        answers = outputs.max(axis=0) >= percent / 100
        right = (outputs.argmax(axis=0) == data.labels)[answers].sum()
        if not answers.any():
            assert desk.text("answered") == f"at {percent / 100:.2f} it answers nothing"
            continue
        desk.wait(lambda: "answers" in desk.text("answered"))
        words = f"answers {100 * answers.mean():.1f} %, of them {100 * right / answers.sum():.2f} %"
        assert words in desk.text("answered")
    plot = desk.find("threshold_plot")
    desk.wait(lambda: f"{100 * answers.mean():.4g} % answered" in plot.accessibleDescription())
    desk.wait(lambda: "right" in plot.accessibleDescription())  # the curve is drawn
    said = plot.accessibleDescription()
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.accessibleDescription() != said
    QTest.keyClick(plot, Qt.Key.Key_Escape)  # back to the threshold
    assert plot.accessibleDescription() == said


def test_what_cannot_be_read_or_measured_is_said(
    desk: Desk, network: Network, tmp_path: Path
) -> None:
    network.weights = [np.full((10, 784), np.nan, np.float32)]
    desk.window.session.use_copy(network)
    desk.show_tab("Mistakes")
    desk.wait(lambda: "no numbers" in said(desk))
    assert said(desk).startswith("1,000 of 1,000 answers are no numbers")
    click_cell(desk, 5, 0)
    desk.wait(lambda: title(desk).startswith("5 read as 0"))
    click_digit(desk, 0)
    known = desk.window.session.drawing.test_digit
    assert known is not None and known.label == 5
    desk.find("threshold").setValue(0)
    desk.wait(lambda: "answers nothing" in desk.text("answered"))

    empty = tmp_path / "empty"
    empty.mkdir()
    desk.click("evaluation_folder")
    desk.choose_file(empty)
    desk.wait(lambda: "cannot be measured" in said(desk))
    assert "lacks" in said(desk)
    desk.wait(lambda: listed(desk) == 0 and matrix_is_empty(desk))

    desk.click("evaluation_folder")
    desk.choose_file(Path(write_folder(tmp_path / "fashion", 50)))
    desk.wait(lambda: "10 of 10 answers" in said(desk))
    headers = desk.find("confusion_matrix").model()
    assert headers.headerData(9, Qt.Orientation.Vertical) == "ankle boot"
    source = desk.find("evaluation_source")
    assert source.currentText() == "fashion"
    source.setCurrentIndex(0)
    desk.wait(lambda: "1,000 of 1,000" in said(desk))
    desk.click("export_matrix")
    desk.choose_file(tmp_path / "matrix.csv")
    desk.wait((tmp_path / "matrix.csv").exists)
    rows = (tmp_path / "matrix.csv").read_text().splitlines()
    assert rows[-10].startswith("0,85,0")


def matrix_is_empty(desk: Desk) -> bool:
    model = desk.find("confusion_matrix").model()
    return not any(model.index(i, j).data() for i in range(11) for j in range(11))


def test_it_follows_training_and_marks_are_kept(
    open_window: Callable[..., Desk], network: Network
) -> None:
    desk = open_window()
    desk.enter(hidden_layers="8", mini_batch_size=20, epochs=10_000)
    desk.click("start")
    desk.show_tab("Mistakes")
    desk.wait(lambda: " epoch " in said(desk))
    desk.click("pause")  # so that the list stands still
    desk.wait(lambda: newest_epoch(desk) in said(desk))
    measured(desk)
    desk.wait(lambda: title(desk) == f"all wrong · {count_of_wrong(desk)}")
    click_digit(desk, 0)
    assert desk.window.session.drawing.test_digit is not None
    desk.show_tab("Train")
    desk.click("pause")
    desk.wait(lambda: newest_epoch(desk) not in said(desk))
    desk.click("stop")
    desk.wait(desk.is_idle)
    desk.show_tab("Mistakes")
    desk.wait(lambda: newest_epoch(desk) in said(desk))
    measured(desk)
    last = said(desk)
    desk.window.session.use_copy(network)
    desk.wait(lambda: said(desk) != last)
    measured(desk)
    desk.wait(lambda: title(desk) == f"all wrong · {count_of_wrong(desk)}")
    click_digit(desk, 1)
    desk.click("unreadable")
    desk.wait(lambda: "without 1" in said(desk))
    desk.window.close()
    again = open_window()
    again.window.session.use_copy(network)
    show(again)
    assert "without 1 that you cannot read" in said(again)


def newest_epoch(desk: Desk) -> str:
    return f"{desk.window.session.run.title} {desk.window.session.run.how_far}"


def count_of_wrong(desk: Desk) -> str:
    return said(desk).split(" of 1,000 wrong")[0].split()[-1]


def test_a_hand_is_measured_and_its_digits_are_labelled_on_the_canvas(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network([784, 10])  # that reads every digit as a 3
    network.weights = [np.zeros((10, 784), np.float32)]
    network.biases = [np.where(np.arange(10) == 3, 3, -3).astype(np.float32).reshape(10, 1)]
    desk.window.session.use_copy(network)
    canvas = desk.find("canvas")
    for digit in (0, 3, 7):
        desk.draw(placed(digit, 0.1, 0.1, 0.8))
        QTest.keyClick(canvas, Qt.Key(Key.Key_0 + digit))
    show(desk)
    source = desk.find("evaluation_source")
    source.setCurrentText("My hand (3 digits)")
    desk.wait(lambda: "2 of 3 wrong" in said(desk))
    desk.wait(lambda: listed(desk) == 2)
    desk.find("mistakes_order").setCurrentText("by digit")
    desk.wait(lambda: desk.find("mistakes").model().index(0, 0).data() == "0>3 .95")
    click_digit(desk, 1)
    assert desk.text("true_label") == "In My Digits it is a 7: misread."
    assert desk.window.session.drawing.strokes
    canvas.setFocus()
    desk.wait(canvas.hasFocus)
    QTest.keyClick(canvas, Key.Key_3)  # it was labelled wrongly
    desk.wait(lambda: "1 of 3 wrong" in said(desk))
    desk.wait(lambda: listed(desk) == 1)
    desk.draw(placed(1, 0.1, 0.1, 0.8))
    QTest.keyClick(canvas, Key.Key_1)
    desk.wait(lambda: "2 of 4 wrong" in said(desk))
    assert source.currentText() == "My hand (4 digits)"

    session = desk.window.session
    with monkeypatch.context() as clothes:
        clothes.setattr(type(session), "classes", ("coat",) * 10)
        session.use_copy(Network([784, 10]), name="clothes")
        desk.wait(lambda: said(desk) == "It cannot be measured · clothes reads no digits.")
        (hands,) = session.findChildren(HandList)
        hands.new("Bo")  # what is listed is another, and what is said stays
        assert said(desk).endswith("clothes reads no digits.")
        hands.choose(hands.all()[1].id)
    session.use_copy(network)
    desk.wait(lambda: "2 of 4 wrong" in said(desk))

    desk.show_tab("My Digits")
    desk.trigger("action_delete_hand")
    desk.answer("Delete")
    show(desk)
    assert source.currentText() == "test images" and source.findText("My hand (4 digits)") < 0
    assert " of 1,000 wrong" in said(desk)
