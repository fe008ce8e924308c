"""The tab Train says what its buttons will do, and whose settings and seeds it shows."""

import pytest
from desk import Desk
from PySide6.QtWidgets import QMenu

QUICK = {"hidden_layers": "8", "training_size": 1000, "mini_batch_size": 20, "epochs": 1}


@pytest.fixture
def desk(training_desk: Desk) -> Desk:
    training_desk.train(**QUICK)
    return training_desk


def note(desk: Desk) -> str:
    """What stands under the form, on one line."""
    label = desk.find("form_note")
    return " ".join(label.text().split()) if label.isVisible() else ""


def test_the_note_on_other_settings_says_that_continue_uses_them(desk: Desk) -> None:
    run = desk.window.session.run
    assert note(desk) == ""
    desk.enter(eta=0.25, lmbda=1)
    assert "run 1: η, λ." in note(desk) and "Continue uses them" in note(desk)
    desk.click("start")
    desk.wait(lambda: len(desk.window.session.run.history) == 2 and desk.is_idle())
    assert desk.window.session.run.id == run.id and note(desk) == ""
    last = desk.window.session.run.history[-1]
    assert (last.eta, last.lmbda) == (0.25, 1)


def test_of_another_network_it_says_that_a_new_one_gets_them(desk: Desk) -> None:
    run = desk.window.session.run
    desk.enter(hidden_layers="9", eta=0.25)
    assert "hidden layers, η" in note(desk) and "Continue" not in note(desk)
    assert "new network" in note(desk)
    desk.train()
    assert desk.window.session.run.id != run.id
    assert desk.window.session.run.history[-1].eta == 0.25


def test_the_menu_offers_a_new_network_once(open_window) -> None:
    desk = open_window()
    (menu,) = [m for m in desk.window.menuBar().findChildren(QMenu) if m.title() == "&Training"]

    def entries() -> list[str]:
        return [a.text().replace("&", "") for a in menu.actions() if a.isVisible()]

    assert entries().count("Train New Network") == 1
    desk.train(**QUICK)
    assert entries().count("Train New Network") == 1 == entries().count("Continue")


def test_a_seed_is_said_to_be_that_of_its_run(desk: Desk) -> None:
    take = desk.find("take_seed")
    assert "the run in use" in take.toolTip()
    desk.click("train_new")
    desk.wait(lambda: desk.window.session.run.number == 2 and desk.is_idle())
    first, second = (f"was {desk.window.session.run.seed - back}" for back in (1, 0))
    assert take.text() == second
    desk.show_tab("Runs")
    table = desk.find("runs")
    desk.wait(lambda: table.model().rowCount() == 2)
    rows = [table.model().index(row, 0) for row in range(2)]
    (row,) = [index for index in rows if "run 1" in str(index.data())]
    table.setCurrentIndex(row)
    desk.trigger("action_use_settings")
    assert take.text() == first
    assert "run 1" in take.toolTip() and "in use" not in take.toolTip()
