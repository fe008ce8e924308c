"""Makes new runs, and numbers a person's runs and those of experiments separately.

The store gives the numbers. Until then a run has the number that it will probably get.
"""

from dataclasses import replace
from typing import Literal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile
from digitpad.session.runs.run import Networks, Origin, Run


class RunMaker:
    """The one place where runs begin."""

    def __init__(self) -> None:
        # The highest known numbers: False for a person's runs, True for those of experiments.
        self._highest = {False: 0, True: 0}

    def count(self, run: Run) -> None:
        """Number new runs of its kind, a person's or an experiment's, above this one."""
        kind = bool(run.experiment)
        self._highest[kind] = max(self._highest[kind], run.number)

    def _number(self, experiment: str = "") -> int:
        return self._highest[bool(experiment)] + 1

    def new(self, architecture: Architecture, seed: int | None = None, experiment: str = "") -> Run:
        """A run with a new network. By default its seed is random."""
        run = Run.begin(architecture, self._number(experiment), seed)
        return replace(run, experiment=experiment)

    def of_file(self, content: NetworkFile, file: str = "") -> Run:
        """The run that a network file describes. file: its path, if there is one."""
        network, history = content.network, content.history
        architecture = Architecture(
            tuple(network.sizes[1:-1]),
            network.cost.__name__,
            content.weight_initializer or "default",
            network.neurons,
        )
        run = Run(
            number=self._number(),
            architecture=architecture,
            seed=content.seed,
            start_hyperparameters=content.hyperparameters,
            data_set=content.data_set,
            evaluation=content.evaluation_data,
            history=history,
            file=file,
            start_epochs=len(history),
            has_start=True,
            networks=Networks(network, start=network),
        )
        if not history or history[-1].evaluation_accuracy != run.best_accuracy:
            return run  # the network of its best epoch is not known
        return replace(run, best_epoch=len(history), networks=Networks(network, network, network))

    def of_best(self, run: Run) -> Run:
        """A run that goes on from the best epoch of another one."""
        self.count(run)
        back = run.gone_back()
        best, epochs = back.network, len(back.history)
        return replace(
            _child(back, self._number(), "best"),
            history=back.history,
            start_epochs=epochs,
            best_epoch=epochs,
            networks=Networks(best, best, best),
        )

    def of_copy(
        self, network: Network, of: Run | None, title: str, *, name: str, hand: Hand | None
    ) -> Run:
        """A run that begins with a changed copy of a network, which `title` names.

        of: that network's run; None for the shipped network. name: the new run's; empty for its
        number. hand: the hand that the copy has learnt; None if it comes from the Laboratory.
        """
        origin, hands = Origin(title, "laboratory"), () if of is None else of.hands
        if hand is not None:
            origin = Origin(title, "hand", hand.name)
            hands = tuple(dict.fromkeys((*hands, hand.id)))
        run = replace(
            self.of_file(NetworkFile(network)),
            parent=None if of is None else of.id,
            origin=origin,
            name=name,
            classes=None if of is None else of.classes,
            hands=hands,
        )
        self.count(run)
        return run

    def trained_with(
        self, run: Run, data: DataSpec, training_size: int | None, experiment: str = ""
    ) -> Run:
        """This run, ready to be trained with these data; with other data than its own, a new run.

        training_size: how many training images these data have, if known. experiment: the one that
        trains it, if any; a person's training leaves an experiment's run as it is, and begins a new
        one.
        """
        if run.experiment != experiment or not run.learns_from(data, training_size):
            run = replace(_child(run, self._number(), "last"), classes=None)
        self.count(run)
        return replace(run, data=data, data_set=data.name, evaluation=data.evaluation)


def _child(run: Run, number: int, how: Literal["last", "best"]) -> Run:
    """A new run that begins with the last network of another one."""
    last = run.history[-1] if run.history else None
    epoch, percent = (None, None) if last is None else (last.epoch, last.percent())
    return Run(
        number=number,
        architecture=run.architecture,
        seed=run.seed,
        start_hyperparameters=run.hyperparameters,
        data=run.data,
        data_set=run.data_set,
        evaluation=run.evaluation,
        parent=run.id,
        origin=Origin(run.title, how, epoch=epoch, percent=percent),
        classes=run.classes,
        hands=run.hands,
        has_start=True,
        networks=Networks(run.network, start=run.network),
    )
