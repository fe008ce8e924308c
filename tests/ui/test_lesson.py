"""A lesson: a teacher hands out runs; pupils answer elsewhere, and hand in one file each."""

import pytest
from desk import files
from homes import home_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from runs_tab import cells, check, checked, click_row, export_runs, lines, table, train

LESSON = {"training_size": 1000, "mini_batch_size": 10, "epochs": 6, "seed": "1"}
SETTINGS = {
    "plain": {"lmbda": 0.0},
    "lambda": {"lmbda": 0.1},
    "wide": {"lmbda": 0.0, "hidden_layers": "20"},
    "fast": {"lmbda": 0.0, "eta": 1.0},
}


@pytest.fixture
def at(open_window, monkeypatch, tmp_path):
    """Open a window on the computer of somebody, and close the one before."""
    desks = []

    def at(name):
        if desks:
            desks[-1].window.close()
            desks[-1].window.finish()
        for variable, value in home_in(tmp_path / name).items():
            monkeypatch.setenv(variable, value)
        desks.append(open_window())
        desks[-1].show_tab("Runs")
        return desks[-1]

    return at


def write_note(desk, run, text):
    click_row(desk, run)
    QTest.keyClicks(desk.find("note"), text)
    desk.find("tabs").setFocus()


def draw_all(desk):
    desk.show_tab("Runs")
    table(desk).selectAll()
    desk.trigger("action_only_this")


def answer(desk, run, text):
    """Write a line below the note of a run."""
    click_row(desk, run)
    QTest.keyClick(desk.find("note"), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(desk.find("note"), Qt.Key.Key_Return)
    QTest.keyClicks(desk.find("note"), text)
    desk.find("tabs").setFocus()


def use(desk, run):
    click_row(desk, run)
    desk.trigger("action_use_last")
    desk.wait(lambda: desk.session.title == run)


@pytest.fixture
def handed_out(at, tmp_path):
    """A file of four runs of a teacher, the first one with a question."""
    teacher = at("teacher")
    for name, settings in SETTINGS.items():
        train(teacher, **LESSON | settings)
        teacher.session.runs.rename(teacher.session.run_id, name)
    teacher.show_tab("Runs")
    write_note(teacher, "plain", "When does its cost turn?")
    draw_all(teacher)
    title = export_runs(teacher, tmp_path / "overfitting.digitpad-runs")
    assert title.startswith("Export Runs: 4 runs, 24 networks, ")
    return tmp_path / "overfitting.digitpad-runs"


@pytest.fixture
def pupil(at, handed_out):
    """Open the file on a pupil's computer."""

    def pupil(name):
        desk = at(name)
        if not cells(desk, "run"):
            desk.drop("canvas", files(handed_out))
            names = sorted(f"{run} (overfitting)" for run in SETTINGS)
            desk.wait(lambda: sorted(cells(desk, "run")) == names)
            desk.wait(lambda: desk.session.title == "fast (overfitting)")
        return desk

    return pupil


@pytest.mark.slow
def test_a_lesson_goes_out_and_all_that_is_handed_in_comes_back(at, pupil, tmp_path):
    """Anna repeats a run exactly, Ben and Cem train alike, Ben goes on with a run, Anna corrects
    her answer to a shorter one; all of them hand in, and hand in again."""
    box = tmp_path / "handed in"
    box.mkdir()

    def hand_in(desk, name):
        draw_all(desk)
        (box / f"{name}.digitpad-runs").unlink(missing_ok=True)
        export_runs(desk, box / f"{name}.digitpad-runs")

    anna = pupil("anna")
    click_row(anna, "plain (overfitting)")
    assert anna.find("note").toPlainText() == "When does its cost turn?"
    use(anna, "plain (overfitting)")
    slider = anna.find("epoch_in_use")
    assert (slider.minimum(), slider.maximum()) == (0, 6)
    slider.setValue(3)
    at_3 = "plain (overfitting), epoch 3 of 6"
    anna.wait(lambda: anna.session.epoch_in_words == at_3)
    train(anna, **LESSON | SETTINGS["plain"])  # the same again
    anna.show_tab("Runs")
    answer(anna, "plain (overfitting)", "At 3, but later with wide.")
    hand_in(anna, "anna")
    for name in ("ben", "cem"):
        desk = pupil(name)
        train(desk, **LESSON | {"lmbda": 0.5})  # both alike
        desk.show_tab("Runs")
        write_note(desk, "run 5", f"{name} sees no turn.")
        if name == "ben":
            use(desk, "wide (overfitting)")
            desk.show_tab("Train")
            desk.go_on(epochs=2)
            desk.show_tab("Runs")
            write_note(desk, "wide (overfitting)", "I trained on.")
        hand_in(desk, name)

    def all_in(teacher):
        teacher.show_tab("Runs")
        teacher.drop("canvas", files(box))
        names = ["run 5 (anna)", "run 5 (ben)", "run 5 (cem)", "wide (ben)", *SETTINGS]
        teacher.wait(lambda: sorted(cells(teacher, "run")) == sorted(names))
        return {run.title: run.note for run in teacher.session.runs.listed()}

    teacher = at("teacher")
    teacher.wait(lambda: len(cells(teacher, "run")) == 4)
    with_answer = "When does its cost turn?\nanna: At 3, but later with wide."
    teacher.wait(lambda: all_in(teacher)["plain"] == with_answer)
    notes = all_in(teacher)  # a second time
    assert notes["run 5 (ben)"] == "ben sees no turn." and notes["run 5 (anna)"] == ""
    assert notes["run 5 (cem)"] == "cem sees no turn." and notes["plain"] == with_answer
    assert notes["wide (ben)"] == "I trained on." and notes["wide"] == ""
    epochs = {run.title: run.epochs for run in teacher.session.runs.listed()}
    assert (epochs["wide"], epochs["wide (ben)"]) == (6, 8)
    plain, again = (
        next(run for run in teacher.session.runs.listed() if run.title == title)
        for title in ("plain", "run 5 (anna)")
    )
    assert plain.history == again.history and plain.id != again.id
    for name in cells(teacher, "run"):
        if name not in checked(teacher):
            check(teacher, name)
    teacher.wait(lambda: len(lines(teacher, "runs_accuracy")) == 8)

    anna = pupil("anna")
    anna.show_tab("Runs")
    anna.wait(lambda: len(cells(anna, "run")) == 5)
    write_note(anna, "run 5", "It is the same.")
    run_id = next(r.id for r in anna.session.runs.listed() if r.title.startswith("plain"))
    anna.session.runs.write_notes({run_id: "When does its cost turn?\nAt 3"})
    hand_in(anna, "anna")
    teacher = at("teacher")
    teacher.wait(lambda: len(cells(teacher, "run")) == 8)
    teacher.wait(lambda: all_in(teacher)["plain"] == f"{with_answer}\nanna: At 3")
    teacher.wait(lambda: all_in(teacher)["run 5 (anna)"] == "anna: It is the same.")
