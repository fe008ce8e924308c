"""Makes new runs, and numbers a person's runs and those of experiments separately.

The store gives the numbers. Until then a run has the number that it will probably get.
"""

from dataclasses import replace

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile
from digitpad.session.runs.run import Origin, Run


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

    def new(
        self,
        architecture: Architecture,
        seed: int | None = None,
        *,
        name: str = "",
        experiment: str = "",
        trial: str = "",
    ) -> Run:
        """A run with a new network. By default its seed is random."""
        run = Run.begin(architecture, self._number(experiment), seed)
        return replace(run, name=name, experiment=experiment, trial=trial)

    def of_file(self, content: NetworkFile, file: str = "") -> Run:
        """The run that a network file describes. file: the path of the file, if there is one."""
        return replace(Run.of_file(content, self._number()), file=file)

    def of_best(self, run: Run) -> Run:
        """A run that goes on from the best epoch of another one."""
        self.count(run)
        child = run.from_best(self._number())
        self.count(child)
        return child

    def of_copy(
        self,
        network: Network,
        of: Run | None,
        title: str,
        *,
        name: str = "",
        hand: str = "",
        hand_name: str = "",
    ) -> Run:
        """A run that begins with a changed copy of a network, which `title` names.

        of: that network's run; None for the shipped network. hand, hand_name: the id and the name
        of the hand that the copy has learnt; without them it comes from the Laboratory.
        """
        hands = () if of is None else of.hands
        run = replace(
            self.of_file(NetworkFile(network)),
            parent=None if of is None else of.id,
            origin=Origin(title, "hand" if hand else "laboratory", hand_name),
            name=name,
            classes=None if of is None else of.classes,
            hands=hands if hand in ("", *hands) else (*hands, hand),
        )
        self.count(run)
        return run

    def trained_with(
        self, run: Run, data: DataSpec, training_size: int | None, like: Run | None = None
    ) -> Run:
        """A run that learns from these data; see `Run.trained_with`.

        like: the run of an experiment that goes on; None for a person's training, which leaves an
        experiment's run as it is, and begins a child.
        """
        experiment = "" if like is None else like.experiment
        trained = run.trained_with(data, training_size, anew=run.experiment != experiment)
        if trained.id != run.id:
            trained = replace(trained, number=self._number(experiment))
            if like is not None:
                names = {"name": like.name, "experiment": experiment, "trial": like.trial}
                trained = replace(trained, **names)  # type: ignore[arg-type]
        self.count(trained)
        return trained
