"""The base of the views of the tab Inside."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea

from digitpad.core.inside.explain import activations_of
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import what_is_read
from digitpad.session.measurer import Measurer
from digitpad.session.question import Answer, Question
from digitpad.session.session import Session
from digitpad.session.watch import Watch
from digitpad.ui.inside.choice import Choice
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import named

BLANK = np.zeros((784, 1), np.float32)


def seen_now(session: Session, choice: Choice) -> Seen:
    """The network in use, as it reads the drawing now."""
    network, reading = session.network, session.reading
    if reading is not None and reading.network is network:
        activations = reading.activations
    else:
        image = BLANK if reading is None else reading.image.reshape(784, 1)
        activations = activations_of(network, image)
    test_digit = None if reading is None else reading.test_digit
    seen = Seen(
        network,
        activations,
        is_blank=reading is None,
        layer=0,
        neuron=0,
        name=session.network_in_words,
        title=session.title_and_epoch,
        run_id=session.run_id,
        epoch=session.runs.in_use.epoch,
        learns=session.follows and not session.is_paused,
        form=None if reading is None else reading.form,
        label=None if test_digit is None else test_digit.label,
        drawn="" if reading is None else reading.which or "drawing",
    )
    if session.follows:
        epoch = session.runs.epoch
        whole = replace(
            seen,
            network=session.whole_network,
            name=session.whole_network_in_words,
            title=f"{session.title}, epoch {epoch:,}",
        )
        seen = replace(seen, title=f"{session.title}, in epoch {epoch + 1:,}", whole=whole)
    return seen.at(choice.layer, choice.neuron)


class InsideView(FollowingView):
    """The base of the views, each of which shows a `Seen`.

    title: the tab’s. about: what it shows. area: scrolls it.
    """

    title = about = ""
    area: QScrollArea
    moved = Signal()
    """`headline` or `pictured` has changed."""

    def __init__(self, name: str, spoken: str, seen: Seen) -> None:
        """seen: what is shown first."""
        super().__init__()
        named(self, name, self.about, spoken)
        self._seen = seen

    def watch(
        self,
        measurer: Measurer,
        question: Callable[[], Question[Answer] | None],
        by_parts: bool = False,
    ) -> Watch[Answer]:
        """A watch that asks while the view is visible; see `Watch`."""
        watch = Watch(measurer, question, by_parts=by_parts)
        self.looked_at.connect(watch.look)
        return watch

    def show_seen(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""

    def headline(self, seen: Seen) -> str:
        """A sentence about what is seen."""
        if seen.is_blank:
            return "Draw a digit, and see what goes on in the network"
        return what_is_read(seen.network, seen.activations, seen.verdict, *seen.place)

    def pictured(self, seen: Seen) -> Seen:
        """What the picture of the network shows while this view is in front."""
        return seen
