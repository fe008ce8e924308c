"""The tab Runs: every run is listed, drawn, compared, named, deleted, used again and repeated."""

import re
from contextlib import closing

import numpy as np
import pytest
from desk import QUICK, files
from homes import home_in
from learnt_runs import learnt_run
from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QStyleOptionHeader,
)
from runs_tab import (
    cells,
    check,
    checked,
    click_row,
    export_runs,
    keep,
    lines,
    model,
    table,
    train,
)
from same import same

from digitpad import Hyperparameters
from digitpad.core import network_file
from digitpad.core.book.experiments import named
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.preferences import Preferences
from digitpad.session.runs.own_experiment import OwnExperiment
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.run import Run
from digitpad.session.store import Store
from digitpad.ui.plots.annotations import Annotations

SERIES = ("evaluation_cost", "evaluation_accuracy", "training_cost", "training_accuracy")


@pytest.fixture
def four(no_process_ahead, open_window, folders_elsewhere):
    """A window with four earlier runs in sight, of which the second is best."""
    for number, (right, eta) in enumerate(
        (((9000, 9100), 0.5), ((9000, 9789), 0.25), ((9300, 9200), 0.5), ((9400,), 0.5)), start=1
    ):
        keep(folders_elsewhere, number, *right, eta=eta, hidden=100 if number == 2 else 30)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 4)
    return desk


def test_an_empty_tab_leads_to_train(desk):
    desk.show_tab("Runs")
    desk.wait(lambda: "No run yet" in desk.text("runs_headline"))
    assert not table(desk).isVisible()
    for button, tab in (("train_first", "Train"), ("experiment_first", "Experiments")):
        desk.show_tab("Runs")
        desk.click(button)
        assert desk.tab() == tab


def test_the_highest_accuracy_is_named_and_the_newest_is_on_top(four, monkeypatch):
    assert four.text("runs_headline") == "Run 2 has the highest accuracy: 97.89 %"
    assert four.text("runs_caption") == "Check runs to draw them."  # three differ in the seed
    assert cells(four, "run") == ["run 4", "run 3", "run 2", "run 1"]
    assert cells(four, "best") == ["94.00 %", "93.00 %", "97.89 %", "91.00 %"]
    assert cells(four, "last") == ["94.00 %", "92.00 %", "97.89 %", "91.00 %"]
    assert cells(four, "epochs") == ["1", "2", "2", "2"]
    assert cells(four, "what differs")[1:3] == ["seed 3", "784-100-10; η 0.25"]
    header = table(four).horizontalHeader()
    place = QPoint(header.sectionViewportPosition(2) + 20, 8)
    QTest.mouseMove(header.viewport(), place)
    four.wait(lambda: "highest evaluation accuracy" in four.text("explanation"))
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert cells(four, "run") == ["run 2", "run 4", "run 3", "run 1"]  # the best one first
    # The headline, made anew at each epoch, looks at no epoch of unchanged runs.
    with monkeypatch.context() as costly:
        costly.setattr(Run, "best_percent", property(lambda run: pytest.fail(run.title)))
        assert model(four).sourceModel().highest_accuracy()[0] == four.text("runs_headline")


@pytest.mark.parametrize("column", [2, 3])  # best and last
def test_a_run_without_a_value_is_the_last_in_either_order(four, column):
    run, networks = learnt_run(5, epochs=0)
    four.session.runs.put(run, "listed", networks=networks)
    header = table(four).horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, 8)
    for run in ("run 2", "run 1"):  # the best first, then the worst
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert [cells(four, "run")[i] for i in (0, -1)] == [run, "run 5"]


def test_the_last_three_are_drawn_until_others_are_checked(four):
    assert checked(four) == ["run 4", "run 3", "run 2"]
    four.wait(lambda: len(lines(four, "runs_accuracy")) == 3)
    check(four, "run 2")
    assert checked(four) == ["run 4", "run 3"]
    click_row(four, "run 1")
    QTest.keyClick(table(four), Qt.Key.Key_Space)
    assert checked(four) == ["run 4", "run 3", "run 1"]
    four.trigger("action_only_this")
    assert checked(four) == ["run 1"]
    four.wait(lambda: lines(four, "runs_accuracy") == [[90.0, 91.0]])
    four.find("runs_shown").setCurrentText("both")
    four.wait(lambda: len(lines(four, "runs_accuracy")) == 2)
    axes = [four.find(f"{of}cost_plot").getPlotItem().getAxis("left") for of in ("runs_", "")]
    assert [axis.labelText for axis in axes] == ["cost", "cost"]
    four.trigger("action_log_cost")  # in both tabs alike
    four.wait(lambda: axes[0].logMode)
    four.show_tab("Train")
    four.wait(lambda: [axis.labelText for axis in axes] == 2 * ["cost (logarithmic)"])


def test_keys_act_on_the_first_row_once_tab_comes_to_the_table(
    no_process_ahead, open_window, folders_elsewhere
):
    keep(folders_elsewhere, 1, 9000)
    keep(folders_elsewhere, 2, 9100)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: checked(desk) == ["run 2", "run 1"])
    table(desk).setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(table(desk), Qt.Key.Key_Space)
    assert checked(desk) == ["run 1"]
    QTest.keyClick(table(desk), Qt.Key.Key_Return)
    desk.wait(lambda: desk.session.title == "run 2")


def test_a_checked_run_without_epochs_is_not_drawn(
    no_process_ahead, open_window, folders_elsewhere
):
    keep(folders_elsewhere, 1, 9000, 9100)
    keep(folders_elsewhere, 2)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: checked(desk) == ["run 2", "run 1"])
    assert "check fewer" not in desk.text("runs_caption")
    desk.wait(lambda: "epoch 2" in desk.text("runs_cost_legend"))  # of run 1


def test_no_two_runs_in_sight_have_the_same_line(no_process_ahead, open_window, folders_elsewhere):
    """Once the first and the ninth had the same colour, and so had the swatches in their rows."""
    for number in range(1, 13):
        keep(folders_elsewhere, number, 9000 + number)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 12)

    def swatches():
        """Each run's colour, or its picture of dashes."""
        found = desk.rows("runs", Qt.ItemDataRole.DecorationRole)
        return [each.name() if isinstance(each, QColor) else picture(each) for each in found]

    def picture(pixmap):
        image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
        return bytes(image.constBits())

    def pens():
        curves = desk.find("runs_accuracy_plot").getPlotItem().listDataItems()
        return {(curve.opts["pen"].color().name(), curve.opts["pen"].style()) for curve in curves}

    usual = swatches()[:3]
    check(desk, "run 4")  # its usual colour is also that of run 12
    desk.wait(lambda: len(pens()) == 4)
    assert len({color for color, _ in pens()}) == len({*swatches()[:3], swatches()[8]}) == 4
    assert swatches()[:3] == usual
    in_fours = swatches()[8]
    check(desk, "run 12")  # no longer: run 4 keeps its colour
    assert checked(desk) == ["run 11", "run 10", "run 4"] and swatches()[8] == in_fours
    check(desk, "run 12")
    table(desk).setFocus()
    table(desk).selectAll()
    QTest.keyClick(table(desk), Qt.Key.Key_Space)
    desk.wait(lambda: len(pens()) == 12)
    assert len({color for color, _ in pens()}) == 8
    # A colour's second line has dashes, and so have its swatch and its name.
    dashed = {name for name, each in zip(cells(desk, "run"), swatches()) if isinstance(each, bytes)}
    assert len(set(swatches())) == 12 and len(dashed) == 4
    curves = desk.find("runs_accuracy_plot").getPlotItem()
    (notes,) = [item for item in curves.childItems() if isinstance(item, Annotations)]
    names = {text for text, _, _ in notes.names}
    assert {name for name in names if name not in cells(desk, "run")} == {
        f"━·━ {name}" for name in dashed
    }


def test_runs_of_experiments_are_listed_on_demand(no_process_ahead, open_window, folders_elsewhere):
    keep(folders_elsewhere, 1, 9000)
    keep(folders_elsewhere, 1, 9900, eta=3.0, experiment="costs", name="quadratic")
    keep(folders_elsewhere, 2, 9900, eta=3.0, experiment="costs", name="wide", hidden=100)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: cells(desk, "run") == ["run 1"])
    alone = ["784-5-10; training images 50,000"]
    assert desk.text("runs_headline") == "One run, 90.00 % at its best"
    assert cells(desk, "what differs") == alone
    desk.wait(lambda: lines(desk, "runs_accuracy") == [[90.0]])
    desk.click("experiments_runs")
    # Each kind has numbers of its own.
    assert cells(desk, "run") == ["run 1", "wide", "quadratic"]
    assert desk.text("runs_headline").endswith("have the highest accuracy: 99.00 %")
    settings = ["784-5-10", "784-100-10; η 3", "784-5-10; η 3"]
    assert cells(desk, "what differs") == settings
    desk.wait(lambda: desk.text("runs_common") == "In all of them: training images 50,000")
    # What is listed changes no curve.
    assert checked(desk) == ["run 1"]
    check(desk, "wide")
    desk.wait(lambda: lines(desk, "runs_accuracy") == [[90.0], [99.0]])
    desk.click("experiments_runs")
    assert cells(desk, "run") == ["run 1"] and cells(desk, "what differs") == alone
    desk.wait(lambda: desk.text("runs_common") == "")
    desk.wait(lambda: lines(desk, "runs_accuracy") == [[90.0]])  # what is drawn is listed
    desk.click("experiments_runs")
    desk.wait(lambda: lines(desk, "runs_accuracy") == [[90.0], [99.0]])


def test_a_run_of_an_experiment_says_of_which(no_process_ahead, open_window, folders_elsewhere):
    own = OwnExperiment("eta", (0.5, 5.0), Architecture(), Hyperparameters(), DataSpec())
    for number, name in enumerate(("costs", own.name, "gone"), start=1):
        keep(folders_elsewhere, number, 9000, experiment=name, name=f"run of {name}")
    keep(folders_elsewhere, 1, 9000)
    with closing(Store(folders_elsewhere / "data" / "digitpad" / "digitpad.sqlite")) as store:
        store.put_own_experiment(own)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: cells(desk, "run") == ["run 1"])
    desk.click("experiments_runs")

    def said():
        tips = desk.rows("runs", Qt.ItemDataRole.StatusTipRole)
        return {name: tip.split(" · ")[0] for name, tip in zip(cells(desk, "run"), tips)}

    network = "784-5-10; cross-entropy"
    desk.wait(lambda: said()[f"run of {own.name}"] == "η: 0.5, 5")
    assert said() == {
        "run 1": f"run 1: {network}",
        "run of gone": f"run of gone: {network}",
        f"run of {own.name}": "η: 0.5, 5",
        "run of costs": named("costs").title,
    }


def test_mistakes_offers_the_runs_that_are_listed(no_process_ahead, open_window, folders_elsewhere):
    keep(folders_elsewhere, 1, 9000)
    keep(folders_elsewhere, 1, 9900, experiment="costs", name="quadratic")
    desk = open_window()

    def offered():
        desk.show_tab("Mistakes")
        return [name for name in desk.rows("against") if name != "the shipped network"]

    desk.wait(lambda: offered() == ["nothing", "run 1"])
    desk.show_tab("Runs")
    desk.click("experiments_runs")
    assert offered() == ["nothing", "run 1", "quadratic"]
    desk.window.close()
    desk = open_window()
    desk.wait(lambda: offered() == ["nothing", "run 1", "quadratic"])
    desk.show_tab("Runs")
    assert cells(desk, "run") == ["run 1", "quadratic"]  # the box is as it was left


def test_a_run_is_listed_when_it_begins_and_its_curves_grow(training_desk):
    desk = training_desk
    assert not desk.can("action_copy_python")
    desk.enter(**QUICK | {"epochs": 2000})
    desk.click("start")
    desk.show_tab("Runs")
    desk.wait(lambda: cells(desk, "run") == ["run 1"])
    desk.wait(lambda: lines(desk, "runs_accuracy") and len(lines(desk, "runs_accuracy")[0]) > 3)
    desk.stop()
    run = desk.session.run
    percent = [100 * r.evaluation_accuracy / r.evaluation_size for r in run.history]
    desk.wait(lambda: lines(desk, "runs_accuracy") == [pytest.approx(percent)])
    assert model(desk).index(0, 0).data(Qt.ItemDataRole.FontRole).bold()  # it is in use
    click_row(desk, "run 1")
    assert not desk.can("action_delete_runs")
    check(desk, "run 1")
    train(desk, cost="quadratic")  # what is trained is checked
    desk.show_tab("Runs")
    desk.wait(lambda: checked(desk) == ["run 2"])
    assert [row.data() for row in table(desk).selectionModel().selectedRows()] == ["run 1"]
    check(desk, "run 1")
    desk.wait(lambda: "of 2 kinds" in desk.find("runs_cost_legend").text())


def copied(desk):
    QGuiApplication.clipboard().clear()
    desk.trigger("action_copy_python")
    return QGuiApplication.clipboard().text()


def test_python_is_copied_of_the_chosen_run_or_else_of_the_one_in_use(training_desk, tmp_path):
    """That the lines repeat a run is tested where they are made."""
    desk, session = training_desk, training_desk.session
    desk.train(**QUICK | {"seed": "77", "weight_initializer": "large"})
    first = session.run
    assert copied(desk) == python_lines(first)
    # Other data begin a run that starts with this one's network.
    desk.go_on(training_size=500, epochs=2)
    second, start = session.run, tmp_path / "start.json"
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 2)
    desk.trigger("action_copy_python")  # first it asks for a file for that network
    desk.choose_file(start)
    desk.wait(lambda: QApplication.clipboard().text() == python_lines(second, start))
    assert same(network_file.load(start), session.first_network(second))
    click_row(desk, "run 1")  # the chosen one, not the newest
    assert copied(desk) == python_lines(first)
    desk.trigger("action_use_last")  # without a choice the one in use, not the newest
    desk.wait(lambda: session.title == "run 1")
    table(desk).clearSelection()
    assert copied(desk) == python_lines(first)


def rename(desk, name, new):
    """Type another name into the table."""
    click_row(desk, name)
    table(desk).setFocus()
    QTest.keyClick(table(desk), Qt.Key.Key_F2)
    editor = table(desk).viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, new)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: new in cells(desk, "run"))


def test_renaming_begins_with_the_name_that_stands(four):
    before, after = "run 1", "run 1, fast"
    for name, typed in ((before, ""), (before, ", fast"), (after, "")):
        click_row(four, name)
        table(four).setFocus()
        QTest.keyClick(table(four), Qt.Key.Key_F2)
        editor = table(four).viewport().findChild(QLineEdit)
        assert editor.text() == editor.selectedText() == name
        QTest.keyClick(editor, Qt.Key.Key_End)
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        four.wait(lambda: not table(four).viewport().findChildren(QLineEdit))
        assert name + typed in cells(four, "run")


def test_a_letter_alone_renames_no_run(four):
    table(four).setCurrentIndex(model(four).index(cells(four, "run").index("run 2"), 0))
    table(four).setFocus()
    QTest.keyClick(table(four), Qt.Key.Key_W)
    assert not table(four).viewport().findChildren(QLineEdit)


def test_the_menu_names_a_step_in_few_letters_and_as_they_are(four):
    runs = four.session.runs
    (run, *_) = runs.listed()
    for name in ("R&D " + 190 * "x", "short"):
        runs.rename(run.id, name)
    said = four.action("action_undo").text().replace("&&", "+").replace("&", "")
    assert said.startswith("Undo Renaming of R+D x") and len(said) < 70


def test_runs_are_deleted_together_and_not_one_by_one(four):
    """For 500 runs, another choice for each that goes would take 40 seconds."""
    table(four).selectAll()
    changes = []
    table(four).selectionModel().selectionChanged.connect(lambda *_: changes.append(1))
    four.trigger("action_delete_runs")
    assert four.session.runs.count == 0 and len(changes) <= 1
    four.trigger("action_undo")
    assert four.session.runs.count == 4


def test_widths_order_and_the_division_are_kept(four, open_window):
    def share(desk):
        """How high the table is beside the plots."""
        above, below = divided(desk).sizes()
        return above / below

    header, splitter = table(four).horizontalHeader(), divided(four)
    header.resizeSection(2, 133)
    place = QPoint(header.sectionViewportPosition(4) + 20, 8)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    width = header.sectionSize(2)
    others = [header.sectionSize(column) for column in (0, 3, 4, 5)]
    before = splitter.sizes()
    drag_up(splitter, 40)
    above, below = splitter.sizes()
    assert above < before[0]
    four.window.close()
    again = open_window()
    again.show_tab("Runs")
    again.wait(lambda: cells(again, "run")[-1:] == ["run 4"])  # with one epoch
    header = table(again).horizontalHeader()
    assert abs(header.sectionSize(2) - width) <= table(again).fontMetrics().averageCharWidth()
    assert [header.sectionSize(column) for column in (0, 3, 4, 5)] == others
    assert header.sortIndicatorSection() == 4
    again.wait(lambda: share(again) == pytest.approx(above / below, rel=0.05))
    again.window.close()
    # What another version has kept, or a hand has written, does no harm.
    for wrong in (QByteArray(b"\0\1"), "wide"):
        Preferences().keep("runs/header", wrong)
        last = open_window()
        last.show_tab("Runs")
        last.wait(lambda window=last: cells(window, "run")[:1] == ["run 4"])
        last.window.close()


def drag_up(splitter, pixels):
    handle = splitter.handle(1)
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle - QPoint(0, pixels))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle - QPoint(0, pixels))


def divided(desk):
    """What divides the tab into the plots and the table."""
    return table(desk).parentWidget().parentWidget().parentWidget()


@pytest.mark.parametrize(("percent", "size"), [(100, (1024, 738)), (140, (1366, 738))])
def test_plots_keep_a_useful_height_until_the_room_is_divided_by_hand(four, percent, size):
    for _ in range((percent - 100) // 10):
        four.trigger("action_larger")
    four.window.resize(*size)
    plots = [four.find(name) for name in ("runs_cost_plot", "runs_accuracy_plot")]
    four.wait(lambda: all(plot.height() >= 200 for plot in plots))
    drag_up(divided(four), -40)
    four.wait(lambda: plots[0].height() < 200)
    four.window.resize(size[0], size[1] - 5)
    four.wait(lambda: four.window.height() == size[1] - 5)
    assert plots[0].height() < 200


def test_the_arrow_of_the_sorted_column_is_a_part_of_its_title(four):
    header = table(four).horizontalHeader()

    def written(column):
        option = QStyleOptionHeader()
        header.initStyleOptionForIndex(option, column)
        assert option.sortIndicator == QStyleOptionHeader.SortIndicator.None_
        return option.text

    assert (written(0), written(4)) == ("run ▾", "epochs")
    table(four).sortByColumn(4, Qt.SortOrder.AscendingOrder)
    assert (written(0), written(4)) == ("run", "epochs ▴")


def test_a_button_leads_to_a_question_of_ones_own(four):
    four.click("ask_own")
    assert four.tab() == "Experiments"
    assert four.find("experiments").currentIndex().data() == "Your own question"
    assert four.find("own_setting").isVisible()


def test_runs_are_named_deleted_and_brought_back(four):
    rename(four, "run 1", "<b>fast</b>")
    assert four.session.run is None  # that Return was the editor's
    for delete in (
        lambda: four.click("delete_runs"),
        lambda: QTest.keyClick(table(four), Qt.Key.Key_Delete),
        lambda: QTest.keyClick(table(four), Qt.Key.Key_Backspace),
    ):
        click_row(four, "<b>fast</b>")
        delete()
        assert cells(four, "run") == ["run 4", "run 3", "run 2"]
        four.trigger("action_undo")
        assert len(cells(four, "run")) == 4


def test_a_run_can_be_renamed_while_it_learns(training_desk):
    desk = training_desk
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.click("start")
    desk.show_tab("Runs")
    desk.wait(lambda: cells(desk, "run") == ["run 1"])
    click_row(desk, "run 1")
    table(desk).setFocus()
    QTest.keyClick(table(desk), Qt.Key.Key_F2)
    editor = table(desk).viewport().findChild(QLineEdit)
    for typed in (Qt.Key.Key_Backspace, Qt.Key.Key_M, Qt.Key.Key_Y):
        QTest.keyClick(editor, typed)
        epochs = cells(desk, "epochs")
        desk.wait(lambda epochs=epochs: cells(desk, "epochs") != epochs)
    QTest.keyClicks(editor, " own")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: cells(desk, "run") == ["my own"])
    desk.wait(lambda: desk.session.run.name == "my own")
    desk.stop()


def test_the_table_of_runs_is_copied_and_not_the_drawing(four):
    four.draw([[(0.4, 0.2), (0.4, 0.8)]])  # which the menu would copy
    four.wait(lambda: four.can("action_copy"))
    click_row(four, "run 2")
    table(four).setFocus()
    four.wait(table(four).hasFocus)
    keys = Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(four.window.windowHandle(), *keys)
    heads, row = QGuiApplication.clipboard().text().split("\n")
    assert heads.split("\t") == ["run", "what differs", "best", "last", "epochs", "when"]
    assert row.split("\t")[0] == "run 2"


def test_a_right_click_offers_all_actions(four):
    menus = []

    def look():
        menu = QApplication.activePopupWidget()
        if menu is None:
            QTimer.singleShot(1, look)
        else:
            menus.append({action.objectName() for action in menu.actions()})
            menu.close()

    plot = four.find("runs_cost_plot")
    for place in (table(four).viewport(), plot.viewport()):
        QTimer.singleShot(0, look)  # the menu keeps the caller until it is closed
        middle = place.rect().center()
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, middle, place.mapToGlobal(middle))
        QApplication.sendEvent(place, event)
    names = "use_last only_this rename_run use_settings copy_python delete_runs"
    wanted = {f"action_{name}" for name in names.split()}
    assert menus == [wanted | {"action_copy_chosen"}, wanted]
    # The actions are for rows in sight.
    click_row(four, "run 1")
    usable = wanted - {"action_copy_python"}
    for tab, can in (("Runs", True), ("Train", False), ("Runs", True)):
        four.show_tab(tab)
        assert {four.can(name) for name in usable} == {can}


def test_settings_of_a_run_go_into_the_form_and_its_network_is_used(four):
    assert not four.find("use_last").isEnabled()
    click_row(four, "run 2")
    four.trigger("action_use_settings")
    assert "settings of run 2" in four.window.statusBar().currentMessage()
    assert four.tab() == "Train"
    assert (four.find("hidden_layers").text(), four.find("seed").text()) == ("100", "2")
    assert four.find("eta").value() == 0.25
    four.show_tab("Runs")
    click_row(four, "run 3")
    four.click("use_last")
    four.wait(lambda: four.session.title_and_epoch == "run 3")
    assert not four.can("action_use_last")  # it is in use


def test_the_curves_of_the_checked_runs_are_exported(four, tmp_path):
    four.find("runs_shown").setCurrentText("training only")
    for name, begins in (
        ("r.csv", b"run,epoch,"),
        ("r.svg", b"<?xml"),
    ):
        four.trigger("action_export_runs", tmp_path / name)
        four.wait((tmp_path / name).exists)
        assert (tmp_path / name).read_bytes().startswith(begins)
    assert len((tmp_path / "r.csv").read_bytes().splitlines()) == 1 + 5
    content = (tmp_path / "r.svg").read_bytes()
    written = " ".join(" ".join(re.findall(r">([^<>]+)</text>", content.decode())).split())
    assert "run 4: seed 4 · run 3: seed 3 · run 2: 784-100-10; η 0.25" in written
    assert b"3 runs" in content and b"training data only" in content
    assert b"evaluation" not in content


def test_a_note_is_kept_undone_and_exported(four, tmp_path, qtbot):
    note = four.find("note")
    assert not note.isEnabled()
    click_row(four, "run 2")
    QTest.mouseClick(note.viewport(), Qt.MouseButton.LeftButton)
    QTest.keyClicks(note, "It overfits.")
    click_row(four, "run 1")
    assert note.toPlainText() == ""
    (run,) = (run for run in four.session.runs.listed() if run.title == "run 2")
    assert run.note == "It overfits."
    click_row(four, "run 2")
    assert note.toPlainText() == "It overfits."
    click_row(four, "run 3", also=True)
    assert not note.isEnabled() and note.toPlainText() == ""
    click_row(four, "run 2")
    four.session.take_back()
    assert note.toPlainText() == ""
    four.session.make_again()
    assert note.toPlainText() == "It overfits."
    check(four, "run 4")
    four.trigger("action_export_runs", tmp_path / "r.csv")
    four.wait((tmp_path / "r.csv").exists)
    assert ",It overfits.\n" in (tmp_path / "r.csv").read_text()


def test_the_note_follows_the_name_of_its_run(four):
    rename(four, "run 3", "mine")
    (title,) = (each for each in four.window.findChildren(QLabel) if "ote on" in each.text())
    assert title.text() == "&Note on mine"


def test_what_is_typed_into_a_note_is_kept_before_the_keys_go_elsewhere(four):
    click_row(four, "run 2")
    QTest.keyClicks(four.find("note"), "half a sen")
    four.wait(lambda: any(run.note == "half a sen" for run in four.session.runs.listed()))


def test_a_note_that_is_being_typed_is_kept_by_quitting(four, open_window):
    click_row(four, "run 2")
    QTest.keyClicks(four.find("note"), "It overf")
    four.window.close()
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 4)
    click_row(desk, "run 2")
    assert desk.find("note").toPlainText() == "It overf"


def test_a_name_that_is_being_typed_is_kept_by_quitting(four, open_window):
    click_row(four, "run 2")
    table(four).setFocus()
    four.wait(table(four).hasFocus)
    QTest.keyClick(table(four), Qt.Key.Key_F2)
    editor = table(four).viewport().findChild(QLineEdit)
    four.wait(editor.hasFocus)
    QTest.keyClicks(editor, "mine")
    four.window.close()
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 4)
    assert "mine" in cells(desk, "run")


def test_files_dropped_on_a_note_are_for_the_window(four, tmp_path):
    path = tmp_path / "lesson.digitpad-runs"
    export_runs(four, path)
    click_row(four, "run 2")
    assert four.drop("note", files(path))
    four.wait(lambda: "3 were there" in four.text("explanation"))
    assert four.find("note").toPlainText() == ""


@pytest.fixture
def elsewhere(no_process_ahead, open_window, monkeypatch, tmp_path):
    """Opens a window on another computer."""

    def elsewhere():
        for variable, value in home_in(tmp_path / "elsewhere").items():
            monkeypatch.setenv(variable, value)
        desk = open_window()
        desk.show_tab("Runs")
        return desk

    return elsewhere


def test_what_a_file_brings_is_drawn_beside_what_was_drawn(four, elsewhere, tmp_path):
    path = tmp_path / "lesson.digitpad-runs"
    export_runs(four, path)  # without run 1, as nothing was checked by hand
    keep(tmp_path / "elsewhere", 1, 9000)
    keep(tmp_path / "elsewhere", 2, 9000)
    desk = elsewhere()
    desk.wait(lambda: set(checked(desk)) == {"run 1", "run 2"})
    assert desk.drop("canvas", files(path))
    desk.wait(lambda: set(checked(desk)) > {"run 1", "run 2", "run 2 (lesson)"})


def test_a_deleted_run_comes_back_as_it_was_from_a_file_with_it(four, tmp_path):
    path = tmp_path / "lesson.digitpad-runs"
    export_runs(four, path)
    run_id = next(run.id for run in four.session.runs.listed() if run.title == "run 2")
    four.session.runs.write_notes({run_id: "It is mine."})
    four.session.runs.delete([run_id])
    four.wait(lambda: "run 2" not in cells(four, "run"))
    assert four.drop("canvas", files(path))
    four.wait(lambda: "1 run from lesson" in four.text("explanation"))
    assert four.session.runs[run_id].note == "It is mine." and len(cells(four, "run")) == 4


def test_a_file_of_runs_has_its_ending_whatever_is_typed(four, tmp_path):
    four.trigger("action_export_runs")
    four.wait(lambda: four.window.findChildren(QFileDialog, "file_dialog"))
    (dialog,) = four.window.findChildren(QFileDialog, "file_dialog")
    assert dialog.selectedNameFilter().endswith("(*.digitpad-runs)")  # it can be opened again
    four.choose_file(tmp_path / "anna 9.b")
    four.wait((tmp_path / "anna 9.b.digitpad-runs").exists)


def test_the_checked_runs_travel_in_one_file(four, elsewhere, tmp_path):
    path = tmp_path / "lesson.digitpad-runs"
    check(four, "run 1")  # by hand
    assert re.fullmatch(r"Export Runs: 4 runs, \d+ networks, \d\.\d MB", export_runs(four, path))
    desk = elsewhere()
    assert desk.drop("canvas", files(path))
    desk.wait(lambda: "4 runs from lesson" in desk.text("explanation"))
    names = ["run 1 (lesson)", "run 2 (lesson)", "run 3 (lesson)", "run 4 (lesson)"]
    assert sorted(cells(desk, "run")) == names == sorted(checked(desk))
    desk.wait(lambda: desk.session.title == "run 4 (lesson)")
    slider = desk.find("epoch_in_use")
    assert slider.value() == 1


def test_more_than_twelve_runs_are_a_band_and_the_chosen_one_a_line(
    no_process_ahead, open_window, folders_elsewhere
):
    rights = [(9000 + 10 * i, 9100 + 10 * i) for i in range(14)]
    for number, right in enumerate(rights, start=1):
        keep(folders_elsewhere, number, *right)
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 14)
    table(desk).selectAll()
    desk.trigger("action_only_this")
    desk.wait(lambda: len(checked(desk)) == 14)
    mean = np.mean(rights, axis=0) / 100

    def is_drawn(*wanted):
        found = [np.round(each, 6).tolist() for each in lines(desk, "runs_accuracy")]
        return all(np.round(each, 6).tolist() in found for each in wanted)

    table(desk).clearSelection()
    desk.wait(lambda: is_drawn(mean))
    assert "more than twelve" in desk.text("runs_caption")
    click_row(desk, "run 5")
    desk.wait(lambda: is_drawn(mean, np.array(rights[4]) / 100))
    click_row(desk, "run 6", also=True)  # of several chosen ones none
    desk.wait(lambda: len(lines(desk, "runs_accuracy")) == 1 and is_drawn(mean))


def test_the_run_in_use_is_read_out_at_its_epoch_unless_one_is_chosen(four):
    session, legend = four.session, four.find("runs_accuracy_legend")
    (run,) = [run for run in session.runs.listed() if run.number == 3]
    for epoch, percent in ((1, "93.00 %"), (2, "92.00 %")):
        session.use(run.id, epoch)
        four.wait(lambda percent=percent: percent in legend.text())
        assert f"epoch {epoch}" in legend.text() and "run 3" in legend.text()
    click_row(four, "run 4")
    four.wait(lambda: "run 4" in legend.text())
    anew = set()
    model(four).dataChanged.connect(lambda a, b: anew.update(range(a.row(), b.row() + 1)))
    QTest.keyClick(table(four), Qt.Key.Key_Return)
    four.see_title("run 4 – digitpad")
    fonts = [model(four).index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(4)]
    assert [font is not None and font.bold() for font in fonts] == [True, False, False, False]
    assert {0, 1} <= anew  # they are painted anew
    place = table(four).visualRect(model(four).index(1, 3)).center()
    for press in (QTest.mouseClick, QTest.mouseDClick):
        press(table(four).viewport(), Qt.MouseButton.LeftButton, pos=place)
    four.see_title("run 3 – digitpad")
    click_row(four, "run 3", also=True)  # chosen no longer
    rename(four, "run 3", "mine")
    four.see_title("mine – digitpad")
