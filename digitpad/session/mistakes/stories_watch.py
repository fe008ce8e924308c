"""Looks at what the run in use read after each of its epochs, while somebody looks."""

from functools import partial

from digitpad.core.network import Network
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.epochs_read import (
    LEAST_EPOCHS,
    Known,
    Looked,
    ReadByEpoch,
    figures,
    looked_at,
)
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import DigitsWatch, EvaluationWatch
from digitpad.session.question import Question
from digitpad.session.session import Session
from digitpad.session.watch import Watch

MOST_BYTES = 30_000_000  # of what was read


def kept_networks(session: Session, images: int = 1) -> dict[int, Network]:
    """The networks of the run in use after its epochs, without that which it began with.

    images: how many will be read. If there are too many, it is after every second epoch, or so.
    """
    run = session.run
    if run is None:
        return {}
    networks = session.runs.networks(run.id)
    epochs = sorted(epoch for epoch in networks if epoch > run.start_epochs)
    every = max(1, -(-len(epochs) * images // MOST_BYTES))
    return {epoch: networks[epoch] for epoch in epochs[::-every]}


class StoriesWatch(DigitsWatch[Looked]):
    """Looks at the epochs of the run in use, while somebody looks; a run that learns adds some.

    drawing: what the drawing was read as after each epoch.
    """

    def __init__(self, session: Session, measurer: Measurer, evaluation: EvaluationWatch) -> None:
        super().__init__(measurer, evaluation, self._question_about)
        self._session, self._known = session, Known("", None)
        self.drawing = Watch(measurer, self._about_drawing, session.reading_changed)
        session.when_run(self._take_epoch, "epoch")
        self.answered.connect(self.drawing.note)

    def look(self, wanted: bool) -> None:
        super().look(wanted)
        self.drawing.look(wanted)

    @property
    def epochs(self) -> int:
        """After how many epochs the run in use has a network, its start left out."""
        return len(kept_networks(self._session))

    def _take_epoch(self) -> None:
        self.note()
        self.drawing.note()

    def _question_about(self, found: Evaluated) -> Question[Looked] | None:
        run, data = self._session.run, found.data
        networks = kept_networks(self._session, len(data))
        if run is None or len(networks) < LEAST_EPOCHS:
            return None
        if (self._known.run_id, self._known.data) != (run.id, data):
            self._known = Known(run.id, data)
        of_run = run.epochs - run.start_epochs
        return partial(looked_at, data=data, networks=networks, of_run=of_run, known=self._known)

    def _about_drawing(self) -> Question[ReadByEpoch] | None:
        reading, networks = self._session.reading, kept_networks(self._session)
        if reading is None or len(networks) < LEAST_EPOCHS:
            return None
        return partial(figures, image=reading.image, networks=networks)
