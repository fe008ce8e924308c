"""Looks at what the run in use read after each of its epochs, while somebody looks."""

from functools import partial

from digitpad.session.keeper import Keeper
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
from digitpad.session.runs.run import Networks
from digitpad.session.runs.runs import NONE
from digitpad.session.session import Session
from digitpad.session.watch import Watch

MOST_BYTES = 30_000_000  # of what was read


class StoriesWatch(DigitsWatch[Looked]):
    """Looks at the epochs of the run in use, while somebody looks; a run that learns adds some.

    A run that goes on from another one has that one's epochs, too, as far as they are kept.
    drawing: what the drawing was read as after each epoch.
    """

    def __init__(
        self, session: Session, keeper: Keeper, measurer: Measurer, evaluation: EvaluationWatch
    ) -> None:
        super().__init__(measurer, evaluation, self._question_about)
        self._session, self._keeper, self._known = session, keeper, Known("", None)
        self._run_id = ""  # of the run whose parents were asked for
        # What they have, and the epoch after which that begins; None until it is read.
        self._inherited: tuple[Networks, int] | None = None
        self.drawing = Watch(measurer, self._about_drawing, session.reading_changed)
        session.when_run(self._take_epoch, "epoch")
        self.answered.connect(self.drawing.note)

    def look(self, wanted: bool) -> None:
        super().look(wanted)
        self.drawing.look(wanted)

    @property
    def epochs(self) -> int | None:
        """After how many epochs the run in use has a network; None until it is known."""
        networks = self._networks()
        return None if networks is None else len(networks)

    def _networks(self, images: int = 1) -> Networks | None:
        """The networks of the run in use after its epochs; None until all are read.

        images: how many will be read. If there are too many, it is after every second epoch, or so.
        """
        run = self._session.run
        if run is None:
            return NONE
        if run.id != self._run_id:
            self._run_id, self._inherited = run.id, None
            if run.start_epochs and run.parent is not None:
                read, take = partial(self._keeper.inherited, run), partial(self._take_read, run.id)
                self._keeper.ask("The epochs of the run before cannot be read", read, take)
            else:
                self._inherited = NONE, run.start_epochs
        if self._inherited is None:
            return None
        own = self._session.runs.networks(run.id)
        own = {epoch: network for epoch, network in own.items() if epoch > run.start_epochs}
        networks = {**self._inherited[0], **own}
        every = max(1, -(-len(networks) * images // MOST_BYTES))
        return {epoch: networks[epoch] for epoch in sorted(networks)[::-every]}

    def _take_read(self, run_id: str, inherited: tuple[Networks, int]) -> None:
        if run_id == self._run_id:
            self._inherited = inherited
            self.answered.emit(self.found)  # there may be more epochs than were told
            self._take_epoch()

    def _take_epoch(self) -> None:
        self.note()
        self.drawing.note()

    def _question_about(self, found: Evaluated) -> Question[Looked] | None:
        run, data = self._session.run, found.data
        networks = self._networks(len(data))
        if run is None or networks is None or self._inherited is None:
            return None
        if len(networks) < LEAST_EPOCHS:
            return None
        if (self._known.run_id, self._known.data) != (run.id, data):
            self._known = Known(run.id, data)
        of_run = range(self._inherited[1] + 1, run.epochs + 1)
        return partial(looked_at, data=data, networks=networks, of_run=of_run, known=self._known)

    def _about_drawing(self) -> Question[ReadByEpoch] | None:
        reading, networks = self._session.reading, self._networks()
        if reading is None or networks is None or len(networks) < LEAST_EPOCHS:
            return None
        return partial(figures, image=reading.image, networks=networks)
