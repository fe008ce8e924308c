"""The queue makes runs of plans, and lets processes train them.

A person's run is trained at once; an experiment's runs side by side, in as many processes as there
are cores. What is learnt goes into the table of runs.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import CHANGEABLE, Architecture
from digitpad.core.network import Network
from digitpad.core.text import reason_of
from digitpad.session.chosen_data import ChosenData
from digitpad.session.runs import maker
from digitpad.session.runs.processes import Processes, Start, TrainingProcess
from digitpad.session.runs.queue_state import JobState, Plan, QueueState, State
from digitpad.session.runs.run import Networks, Run
from digitpad.session.runs.runs import Runs, most_bytes
from digitpad.training.process import Process, most_processes
from digitpad.training.worker import REPORT_EVERY, Command, Outcome, Ready, Report, Train

KILL_AFTER = 30_000  # milliseconds, if a process does not stop


class Queue(QObject):
    """Trains a person's run, and beside it the runs of an experiment.

    data: what a person's next run will learn from. most: how many runs of an experiment are trained
    at once.
    """

    changed = Signal(QueueState)
    """A run that learns has come further, or others learn."""
    ended = Signal(str)
    """A job is over, and the next one has begun; carries the id of its run."""
    failed = Signal(str, str)
    """A run broke off; carries a title and a sentence."""

    def __init__(self, runs: Runs, data: DataSpec, parent: QObject, start: Start = Process) -> None:
        """start: starts a process; see `Process`."""
        super().__init__(parent)
        self.state = QueueState()
        self.data = ChosenData(data, self)
        self.most = most_processes()
        self._runs, self._processes = runs, Processes(self, start)
        self._repeated: set[Plan] = set()  # plans that were begun again
        self._refusals: set[str] = set()  # reasons that were already told
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._end_hung)
        self._processes.heard.connect(self._hear)

    @property
    def is_idle(self) -> bool:
        """Whether nothing trains and nothing waits, not even a paused job."""
        return not (self.state.jobs or self.state.waiting)

    @property
    def is_free(self) -> bool:
        """Whether a person's run can begin; an experiment may be under way."""
        return self.state.person is None

    def goes_on(self, run: Run, epoch: int, data: DataSpec) -> bool:
        """Whether training a run after this epoch with these data goes on with that run.

        Otherwise another run begins.
        """
        return epoch == run.epochs and not run.experiment and self.data.are_of(run, data)

    # The process of a person's runs, and its data.

    def prepare(self) -> None:
        """Start the process ahead, so that it has its data loaded when a run begins.

        If it cannot be started, the data are refused.
        """
        if problem := self._start_own():
            self.data.forget_choice()
            self.data.refused.emit(problem)

    def _start_own(self) -> str:
        """Start the process if there is none; a sentence if that fails."""
        if self._processes.own is None:
            try:
                self._processes.start_own().send(self.data.ask_anew())
            except OSError as error:
                return _not_started(error)
        return ""

    def use_data(self, data: DataSpec) -> None:
        """Train a person's runs with other data from now on. Does nothing while one learns.

        A run that begins meanwhile waits for the data; if they are refused, so is the run.
        """
        if not self.is_free:
            return
        self.data.ask(data)
        if self._processes.own is None:
            self.prepare()
        else:
            self._processes.own.send(data)

    # What is asked of it.

    def add(self, *plans: Plan) -> None:
        """Train a person's run at once, unless another one learns; an experiment's runs in turn."""
        if not self.state.experiment:
            self._refusals.clear()
            self._repeated.clear()
        for plan in plans:
            if plan.experiment:
                self.state = replace(self.state, waiting=(*self.state.waiting, plan))
            elif self.is_free:
                self._train_own(plan)
        self._fill()

    def change(self, **changed: float) -> None:
        """Change `eta`, `lmbda` or `epochs` of a person's run; an experiment's settings stay."""
        assert changed.keys() <= set(CHANGEABLE), changed
        job, wanted = self.state.person, cast(dict[str, Any], changed)
        if job is None or job.state not in (State.RUNNING, State.PAUSED):
            return
        assert job.settings is not None and job.run_id is not None
        settings = replace(job.settings, **wanted)
        self._processes.working[job.run_id].send(settings)
        if "epochs" in wanted:
            run = self._runs[job.run_id]
            planned = replace(run.jobs[-1].settings, epochs=settings.epochs)
            self._runs.put(run.with_last_job(settings=planned), "job")
        self._put(replace(job, settings=settings))
        self._tell()

    def pause(self) -> None:
        """Halt the person's run; without one, the experiment."""
        if self.state.foreground is State.RUNNING:
            self._order(Command.PAUSE, State.PAUSED)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.state.foreground is State.PAUSED:
            self._order(Command.RESUME, State.RUNNING)
            self._fill()

    def stop(self) -> None:
        """End the person's run after its last whole epoch; without one, the experiment."""
        if self.state.person is None:
            self.cancel()
        elif self.state.foreground in (State.RUNNING, State.PAUSED):
            self._stop([self.state.person])

    def cancel(self) -> None:
        """End the runs of the experiment after their last whole epochs, and drop its plans."""
        self.state = replace(self.state, waiting=(), is_paused=False)
        self._stop(job for job in self.state.of_experiment if job.state is not State.STOPPING)

    def abandon(self) -> None:
        """End the person's run at once, with what was last reported."""
        job = self.state.person
        own = self._processes.own
        if job is not None and job.run_id is not None and own is not None:
            self._processes.end(own)
            self.prepare()
            self._end(job.run_id, "stopped")

    def abandon_experiment(self) -> None:
        """End the runs of the experiment at once, with what was last reported, and its plans."""
        self.state = replace(self.state, waiting=(), is_paused=False)
        self._processes.end_beside()
        for job in self.state.of_experiment:
            assert job.run_id is not None
            self._end(job.run_id, "stopped")

    def shut_down(self) -> None:
        """End all processes, and wait for them; the choice of data stays."""
        self._processes.shut_down()
        self._patience.stop()

    def _order(self, command: Command, state: State) -> None:
        """Tell the person's run, or without one the experiment, to pause or to go on."""
        person = self.state.person
        if person is None:
            self.state = replace(self.state, is_paused=state is State.PAUSED)
        self._send(self.state.of_experiment if person is None else [person], command, state)

    def _stop(self, jobs: Iterable[JobState]) -> None:
        self._patience.start(KILL_AFTER)
        self._send(jobs, Command.STOP, State.STOPPING)

    def _send(self, jobs: Iterable[JobState], command: Command, state: State) -> None:
        for job in jobs:
            assert job.run_id is not None
            if process := self._processes.working.get(job.run_id):
                process.send(command)
            self._put(replace(job, state=state))
        self._tell()

    def _end_hung(self) -> None:
        working = self._processes.working
        for job in self.state.jobs:
            if job.state is State.STOPPING and job.run_id in working:
                self._take_death(working[job.run_id], "did not stop, so it was ended")

    # A job begins.

    def _train_own(self, plan: Plan) -> None:
        problem = self._start_own()
        run_id = self._begin(plan, self._processes.own)
        if problem:
            self._end(run_id, "broke off", problem)

    def _fill(self) -> None:
        """Begin the plans that wait, in as many processes as help."""
        self.state = replace(self.state, done=self._runs.finished(self.state.experiment))
        while self.state.waiting and not self.state.is_paused:
            process = self._free()
            if process is None:
                break
            plan, *waiting = self.state.waiting
            self.state = replace(self.state, waiting=tuple(waiting))
            self._begin(plan, process)
        self._processes.rest(are_needed=bool(self.state.experiment))
        self._tell()

    def _free(self) -> TrainingProcess | None:
        """A process that can train a run of an experiment now, if any."""
        try:
            return self._processes.free(self.most)
        except OSError as error:
            self.state = replace(self.state, waiting=())
            self.failed.emit("The experiment broke off", _not_started(error))
            return None

    def _begin(self, plan: Plan, process: TrainingProcess | None) -> str:
        """Begin a run, or go on with one. Returns its id."""
        run, network, networks = self._begun(plan)
        run = run.with_job(plan.settings, plan.measure)
        seed = run.jobs[-1].seed
        if seed is not None:
            network = copy(network)
            network.rng = np.random.default_rng(seed)
        settings, jobs = plan.settings, self.state.jobs
        job = JobState(State.RUNNING, run.id, run.epochs, plan=plan, settings=settings)
        jobs = (*jobs, job) if plan.experiment else (job, *jobs)
        self.state = replace(self.state, jobs=jobs)
        if process is not None:
            self._processes.working[run.id] = process
        self._runs.learn(run, "job", snapshot=network, networks=networks)
        if not plan.experiment:
            self._runs.use(run.id, opens=False)
        if process is not None:
            is_shown, every = not plan.experiment, REPORT_EVERY
            if plan.experiment:
                every *= self.most  # so that all together report as often as one
            learnt = run.epochs - run.start_epochs
            of_run = run.best_accuracy, plan.measure, is_shown, every, learnt, most_bytes(run)
            process.send(Train(run.id, network, settings, plan.data, *of_run))
        return run.id

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
        if run.experiment or self.data.are_of(run, plan.data):
            run = maker.continued_from(run, number, epoch)
        else:
            run, epoch = maker.trained_with(run, number, epoch), 0
        return maker.with_data(run, plan.data), network, {epoch: network}

    # What the processes say.

    @Slot(object, object)
    def _hear(self, process: TrainingProcess, message: object) -> None:
        if process is not self._processes.own and process not in self._processes.beside:
            return  # it was ended meanwhile
        if isinstance(message, Exception):
            self._take_break(process, message)
            return
        is_first = not self._processes.answered
        self._processes.answered.add(process)
        match message:
            case Ready() | str():
                person = self.state.person
                of_run = None if person is None or person.plan is None else person.plan.data
                self.data.take(message, of_run)
            case Report() if self._processes.working.get(message.run_id) is process:
                self._take(message)
        if is_first:
            self._fill()

    def _take(self, report: Report) -> None:
        """Add what was learnt to the run; it may be over."""
        run_id, job = report.run_id, self.state.of(report.run_id)
        run = self._runs[run_id].with_learnt(report)
        self._put(job.with_learnt(report, run.jobs[-1].epochs))
        networks = {job.before + epoch: each for epoch, each in report.networks.items()}
        newest = networks[max(networks)] if networks else self._runs.snapshot(run_id)
        snapshot = newest if report.network is None else report.network
        assert snapshot is not None
        what = ["epoch"] if report.results else []
        self._runs.learn(run, *what, snapshot=snapshot, networks=networks)
        self._tell()
        process = self._processes.working.get(run_id)
        if process is None:  # a slot has ended it
            return
        if report.end is None:
            process.send(Command.TAKEN)
        else:
            self._end(run_id, report.end, report.reason)

    def _take_break(self, process: TrainingProcess, error: Exception) -> None:
        """Say of a process whose pipe has broken why it died."""
        if not isinstance(error, (EOFError, OSError)):
            how = f"was ended, as its report could not be read ({type(error).__name__})"
            self._take_death(process, how)
            return
        self._take_death(process, process.die(at_once=False))

    def _take_death(self, process: TrainingProcess, how: str) -> None:
        """Go on without a process that died, or that has to be ended."""
        is_own, worked = process is self._processes.own, process in self._processes.answered
        run_id = self._processes.end(process)
        if not is_own:
            if run_id is not None:
                self._end(run_id, "broke off", f"The training process {how}.")
            return
        has_chosen = self.data.forget_choice()  # other data may have killed it
        # A process that died before its first data were loaded would die again; the next run tries.
        if worked:
            self.prepare()
        if run_id is not None:
            then = (
                f"The training process {how}. The epochs that had ended are kept; "
                "Continue goes on after the last."
                if worked
                else f"The training process {how} before it was ready; the next start tries again."
            )
            self._end(run_id, "broke off", then)
        elif has_chosen:
            said = f"The training process {how} before it had read the data."
            self.data.refused.emit(said)

    def _end(self, run_id: str, outcome: Outcome, reason: str = "") -> None:
        """Announce the end of a job; the next one begins."""
        job = self.state.of(run_id)
        plan, waiting = job.plan, self.state.waiting
        assert plan is not None
        self._processes.working.pop(run_id, None)
        end = "broke off" if outcome == "refused" else outcome
        run = self._runs[run_id].with_last_job(end=end)
        broke = run.experiment and outcome == "broke off" and job.state is not State.STOPPING
        if broke and plan not in self._repeated:
            self._repeated.add(plan)
            waiting = plan, *waiting
            reason = f"{reason} Its run is begun again."
        is_told = run.experiment and (end == "diverged" or reason in self._refusals)
        self._refusals.add(reason)
        jobs = tuple(each for each in self.state.jobs if each.run_id != run_id)
        self.state = replace(self.state, jobs=jobs, waiting=waiting)
        if not self.state.experiment:
            self.state = replace(self.state, is_paused=False)
        self._runs.end(run)
        self._fill()
        self.ended.emit(run.id)
        if reason and not is_told:
            self.failed.emit("The run broke off", reason)

    def _put(self, job: JobState) -> None:
        """Put a job in place of that of the same run."""
        jobs = (job if each.run_id == job.run_id else each for each in self.state.jobs)
        self.state = replace(self.state, jobs=tuple(jobs))

    def _tell(self) -> None:
        self.changed.emit(self.state)


def _not_started(error: OSError) -> str:
    return f"The training process cannot be started: {reason_of(error)}."
