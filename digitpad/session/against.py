"""What the network in use is compared with: a run at an epoch, like what is in use."""

import contextlib
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.network_file import NetworkFileError
from digitpad.core.text import shortened
from digitpad.session.keeper import Keeper
from digitpad.session.opened_files import shipped_network
from digitpad.session.runs.run import AtEpoch, Networks, Other
from digitpad.session.runs.runs import NONE, epoch_for
from digitpad.session.runs.words import about_gone
from digitpad.session.session import Session
from digitpad.session.store_rows import Desk

THIS, SHIPPED = "this", "shipped"  # what can be chosen, beside runs by their ids


class Against(QObject):
    """Holds what is compared with, and its networks. A run that goes takes the comparison with it.

    A comparison with the run in use ends once another one is in use; with one that was chosen by
    its name it goes on.
    at: a run, perhaps the one in use, at an epoch; AtEpoch() for the shipped network, None for
    nothing. epochs: those of its run that have a network. other: its network, once it is read.
    """

    changed = Signal()
    """`at`, `epochs` or `other` has changed."""

    def __init__(self, session: Session, keeper: Keeper) -> None:
        super().__init__(session)
        self.at: AtEpoch | None = None
        self.epochs: tuple[int, ...] = ()
        self.other: Other | None = None
        self._session, self._keeper = session, keeper
        self._networks: Networks = NONE  # of its run: memory may let go of them
        self._is_asked = False  # whether they were asked for
        self._told: object = None
        self._is_of_run = False  # whether it was the run in use when it was chosen
        session.when_run(self._take_run)  # before what follows, which would tell of the other run
        session.runs.changed.connect(self._follow)
        for left in (keeper.returned, keeper.passed_by):
            left.connect(self._take_desk)

    def compare(self, at: AtEpoch | None) -> None:
        """Compare with this from now on; see `at`."""
        if self.at is None or at is None or at.run != self.at.run:
            self._networks, self._is_asked = NONE, False
        self.at = at
        self._is_of_run = self.key == THIS
        self._keeper.note_against(at)
        self._follow()

    def compare_here(self) -> None:
        """Compare with the epoch in use, whichever will be used next."""
        self.compare(AtEpoch(self._session.run_id, self._session.runs.epoch))

    def move(self, wanted: int) -> None:
        """Compare with another epoch of the same run; see `epoch_for`."""
        if self.other is not None and self.other.at.epoch is not None:
            epoch = epoch_for(self.epochs, self.other.at.epoch, wanted)
            self.compare(AtEpoch(self.other.at.run, epoch))

    # What can be chosen.

    @property
    def key(self) -> str:
        """What is chosen: THIS for the run in use, SHIPPED, the id of another run, or ""."""
        if self.at is None or self.at.run is None:
            return "" if self.at is None else SHIPPED
        return THIS if self.at.run == self._session.run_id else self.at.run

    def choose(self, key: str) -> None:
        """Compare with what has this key: this run as it began, or the last epoch of another."""
        run_id = self._session.run_id
        if key == THIS and run_id is not None:
            self.compare(AtEpoch(run_id, min(self._session.runs.networks(run_id))))
        else:
            self.compare(AtEpoch(None if key == SHIPPED else key) if key else None)

    def offered(self, with_experiments: bool) -> list[tuple[str, str]]:
        """Names and keys of what can be chosen; a person's runs and the newest come first."""
        has_others = len(self._session.runs.networks(self._session.run_id or "")) > 1
        own = [("this run", THIS)] if has_others or self.key == THIS else []
        runs = [
            run
            for run in self._session.runs.listed()
            if with_experiments or not run.experiment or run.id == self.key
        ]
        runs.sort(key=lambda run: (bool(run.experiment), -run.number))
        others = [(shortened(run.title), run.id) for run in runs if run.id != self._session.run_id]
        return [("nothing", ""), *own, ("the shipped network", SHIPPED), *others]

    # Following the table of runs.

    def _take_run(self) -> None:
        if self._is_of_run:
            self.compare(None)

    def _take_desk(self, desk: Desk) -> None:
        """Take what was compared with last, unless that was a run that is in use no more."""
        left = desk.against
        is_over = left is not None and left.run == desk.run != self._session.run_id
        self.compare(self.at or (None if is_over else left))

    def _follow(self, *_changed: object) -> None:
        """Take what has changed, and tell it."""
        runs, run_id = self._session.runs, None if self.at is None else self.at.run
        if run_id is not None and run_id in runs:
            self._networks = runs.networks(run_id) or self._networks
            if not self._networks and not self._is_asked:
                self._is_asked = True
                self._keeper.bring(run_id, self._take, "The run cannot be compared")
        elif run_id is not None and runs.are_read:
            if self.other is not None:  # told after what is told of the deletion
                tell = partial(self._session.tell, about_gone(self.other.name))
                QTimer.singleShot(0, self, tell)
            self.compare(None)
            return
        self.epochs = tuple(sorted(self._networks))
        self.other = self._found()
        now = self.at, self.epochs, self.other
        if now != self._told:
            self._told = now
            self.changed.emit()

    def _take(self, run_id: str, networks: Networks) -> None:
        if self.at is not None and self.at.run == run_id:
            self._networks = networks
            self._follow()

    def _found(self) -> Other | None:
        run = None if self.at is None else self._session.runs.get(self.at.run)
        if self.at == AtEpoch():
            with contextlib.suppress(NetworkFileError):  # the window, which reads it too, says so
                return Other(shipped_network(), AtEpoch(), "the shipped network")
        if self.at is None or run is None or not self.epochs:
            return None
        wanted = self.epochs[-1] if self.at.epoch is None else self.at.epoch
        epoch = epoch_for(self.epochs, wanted, wanted)
        at = AtEpoch(run.id, epoch)
        return Other(self._networks[epoch], at, run.title, run.after(epoch))
