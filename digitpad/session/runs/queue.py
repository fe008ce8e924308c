"""The queue makes runs of plans, and lets processes train them.

A person's run is trained at once; an experiment's runs side by side, in as many processes as there
are cores. What is learnt goes into the table of runs.
"""

from copy import copy
from dataclasses import replace
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import CHANGEABLE, Architecture, Hyperparameters
from digitpad.core.network import Network
from digitpad.core.text import reason_of
from digitpad.session.chosen_data import ChosenData
from digitpad.session.runs import maker
from digitpad.session.runs.processes import Processes, Start
from digitpad.session.runs.queue_state import Plan, QueueState, UnderWay
from digitpad.session.runs.run import Networks, Run
from digitpad.session.runs.runs import Runs, most_bytes
from digitpad.training.process import Died, Process, most_processes
from digitpad.training.worker import REPORT_EVERY, Command, Outcome, Report, Started, Train


class Queue(QObject):
    """Trains a person's run, and beside it the runs of an experiment.

    most: how many runs of an experiment are trained at once.
    """

    changed = Signal(QueueState)
    """A run that learns has come further, or others learn."""
    ended = Signal(str)
    """A job is over, and the next one has begun; carries the id of its run."""
    failed = Signal(str, str)
    """A run broke off, or something else could not be done; carries a title and a sentence."""

    def __init__(self, runs: Runs, data: ChosenData, parent: QObject, start: Start) -> None:
        """data: what a person's next run will learn from. start: starts a process."""
        super().__init__(parent)
        self.state = QueueState()
        self.most = most_processes()
        self._runs, self._data, self._processes = runs, data, Processes(self, start)
        self._processes.heard.connect(self._hear)
        self._processes.hung.connect(self._begin_again)

    @property
    def is_idle(self) -> bool:
        """Whether nothing trains and nothing waits, not even a paused run."""
        return not (self.state.all or self.state.waiting)

    @property
    def is_free(self) -> bool:
        """Whether a person's run can begin; an experiment may be under way."""
        return self.state.person is None

    def goes_on(self, run: Run, epoch: int, data: DataSpec) -> bool:
        """Whether training a run after this epoch with these data goes on with that run.

        Otherwise another run begins.
        """
        return epoch == run.epochs and not run.experiment and self._data.are_of(run, data)

    # The process of a person's runs.

    def prepare(self) -> None:
        """Start the process ahead, and let it read the chosen data, so that a run begins at once.

        If it cannot be started, the next run says so.
        """
        self._start_own()
        if self._processes.own is not None:
            self._processes.own.send(self._data.chosen)

    def _start_own(self) -> str:
        """Start the process if there is none that listens; a sentence if that fails."""
        if self._processes.own is None:
            try:
                self._processes.start_own()
            except OSError as error:
                return _not_started(error)
        return ""

    # What is asked of it.

    def add(self, *plans: Plan) -> None:
        """Train a person's run at once, unless another one learns; an experiment's runs in turn."""
        for plan in plans:
            if plan.experiment:
                self.state = replace(self.state, waiting=(*self.state.waiting, plan))
            elif self.is_free:
                self._train_own(plan)
        self._fill()

    def change(self, **changed: float) -> None:
        """Change `eta`, `lmbda` or `epochs` of a person's run; an experiment's settings stay."""
        assert changed.keys() <= set(CHANGEABLE), changed
        person, wanted = self.state.person, cast(dict[str, Any], changed)
        if person is None:
            return
        settings = replace(person.settings, **wanted)
        self._processes.working[person.run_id].send(settings)
        if "epochs" in wanted:
            run = self._runs[person.run_id]
            planned = max(settings.epochs, run.jobs[-1].epochs + 1)  # the one under way ends
            planned_anew = replace(run.jobs[-1].settings, epochs=planned)
            self._runs.put(run.with_last_job(settings=planned_anew), "job")
        self._put(replace(person, settings=settings))

    def pause(self) -> None:
        """Halt the person's run."""
        self._pause(True)

    def resume(self) -> None:
        """Go on after `pause`."""
        self._pause(False)

    def _pause(self, is_paused: bool) -> None:
        person = self.state.person
        if person is not None and person.is_paused is not is_paused:
            command = Command.PAUSE if is_paused else Command.RESUME
            self._processes.working[person.run_id].send(command)
            self._put(replace(person, is_paused=is_paused))

    def stop(self) -> None:
        """End the person's run now, with what was reported last."""
        if self.state.person is not None:
            self._processes.stop_own()
            self._end(self.state.person.run_id, "stopped")

    def cancel(self) -> None:
        """End the runs of the experiment now, with what was reported last, and drop its plans."""
        self.state = replace(self.state, waiting=())
        self._processes.end_beside()
        for each in self.state.of_experiment:
            self._end(each.run_id, "stopped")

    def shut_down(self) -> None:
        """End all processes, and wait for them; the choice of data stays."""
        self._processes.shut_down()

    # A job begins.

    def _train_own(self, plan: Plan) -> None:
        problem = self._start_own()
        run_id = self._begin(plan, self._processes.own)
        if problem:
            self._end(run_id, "broke off", problem)

    def _fill(self) -> None:
        """Begin the plans that wait, in as many processes as help."""
        self.state = replace(self.state, done=self._runs.finished(self.state.experiment))
        while self.state.waiting:
            process = self._free()
            if process is None:
                break
            plan, *waiting = self.state.waiting
            self.state = replace(self.state, waiting=tuple(waiting))
            self._begin(plan, process)
        self._processes.rest(are_needed=bool(self.state.experiment))
        self._tell()

    def _free(self) -> Process | None:
        """A process that can train a run of an experiment now, if any."""
        try:
            return self._processes.free(self.most)
        except OSError as error:
            self.state = replace(self.state, waiting=())
            self._tell_failure(_not_started(error), is_of_person=False)
            return None

    def _begin(self, plan: Plan, process: Process | None) -> str:
        """Begin a run, or go on with one. Returns its id."""
        run, network, networks = self._begun(plan)
        run = run.with_job(plan.settings, plan.measure)
        seed = run.jobs[-1].seed
        if seed is not None:
            network = copy(network)
            network.rng = np.random.default_rng(seed)
        self.state = self.state.with_one(UnderWay(run.id, plan, plan.settings))
        if process is not None:
            self._processes.working[run.id] = process
        self._runs.learn(run, "job", snapshot=network, networks=networks)
        if not plan.experiment:
            self._runs.use(run.id, opens=False)
        if process is not None:
            self._send(process, run, network, plan, plan.settings)
        return run.id

    def _send(
        self, process: Process, run: Run, network: Network, plan: Plan, settings: Hyperparameters
    ) -> None:
        """Let a process train a run from this network on."""
        is_shown, every = not plan.experiment, REPORT_EVERY
        if plan.experiment:
            every *= self.most  # so that all together report as often as one
        learnt = run.epochs - run.start_epochs
        of_run = run.best_accuracy, plan.measure, is_shown, every, learnt, most_bytes(run)
        process.send(Train(run.id, len(run.jobs), network, settings, plan.data, *of_run))

    def _begin_again(self) -> None:
        """Begin the person's run in another process, since the last one hung before it."""
        person, problem = self.state.person, self._start_own()
        if person is None:
            return
        run_id, process = person.run_id, self._processes.own
        if process is None:
            self._end(run_id, "broke off", problem)
            return
        self._processes.working[run_id] = process
        network = self._runs.snapshot(run_id)
        assert network is not None
        self._send(process, self._runs[run_id], network, person.plan, person.settings)
        if person.is_paused:
            process.send(Command.PAUSE)

    def _begun(self, plan: Plan) -> tuple[Run, Network, Networks]:
        """The run that a plan trains, the network to train, and the networks of a new run."""
        number = self._runs.number(plan.experiment)
        if isinstance(plan.begin, Architecture):
            run = maker.new_run(plan.begin, number, plan.seed)
            run = replace(run, name=plan.name, experiment=plan.experiment, trial=plan.trial)
            network = maker.first_network(run)
            return maker.with_data(run, plan.data), network, {0: network}
        assert plan.begin.run is not None
        run, epoch = self._runs[plan.begin.run], plan.begin.epoch
        epoch = max(self._runs.networks(run.id)) if epoch is None else epoch
        network = self._runs.network(run.id, epoch)
        if self.goes_on(run, epoch, plan.data):
            return maker.with_data(run, plan.data), network, {}
        if run.experiment or self._data.are_of(run, plan.data):
            run = maker.continued_from(run, number, epoch)
        else:
            run, epoch = maker.trained_with(run, number, epoch), 0
        return maker.with_data(run, plan.data), network, {epoch: network}

    # What the processes say.

    @Slot(object, object)
    def _hear(self, process: Process, message: object) -> None:
        is_known = process is self._processes.own or process in self._processes.beside
        if isinstance(message, Died):
            self._processes.take_death(process)
            if is_known:
                self._take_death(process, message.how)
            return
        if not is_known:
            return  # it was ended meanwhile
        match message:
            case Started():
                self._processes.compiled = True
                self._fill()
            case Report():
                if message.end is not None:
                    self._processes.take_end(process)
                self._take(message)

    def _take(self, report: Report) -> None:
        """Add what was learnt to the run, which may be over; unless the job was stopped."""
        run_id, under_way = report.run_id, self.state.of(report.run_id)
        if under_way is None or report.job != len(self._runs[run_id].jobs):
            return
        before = self._runs[run_id].epochs_before
        run = self._runs[run_id].with_learnt(report)
        self.state = self.state.with_one(replace(under_way, progress=report.progress))
        networks = {before + epoch: each for epoch, each in report.networks.items()}
        newest = networks[max(networks)] if networks else self._runs.snapshot(run_id)
        snapshot = newest if report.network is None else report.network
        assert snapshot is not None
        what = ["epoch"] if report.results else []
        self._runs.learn(run, *what, snapshot=snapshot, networks=networks)
        self._tell()
        process = self._processes.working.get(run_id)
        if process is None:  # a listener of `Runs.changed` has stopped it
            return
        if report.end is None:
            process.send(Command.TAKEN)
        else:
            self._end(run_id, report.end, report.reason)

    def _take_death(self, process: Process, how: str) -> None:
        """Go on without a process that died; a person's next run starts another one."""
        then = " The epochs that had ended are kept; Continue goes on after the last."
        if process in self._processes.beside:
            then = ""
        run_id = self._processes.end(process)
        if run_id is not None:
            self._end(run_id, "broke off", f"The training process {how}.{then}")

    def _end(self, run_id: str, outcome: Outcome, reason: str = "") -> None:
        """Announce the end of a job; the next one begins, or with it the experiment broke off."""
        if self.state.of(run_id) is None:  # a listener of `Runs.changed` has stopped it
            return
        self._processes.working.pop(run_id, None)
        end = "broke off" if outcome == "refused" else outcome
        run = self._runs[run_id].with_last_job(end=end)
        self.state = self.state.without(run_id)
        self._runs.end(run)
        if run.experiment and end == "broke off":
            self.cancel()
        self._fill()
        self.ended.emit(run.id)
        if reason and not (run.experiment and end == "diverged"):
            self._tell_failure(reason, is_of_person=not run.experiment)

    def _tell_failure(self, reason: str, *, is_of_person: bool) -> None:
        if is_of_person:
            self.failed.emit("The run broke off", reason)
        else:
            self.failed.emit("The experiment broke off", f"{reason} Go On does the rest.")

    def _put(self, one: UnderWay) -> None:
        """Put a run that learns in place of its earlier state, and tell."""
        self.state = self.state.with_one(one)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.state)


def _not_started(error: OSError) -> str:
    return f"The training process cannot be started: {reason_of(error)}."
