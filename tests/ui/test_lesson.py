"""A lesson: a teacher hands out runs; pupils answer elsewhere, and hand in one file each."""

import pytest
from desk import files
from homes import home_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from runs_tab import cells, check, checked, click_row, export_whole, lines, table, train

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


@pytest.mark.slow
def test_a_lesson_goes_out_and_what_is_handed_in_comes_back(at, tmp_path):
    teacher = at("teacher")
    for name, settings in SETTINGS.items():
        train(teacher, **LESSON | settings)
        teacher.session.runs.rename(teacher.session.run_id, name)
    teacher.show_tab("Runs")
    write_note(teacher, "plain", "When does its cost turn?")
    draw_all(teacher)
    export_whole(teacher, tmp_path / "overfitting.digitpad-runs", "Guess first.")

    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    for pupil in ("anna", "ben"):
        desk = at(pupil)
        desk.drop("canvas", files(tmp_path / "overfitting.digitpad-runs"))
        names = sorted(f"{name} (overfitting)" for name in SETTINGS)
        desk.wait(lambda desk=desk, names=names: sorted(cells(desk, "run")) == names)
        desk.wait(lambda desk=desk: desk.session.title == "fast (overfitting)")
        click_row(desk, "plain (overfitting)")
        assert desk.find("note").toPlainText() == "When does its cost turn?"
        assert desk.text("note_of_file") == "Guess first."
        desk.trigger("action_use_last")
        desk.wait(lambda desk=desk: desk.session.title == "plain (overfitting)")
        slider = desk.find("epoch_in_use")
        assert (slider.minimum(), slider.maximum()) == (0, 6)
        slider.setValue(3)
        at_3 = "plain (overfitting), epoch 3 of 6"
        desk.wait(lambda desk=desk, at_3=at_3: desk.session.epoch_in_words == at_3)
        QTest.keyClick(desk.find("note"), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(desk.find("note"), Qt.Key.Key_Return)
        QTest.keyClicks(desk.find("note"), f"{pupil} thinks at 3.")
        desk.find("tabs").setFocus()
        train(desk, **LESSON | {"lmbda": 0.5, "seed": str(len(pupil))})
        draw_all(desk)
        export_whole(desk, handed_in / f"{pupil}.digitpad-runs")

    teacher = at("teacher")
    teacher.wait(lambda: len(cells(teacher, "run")) == 4)
    teacher.drop("canvas", files(handed_in))
    teacher.wait(lambda: len(cells(teacher, "run")) == 6)
    found = sorted(cells(teacher, "run"))
    assert found == ["fast", "lambda", "plain", "run 5 (anna)", "run 5 (ben)", "wide"]
    click_row(teacher, "plain")
    note = "When does its cost turn?\nanna: anna thinks at 3.\nben: ben thinks at 3."
    teacher.wait(lambda: teacher.find("note").toPlainText() == note)
    for name in found:
        if name not in checked(teacher):
            check(teacher, name)
    teacher.wait(lambda: len(lines(teacher, "runs_accuracy")) == 6)
