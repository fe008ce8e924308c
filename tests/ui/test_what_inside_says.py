"""What the tab Inside says is so: of which drawing, which digits, on which scale."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from desk import Desk
from digits import placed
from inside import choose, description, show

from digitpad.core.data.data_spec import DataSpec
from digitpad.session.measuring import measurer

SIX = placed(6, 0.1, 0.1, 0.8)


def test_weights_beyond_the_scale_of_their_layer_are_said_to_be_cut(desk: Desk) -> None:
    show(desk)
    beyond = [np.abs(row).max() for row in desk.window.network.weights[0]]
    for neuron, is_cut in ((int(np.argmax(beyond)), True), (int(np.argmin(beyond)), False)):
        choose(desk, 0, neuron)
        desk.wait(lambda neuron=neuron: f"neuron {neuron}" in desk.text("neuron_title"))
        assert all((sign in description(desk, "neuron_pictures")) == is_cut for sign in "≤≥")


def test_where_the_images_are_gone_each_view_says_so_where_its_answer_would_stand(
    open_window: Callable[..., Desk], no_process_ahead: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: Any) -> Any:
        raise OSError("The images are gone.")

    monkeypatch.setattr(DataSpec, "load", load)
    monkeypatch.setattr(measurer, "load_test_data", load)
    desk = open_window()
    desk.draw(SIX)
    for view, name in (
        ("Neuron", "neuron_fires"),
        ("Why?", "why_likeness_text"),
        ("Learning", "learning_text"),
        ("Laboratory", "laboratory_accuracy"),
    ):
        show(desk, view)
        desk.wait(lambda name=name: desk.text(name) == "The images are gone.")
    desk.draw([[(0.2, 0.2), (0.8, 0.3)]])  # the copy reads another drawing
    desk.click("rank_neurons")
    desk.wait(lambda: desk.text("ranking_text") == "The images are gone.")
    assert desk.text("laboratory_accuracy") == "The images are gone."
