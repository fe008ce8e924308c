"""The tab Experiments: a click asks a question of the book, and runs answer it."""

import math
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from desk import click_item
from digits import SIX
from learnt_runs import learn_experiment
from pyqtgraph import TextItem
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidget
from runs_tab import cells, click_row, lines, model
from wheel import turn_wheel

from digitpad.core.book import experiments
from digitpad.core.book.curves import histories
from digitpad.core.book.one_neuron import RATES
from digitpad.core.book.trials import ComparedFigure
from digitpad.session.runs import experiment_list as experiments_module
from digitpad.ui.experiments import experiments_panel
from digitpad.ui.experiments.experiment_figures import ExperimentFigures
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explanation
from digitpad.ui.plots.plots_export import HEIGHT, SCALE, WIDTH


@pytest.fixture
def short_experiments(monkeypatch):
    """The book's experiments with few epochs."""

    def shortened(trial):
        epochs = min(trial.settings.epochs, 2)
        settings = replace(trial.settings, epochs=epochs, mini_batch_size=200)
        size = min(1000, trial.data.training_size or 1000)
        return replace(trial, settings=settings, data=replace(trial.data, training_size=size))

    short = tuple(
        replace(experiment, trials=tuple(map(shortened, experiment.trials)))
        for experiment in experiments.EXPERIMENTS
    )
    for module in (experiments_panel, experiments_module):
        monkeypatch.setattr(module, "EXPERIMENTS", short)


def figures(desk):
    """The cells of the table of figures that are seen, row by row."""
    table = desk.find("experiment_figures")
    assert isinstance(table, QTableWidget) and table.isVisible()
    columns = [c for c in range(table.columnCount()) if not table.isColumnHidden(c)]
    found = [[table.item(row, c) for c in columns] for row in range(table.rowCount())]
    return [[item.text() for item in row if item is not None] for row in found]


def choose(desk, name):
    """Show the tab, and click an experiment of the list."""
    desk.show_tab("Experiments")
    row = [experiment.name for experiment in experiments.EXPERIMENTS].index(name)
    view = desk.find("experiments")
    view.scrollToItem(view.item(row))
    click_item(view, row)


def run(desk, name, seeds=1):
    """Do an experiment to its end."""
    choose(desk, name)
    desk.find("experiment_seeds").setValue(seeds)
    desk.click("run_experiment")
    desk.wait(lambda: headline(desk)[0] != experiments.named(name).title)


def ours_and_the_books(desk, plot="experiment"):
    """The lines in the figure: how many are ours, and how many are the book's."""
    items = desk.find(f"{plot}_plot").getPlotItem().listDataItems()
    book = [item for item in items if item.name().startswith("the book ")]
    return len(items) - len(book), len(book)


def begin(desk):
    """Do the chosen experiment with one seed until its first run has begun."""
    desk.find("experiment_seeds").setValue(1)
    desk.click("run_experiment")
    desk.wait(desk.find("cancel_experiment").isEnabled)


def headline(desk):
    return desk.text("experiment_headline"), desk.text("experiment_caption")


def done(desk):
    """The experiments that are marked as done, as a screen reader says them."""
    said = desk.rows("experiments", Qt.ItemDataRole.AccessibleTextRole)
    return [text.removesuffix(", done") for text in said if text.endswith(", done")]


def choose_overfitting_by_keys(desk):
    """Choose the experiment and the second guess: the keyboard alone is enough."""
    desk.show_tab("Experiments")
    for name, *keys in (
        ("experiments", *[Qt.Key.Key_Down] * 3),  # from one neuron to overfitting
        ("guess_0", Qt.Key.Key_Down),  # the second guess
        ("guess_1", Qt.Key.Key_Space),
    ):
        for key in keys:
            QTest.keyClick(desk.find(name), key)


@pytest.mark.slow
@pytest.mark.usefixtures("short_experiments")
def test_an_experiment_asks_runs_and_answers(open_window):
    desk = open_window()
    choose_overfitting_by_keys(desk)
    question = experiments.named("overfitting").question
    title = "Overfitting and regularization"
    assert headline(desk)[0] == title and "1,000 images" in desk.text("experiment_text")
    told = [desk.find(f"experiment_{part}") for part in ("headline", "text", "question")]
    heights = [part.mapTo(desk.window, QPoint(0, 0)).y() for part in told]
    assert heights == sorted(heights) and told[-1].text() == question
    assert desk.find("guess_1").isChecked() and desk.find("experiment_seeds").value() == 3
    desk.find("experiment_seeds").setValue(1)
    QTest.keyClick(desk.find("run_experiment"), Qt.Key.Key_Space)
    assert headline(desk)[0] == title
    desk.wait(lambda: done(desk) == ["Overfitting and regularization"])
    said = figures(desk)
    gap = float(said[0][1].split()[0]) - 82.23
    assert [len(row) for row in said] == [4] * 7 and said[0][2] == "82.23 %"
    assert said[0][3] == f"far off {gap:+.2f}".replace("-", "−")
    assert said[1][1:] == ["not reached", "", ""]
    # Two epochs have no second half, which decides.
    book = "The book: it soon stops rising, far below 100 %"
    assert headline(desk)[0].startswith(f"{book}\nNot decided")
    assert not desk.find("guess_0").isVisible()
    assert desk.session.run is None and desk.is_idle()  # the network of before is in use
    desk.window.close()
    assert not desk.window.isVisible()  # nothing is asked
    again = open_window()
    choose(again, "overfitting")
    again.wait(lambda: done(again) == ["Overfitting and regularization"])
    again.wait(lambda: figures(again) == said)
    again.show_tab("Runs")
    again.click("experiments_runs")
    names = cells(again, "run")
    assert sorted(names) == ["1,000 images, λ 0", "1,000 images, λ 0.1"]
    assert cells(again, "last")[names.index("1,000 images, λ 0")] == said[0][1]
    click_row(again, "1,000 images, λ 0")
    again.trigger("action_delete_runs")
    again.show_tab("Experiments")
    assert [row[1] for row in figures(again)[:5]] == [""] * 4 + [said[4][1]]
    assert again.text("run_experiment") == "Go On"


def test_the_books_lines_are_in_sight_once_an_experiment_was_begun(desk, tmp_path):
    choose(desk, "learning-rate")
    assert ours_and_the_books(desk) == (0, 0)  # its guess is still to be made
    assert not desk.find("experiment_beside_the_book").isVisible()
    learn_experiment(desk.session, experiments.named("learning-rate"))
    desk.wait(lambda: ours_and_the_books(desk) == (3, 3))
    area = desk.find("experiment_plot")
    assert ", the book 0." in area.accessibleDescription()
    said = desk.text("experiment_beside_the_book")
    assert said.startswith("Where they differ most, the book’s line lies ") and "2 epochs" in said
    for kind in ("csv", "svg"):
        desk.trigger("action_export_experiment", tmp_path / f"rates.{kind}")
        desk.wait((tmp_path / f"rates.{kind}").exists)
    rows = (tmp_path / "rates.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 1 + 3 * (2 + 30)  # our epochs, and the book's
    assert sum(row.startswith('"the book, η 0.25"') for row in rows) == 30
    strokes = {e.get("stroke") for e in ElementTree.parse(tmp_path / "rates.svg").getroot().iter()}
    ours, page = theme.LIGHT.run(1), theme.LIGHT.page
    half = [(a + b) / 2 for a, b in zip(ours.getRgb()[:3], page.getRgb()[:3])]
    found = [QColor(stroke).getRgb()[:3] for stroke in strokes if stroke and stroke != "none"]
    assert ours.name() in strokes
    assert any(max(abs(a - b) for a, b in zip(each, half)) <= 1 for each in found)


def color_of_lines(desk, plot, kind):
    """The colours of the lines of this kind in a plot."""
    items = desk.find(f"{plot}_plot").getPlotItem().listDataItems()
    return {item.opts["pen"].color().name() for item in items if item.name().startswith(kind)}


def test_the_cost_that_turns_stands_beside_the_accuracies(desk):
    choose(desk, "all-images")
    assert not desk.find("experiment_curves_plot").isVisible()
    learn_experiment(desk.session, experiments.named("all-images"))
    desk.wait(lambda: ours_and_the_books(desk, "experiment_curves") == (4, 4))
    assert desk.find("experiment_curves_plot").isVisible()
    assert "cost (with the λ term)" in desk.text("experiment_curves_legend")
    costs = {
        round(result.training_cost, 4) for result in histories("all-images")["50,000 images, λ 5"]
    }
    assert any({round(y, 4) for y in line} == costs for line in lines(desk, "experiment_curves"))
    desk.window.resize(1800, 900)
    figure, beside = (desk.find(f"experiment{name}_plot") for name in ("", "_curves"))
    desk.wait(
        lambda: beside.mapTo(desk.window, QPoint()).x() > figure.mapTo(desk.window, QPoint()).x()
    )
    desk.window.resize(1280, 800)
    desk.wait(
        lambda: beside.mapTo(desk.window, QPoint()).y() > figure.mapTo(desk.window, QPoint()).y()
    )


def test_a_trial_keeps_its_colour_in_runs_where_that_is_free(desk):
    of_curves = "training "  # the only curves of one of them
    for name, count in (("learning-rate", 3), ("all-images", 2)):
        learn_experiment(desk.session, experiments.named(name))
        choose(desk, name)
        desk.wait(lambda: ours_and_the_books(desk)[0])
        colors = color_of_lines(desk, "experiment", of_curves)
        assert len(colors) == count
        desk.show_tab("Runs")
        desk.find("experiments_runs").setChecked(True)
        desk.find("runs_shown").setCurrentText("training only")
        runs = [each for each in desk.session.runs.listed() if each.experiment == name]
        model(desk).sourceModel().check([each.id for each in runs])
        plot = {"learning-rate": "runs_cost", "all-images": "runs_accuracy"}[name]
        desk.wait(lambda plot=plot, colors=colors: color_of_lines(desk, plot, of_curves) == colors)


def test_a_zoom_lasts_as_long_as_its_experiment_is_chosen(desk):
    learn_experiment(desk.session, experiments.named("weights"))
    choose(desk, "weights")
    desk.wait(lambda: ours_and_the_books(desk)[0])
    way_back = desk.find("experiment_way_back")
    turn_wheel(desk.find("experiment_plot").viewport(), 3)
    assert way_back.isVisible()
    choose(desk, "overfitting")  # whose chart has the same title
    assert not way_back.isVisible()
    choose(desk, "weights")
    assert not way_back.isVisible()


def test_each_experiment_plots_the_quantity_that_it_asks_about(desk):
    for name, seeds, count in (
        ("more-data", 1, (2, 0)),
        ("speeds", 1, (9, 2)),
        ("learning-rate", 1, (3, 3)),
        ("depth", 1, (4, 0)),
        ("weights", 2, (4, 4)),  # a band for each trial
    ):
        learn_experiment(desk.session, experiments.named(name), seeds)
        choose(desk, name)
        desk.wait(lambda count=count: ours_and_the_books(desk) == count)
        assert desk.find("experiment_beside_the_book").isVisible() == (name != "depth")
        if name == "learning-rate":  # whose costs have their penalty
            assert desk.action("action_no_penalty").isChecked()
            desk.wait(lambda: "cost (with the λ term)" in desk.text("experiment_legend"))
    assert all("% (" in row[1] and " to " in row[1] for row in figures(desk))
    desk.show_tab("Runs")
    assert not desk.rows("runs")  # a person's own alone


def test_a_cancelled_experiment_keeps_its_results(training_desk):
    desk = training_desk
    choose(desk, "overfitting")
    desk.click("guess_1")
    begin(desk)
    desk.wait(lambda: any(2 < len(line) < 400 for line in lines(desk, "experiment")))  # ours
    # Others can be looked at meanwhile, and not be begun.
    choose(desk, "weights")
    assert desk.text("experiment_question") == experiments.named("weights").question
    assert not desk.find("run_experiment").isEnabled()
    assert "cancel it first" in explanation(desk.find("run_experiment"))
    assert not desk.find("cancel_experiment").isEnabled()
    choose(desk, "overfitting")
    desk.click("cancel_experiment")
    desk.wait(desk.is_idle)
    assert headline(desk)[0] == "No verdict yet: 0 runs done" and not done(desk)
    assert not desk.find("guess_0").isEnabled()  # its curves are in sight
    test = figures(desk)[0]
    last = {f"{line[-1]:.2f} %" for line in lines(desk, "experiment") if line}
    assert test[1] in last and test[2:] == ["82.23 %", "not over"]
    choose(desk, "weights")
    begin(desk)
    desk.wait(lambda: figures(desk)[0][1])  # the first epoch, which changes no more
    desk.click("cancel_experiment")
    desk.wait(lambda: "0 runs done" in headline(desk)[0])
    assert figures(desk)[0][3] not in ("not over", "under way")


@pytest.mark.slow
@pytest.mark.parametrize("state", ["running", "used"])
def test_a_window_closed_in_any_state_of_an_experiment_comes_back(open_window, state):
    desk = open_window()
    desk.draw(SIX)
    choose(desk, "overfitting")
    desk.click("guess_1")
    begin(desk)
    desk.wait(lambda: "under way" in figures(desk)[0])
    network = desk.window.network
    if state == "used":  # its run, which learns
        desk.show_tab("Runs")
        desk.click("experiments_runs")
        click_row(desk, "1,000 images, λ 0")
        desk.trigger("action_use_last")
        desk.wait(lambda: desk.session.run is not None)
        assert desk.session.learns
    else:
        assert desk.window.network is network
    title, reading = desk.title(), desk.reads()
    desk.window.close()  # asks nothing
    assert not desk.window.isVisible()
    again = open_window()
    again.wait(lambda: again.reads() != "")
    assert again.title() == title
    assert state == "used" or again.reads() == reading
    again.show_tab("Experiments")
    assert again.find("experiments").currentItem().text() == experiments.named("overfitting").title
    again.wait(lambda: again.text("run_experiment") == "Go On")
    again.wait(again.find("guess_1").isChecked)
    begin(again)
    again.wait(lambda: "under way" in figures(again)[0])
    again.click("cancel_experiment")
    again.wait(again.is_idle)


def test_in_a_narrow_table_the_names_have_room_beside_the_numbers(in_sight, qtbot):
    table = in_sight(ExperimentFigures(), 700, 200)
    name = "with 1 hidden layer of 30"
    table.show_rows([ComparedFigure(name, "96.43 %", "96.37 to 96.54", "96.48 %", "−0.05")])
    height = table.fontMetrics().lineSpacing()
    for width, count in ((700, 1), (380, 2)):
        table.resize(width, 200)
        qtbot.waitUntil(lambda count=count: table.rowHeight(0) // height == count)


def test_differences_have_a_column_if_there_are_any(in_sight):
    table = in_sight(ExperimentFigures(), 700, 200)
    for difference, is_told in (("0.00", False), ("−0.05", True), ("", False), ("not over", True)):
        table.show_rows([ComparedFigure("the best", "96.43 %", "", "96.43 %", difference)])
        assert table.isColumnHidden(3) != is_told and not table.isColumnHidden(2)


def test_the_one_neuron_is_never_the_network_in_use(desk):
    before = desk.window.network
    choose(desk, "neuron")
    assert not desk.can("action_export_experiment")
    texts = [item for item in desk.find("experiment_plot").items() if isinstance(item, TextItem)]
    assert [item.toPlainText() for item in texts if item.isVisible()] == [
        "Here its figure will appear."  # at once: it needs no runs
    ]
    desk.click("guess_1")
    run(desk, "neuron")
    assert figures(desk)[0][1:] == [
        "starts at 0.82, after 100 epochs 0.21, after 300 0.09",
        "starts at 0.82",
    ]
    assert figures(desk)[1][1] == "starts at 0.98, after 100 epochs 0.96, after 300 0.20"
    assert headline(desk)[0].endswith("Here too: the better output falls by 0.61, the bad by 0.02")
    table = desk.find("experiment_figures")
    desk.window.resize(1366, 738)
    for percent in (100, 140):
        while theme.percent() < percent:
            desk.trigger("action_larger")
        for name in ("headline", "caption", "text", "look_at"):
            label = desk.find(f"experiment_{name}")
            desk.wait(lambda label=label: label.height() >= label.heightForWidth(label.width()))
        for row in range(table.rowCount()):
            desk.wait(lambda row=row: table.rowHeight(row) >= table.sizeHintForRow(row))
            assert table.sizeHintForRow(row) > 1.5 * table.fontMetrics().height()  # two lines
    desk.trigger("action_normal_size")
    assert headline(desk)[1] == "Your guess “From the better start” came true."
    assert desk.window.network is before and desk.session.run is None
    assert [len(line) for line in lines(desk, "experiment")] == [301] * 5  # one's own is the last


def test_one_neuron_of_ones_own_is_drawn_beside_the_books(desk):
    choose(desk, "neuron")
    assert not desk.find("neuron_weight").isVisible()  # a guess comes first
    run(desk, "neuron")
    outputs = lines(desk, "experiment_curves")
    assert [len(line) for line in outputs] == [301] * 5 and len(figures(desk)) == 5
    desk.find("neuron_weight").setValue(-30)
    desk.find("neuron_bias").setValue(10)
    desk.find("neuron_eta").setValue(RATES.index(5))
    desk.find("neuron_cost").setCurrentIndex(desk.find("neuron_cost").findData("QuadraticCost"))
    w, b = -3.0, 1.0  # the chain rule for one number
    expected = []
    for _ in range(301):
        a = 1 / (1 + math.exp(-(w + b)))
        expected.append(a)
        w, b = (each - 5 * a * a * (1 - a) for each in (w, b))
    desk.wait(lambda: lines(desk, "experiment_curves")[4] == pytest.approx(expected))
    assert lines(desk, "experiment_curves")[:4] == outputs[:4]
    assert figures(desk)[4][0] == "yours, quadratic, η 5, start -3, 1: output"
    for place, (start, value) in enumerate((((6, 9), 0.82), ((20, 20), 0.98))):
        desk.click(f"neuron_start_{place}")
        assert (desk.find("neuron_weight").value(), desk.find("neuron_bias").value()) == start
        desk.wait(lambda v=value: figures(desk)[4][1].startswith(f"starts at {v}"))


def test_a_figure_is_exported_as_numbers_and_as_pictures(desk, tmp_path):
    run(desk, "neuron")
    for kind in ("csv", "png", "svg"):
        desk.trigger("action_export_experiment", tmp_path / f"neuron.{kind}")
        desk.wait((tmp_path / f"neuron.{kind}").exists)
    assert (
        len((tmp_path / "neuron.csv").read_bytes().splitlines()) == 1 + 2 * 5 * 301
    )  # costs and outputs
    image = QImage(str(tmp_path / "neuron.png"))
    assert (image.width(), image.height()) == (SCALE * WIDTH, SCALE * HEIGHT)
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    colors = {QColor(color).name() for color in set(memoryview(rgb.constBits()).cast("I"))}
    drawing = ElementTree.parse(tmp_path / "neuron.svg").getroot()
    assert drawing.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    strokes = {element.get("stroke") for element in drawing.iter()}
    runs = {theme.LIGHT.run(number).name() for number in (1, 2)}  # one per start
    assert runs <= colors and runs <= strokes


def test_no_experiment_makes_the_window_wider_than_a_small_screen(desk):
    desk.show_tab("Experiments")
    desk.window.resize(1366, 738)
    while theme.percent() < 180:
        desk.trigger("action_larger")
    listed = desk.find("experiments")
    for row in range(listed.count()):
        listed.setCurrentRow(row)
        for _ in range(3):  # views within views need as many turns
            QApplication.processEvents()
        assert desk.window.minimumSizeHint().width() <= 1366, listed.item(row).text()
