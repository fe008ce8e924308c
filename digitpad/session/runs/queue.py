"""The queue makes runs of plans, and trains them in processes of its own.

A person's run has a process that is started ahead and waits with its data loaded. An experiment's
runs are trained side by side at low priority, in as many processes as there are cores. What is
learnt goes into the table of runs.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from typing import Any, Protocol, cast

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import CHANGEABLE, Architecture
from digitpad.core.network import Network
from digitpad.core.text import reason_of
from digitpad.session.chosen_data import ChosenData
from digitpad.session.runs import maker
from digitpad.session.runs.queue_state import JobState, Plan, QueueState, State
from digitpad.session.runs.run import Run
from digitpad.session.runs.runs import Networks, Runs
from digitpad.training.process import Process, most_processes
from digitpad.training.worker import REPORT_EVERY, Command, Outcome, Ready, Report, Train

PATIENCE = 30_000  # milliseconds until a process that does not stop is killed
REST = 30_000  # milliseconds until the processes of an experiment that is over are ended


class Helper(Protocol):
    """What the queue wants of a process; see `Process`."""

    def send(self, command: object) -> None: ...

    def die(self, *, at_once: bool = True) -> str: ...


Start = Callable[[Callable[[Any, object], object], bool], Helper]


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

    _heard = Signal(object, object)

    def __init__(self, runs: Runs, data: DataSpec, parent: QObject, start: Start = Process) -> None:
        """start: starts a process; see `Process`."""
        super().__init__(parent)
        self.state = QueueState()
        self.data = ChosenData(data, self)
        self.most = most_processes()
        self._runs, self._start = runs, start
        self._own: Helper | None = None  # trains a person's runs
        self._helpers: list[Helper] = []  # train those of an experiment
        self._working: dict[str, Helper] = {}  # by the ids of runs
        self._answered: set[Helper] = set()  # these work, and numba's cache is filled
        self._repeated: set[Plan] = set()  # plans that were begun again
        self._refusals: set[str] = set()  # reasons that were already told
        self._shown: str | None = None  # the run in use
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._end_hung)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._end_helpers)
        # Messages arrive in threads of the processes; a queued signal brings them into this one.
        self._heard.connect(self._hear)
        runs.changed.connect(self._show_run_in_use)

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
        return epoch == run.epochs and not run.experiment and self._are_its_own(run, data)

    def _are_its_own(self, run: Run, data: DataSpec) -> bool:
        """Whether a run learns from these data."""
        loaded = self.data.loaded
        # How many training images the whole data set has; None if it is not known yet.
        size = loaded.training_size or None if loaded.data == data.whole else None
        return run.learns_from(data, size)

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
        if self._own is None:
            try:
                self._own = self._start(self._heard.emit, False)
            except OSError as error:
                return f"The training process cannot be started: {reason_of(error)}."
            self._own.send(self.data.ask_anew())
        return ""

    def use_data(self, data: DataSpec) -> None:
        """Train a person's runs with other data from now on. Does nothing while one learns.

        A run that begins meanwhile waits for the data; if they are refused, so is the run.
        """
        if not self.is_free:
            return
        self.data.ask(data)
        if self._own is None:
            self.prepare()
        else:
            self._own.send(data)

    # What is asked of it.

    def add(self, *plans: Plan) -> None:
        """Train a person's run at once, unless one learns; those of an experiment in turns."""
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
        self._working[job.run_id].send(settings)
        if "epochs" in wanted:
            run = self._runs[job.run_id]
            planned = replace(run.jobs[-1].settings, epochs=settings.epochs)
            self._runs.put(run.with_last_job(settings=planned), "job")
        self._put(replace(job, settings=settings))
        self._tell()

    def pause(self) -> None:
        """Halt the person's run; without one, the experiment."""
        if self.state.state is State.RUNNING:
            self._order(Command.PAUSE, State.PAUSED)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.state.state is State.PAUSED:
            self._order(Command.RESUME, State.RUNNING)
            self._fill()

    def stop(self) -> None:
        """End the person's run after its last whole epoch; without one, the experiment."""
        if self.state.person is None:
            self.cancel()
        elif self.state.state in (State.RUNNING, State.PAUSED):
            self._stop([self.state.person])

    def cancel(self) -> None:
        """End the runs of the experiment after their last whole epochs, and drop its plans."""
        self.state = replace(self.state, waiting=(), is_paused=False)
        self._stop(job for job in self.state.of_experiment if job.state is not State.STOPPING)

    def abandon(self) -> None:
        """End the person's run at once, with what was last reported."""
        job = self.state.person
        if job is not None and job.run_id is not None and self._own is not None:
            self._own.die()
            self._own = None
            self.prepare()
            self._end(job.run_id, "stopped")

    def abandon_experiment(self) -> None:
        """End the runs of the experiment at once, with what was last reported, and its plans."""
        self.state = replace(self.state, waiting=(), is_paused=False)
        self._end_helpers()
        for job in self.state.of_experiment:
            assert job.run_id is not None
            self._end(job.run_id, "stopped")

    def shut_down(self) -> None:
        """End all processes, and wait for them; the choice of data stays."""
        for process in (*self._helpers, *([] if self._own is None else [self._own])):
            process.die()
        self._own = None
        self._helpers.clear()
        self._working.clear()
        self._rest.stop()
        self._patience.stop()

    def _order(self, command: Command, state: State) -> None:
        """Tell the person's run, or without one the experiment, to pause or to go on."""
        person = self.state.person
        if person is None:
            self.state = replace(self.state, is_paused=state is State.PAUSED)
        self._send(self.state.of_experiment if person is None else [person], command, state)

    def _stop(self, jobs: Iterable[JobState]) -> None:
        self._patience.start(PATIENCE)
        self._send(jobs, Command.STOP, State.STOPPING)

    def _send(self, jobs: Iterable[JobState], command: Command, state: State) -> None:
        for job in jobs:
            assert job.run_id is not None
            if process := self._working.get(job.run_id):
                process.send(command)
            self._put(replace(job, state=state))
        self._tell()

    def _end_hung(self) -> None:
        for job in self.state.jobs:
            if job.state is State.STOPPING and job.run_id in self._working:
                self._take_death(self._working[job.run_id], "did not stop, so it was ended")

    def _show_run_in_use(self, _run_id: str, what: frozenset[str]) -> None:
        """Let the run in use, and no other of an experiment, send its network of the moment."""
        in_use = self._runs.in_use.run
        if "used" in what and in_use != self._shown:
            for run_id, process in self._working.items():
                if process in self._helpers and run_id in (in_use, self._shown):
                    process.send(Command.SHOW if run_id == in_use else Command.HIDE)
            self._shown = in_use

    # A job begins.

    def _train_own(self, plan: Plan) -> None:
        problem = self._start_own()
        run_id = self._begin(plan, self._own)
        if problem:
            self._end(run_id, "broke off", problem)

    def _fill(self) -> None:
        """Begin the plans that wait, in as many processes as help."""
        while self.state.waiting and not self.state.is_paused:
            process = self._free_helper()
            if process is None:
                break
            plan, *waiting = self.state.waiting
            self.state = replace(self.state, waiting=tuple(waiting))
            self._begin(plan, process)
        if self.state.experiment:
            self._rest.stop()
        elif self._helpers and not self._rest.isActive():
            self._rest.start(REST)
        self._tell()

    def _free_helper(self) -> Helper | None:
        """A process that has nothing to do, perhaps a new one; None if there are enough."""
        busy = list(self._working.values())
        for process in self._helpers:
            if process not in busy:
                return process
        # The first process may have to compile its kernels, which numba keeps for the others.
        if len(self._helpers) >= (self.most if self._answered else 1):
            return None
        try:
            process = self._start(self._heard.emit, True)
        except OSError as error:
            if not self._helpers:
                self.state = replace(self.state, waiting=())
                reason = f"The training process cannot be started: {reason_of(error)}."
                self.failed.emit("The experiment broke off", reason)
            return None
        self._helpers.append(process)
        return process

    def _begin(self, plan: Plan, process: Helper | None) -> str:
        """Begin a run, or go on with one. Returns its id."""
        run, network, networks = self._begun(plan)
        run = run.with_job(plan.settings, plan.measure)
        seed = run.jobs[-1].seed
        if seed is not None:
            network = copy(network)
            network.rng = np.random.default_rng(seed)
        settings, jobs = plan.settings, self.state.jobs
        job = JobState(
            State.RUNNING, run.id, run.epochs, plan=plan, settings=settings, used=settings
        )
        jobs = (*jobs, job) if plan.experiment else (job, *jobs)
        self.state = replace(self.state, jobs=jobs)
        if process is not None:
            self._working[run.id] = process
        self._runs.learn(run, "job", moment=network, networks=networks)
        if not plan.experiment:
            self._runs.use(run.id, opens=False)
        if process is not None:
            is_shown, every = not plan.experiment, REPORT_EVERY
            if plan.experiment:
                every *= self.most  # so that all together report as often as one
            best = run.best_accuracy
            of_run = best, plan.measure, is_shown, every
            process.send(Train(run.id, network, settings, plan.data, *of_run))
        return run.id

    def _begun(self, plan: Plan) -> tuple[Run, Network, Networks]:
        """The run that a plan trains, the network to train, and the networks of a new run."""
        number = self._runs.number(plan.experiment)
        if isinstance(plan.begin, Architecture):
            run = maker.new_run(plan.begin, number, plan.seed)
            run = replace(run, name=plan.name, experiment=plan.experiment, trial=plan.trial)
            network = maker.first_network(run)
            return maker.learning(run, plan.data), network, {0: network}
        assert plan.begin.run is not None
        run, epoch = self._runs[plan.begin.run], plan.begin.epoch
        epoch = max(self._runs.networks(run.id)) if epoch is None else epoch
        network = self._runs.network(run.id, epoch)
        if self.goes_on(run, epoch, plan.data):
            return maker.learning(run, plan.data), network, {}
        if run.experiment or self._are_its_own(run, plan.data):
            run = maker.continued_from(run, number, epoch)
        else:
            run, epoch = maker.trained_with(run, number, epoch), 0
        return maker.learning(run, plan.data), network, {epoch: network}

    # What the processes say.

    @Slot(object, object)
    def _hear(self, process: Helper, message: object) -> None:
        if process is not self._own and process not in self._helpers:
            return  # it was ended meanwhile
        if isinstance(message, Exception):
            self._take_break(process, message)
            return
        is_first = not self._answered
        self._answered.add(process)
        match message:
            case Ready() | str():
                person = self.state.person
                of_run = None if person is None or person.plan is None else person.plan.data
                self.data.take(message, of_run)
            case Report() if self._working.get(message.run_id) is process:
                self._take(message)
        if is_first:
            self._fill()

    def _take(self, report: Report) -> None:
        """Add what was learnt to the run; it may be over."""
        run_id, job = report.run_id, self.state.of(report.run_id)
        run = self._runs[run_id].with_learnt(report)
        networks = {job.before + epoch: each for epoch, each in report.networks.items()}
        used, coming = job.used, report.coming
        if coming is not None:
            coming = replace(coming, epoch=job.before + coming.epoch)
        elif job.coming is not None:
            used = job.coming.hyperparameters
        now = replace(
            job,
            epochs=run.jobs[-1].epochs,
            seconds=report.seconds,
            used=used,
            progress=report.progress,
            coming=coming,
        )
        self._put(now)
        newest = networks[max(networks)] if networks else self._runs.moment(run_id)
        moment = newest if report.network is None else report.network
        assert moment is not None
        what = ["epoch"] if report.results else []
        self._runs.learn(run, *what, moment=moment, networks=networks)
        self._tell()
        process = self._working.get(run_id)
        if process is None:  # a slot has ended it
            return
        if report.end is None:
            process.send(Command.TAKEN)
        else:
            self._end(run_id, report.end, report.reason)

    def _take_break(self, process: Helper, error: Exception) -> None:
        """Say of a process whose pipe has broken why it died."""
        if not isinstance(error, (EOFError, OSError)):
            how = f"was ended, as its report could not be read ({type(error).__name__})"
            self._take_death(process, how)
            return
        self._take_death(process, process.die(at_once=False))

    def _take_death(self, process: Helper, how: str) -> None:
        """Go on without a process that died, or that has to be ended."""
        process.die()
        run_id = next((each for each, at in self._working.items() if at is process), None)
        worked = process in self._answered
        self._answered.discard(process)
        if process in self._helpers:
            self._helpers.remove(process)
            if run_id is not None:
                self._end(run_id, "broke off", f"The training process {how}.")
            return
        self._own = None
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
        self._working.pop(run_id, None)
        end = "broke off" if outcome == "refused" else outcome
        run = self._runs[run_id].with_last_job(end=end)
        is_told = run.experiment and (end == "diverged" or reason in self._refusals)
        self._refusals.add(reason)
        broke = run.experiment and outcome == "broke off" and job.state is not State.STOPPING
        if broke and plan not in self._repeated:
            self._repeated.add(plan)
            waiting = plan, *waiting
            reason = f"{reason} Its run is begun again."
        jobs = tuple(each for each in self.state.jobs if each.run_id != run_id)
        self.state = replace(self.state, jobs=jobs, waiting=waiting)
        if not self.state.experiment:
            self.state = replace(self.state, is_paused=False)
        self._runs.end(run)
        self._fill()
        self.ended.emit(run.id)
        if reason and not is_told:
            self.failed.emit("The run broke off", reason)

    def _end_helpers(self) -> None:
        for process in self._helpers:
            process.die()
        self._answered.difference_update(self._helpers)
        self._helpers.clear()

    def _put(self, job: JobState) -> None:
        """Put a job in place of that of the same run."""
        jobs = (job if each.run_id == job.run_id else each for each in self.state.jobs)
        self.state = replace(self.state, jobs=tuple(jobs))

    def _tell(self) -> None:
        self.changed.emit(self.state)
