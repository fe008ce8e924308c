"""The tab *Train*: the form, the buttons, the progress and the curves."""

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.text import in_a_row
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.preferences import Preferences
from digitpad.session.runs.fall import fall_of
from digitpad.session.session import CHANGEABLE, JobState, Session, State
from digitpad.ui.files.network_files import NetworkFiles
from digitpad.ui.frame.actions import press_for
from digitpad.ui.frame.panel import Panel
from digitpad.ui.parts.file_export import AskForExport
from digitpad.ui.parts.layouts import APART, PAGE, WideScroll, column, row
from digitpad.ui.parts.lines import Offer
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.plot import KEYS
from digitpad.ui.train.form import Form
from digitpad.ui.train.form_note import FormNote, show_run, what_differs
from digitpad.ui.train.run_curves import RunCurves
from digitpad.ui.train.run_progress import RunProgress
from digitpad.ui.train.stuck_process import StuckProcess
from digitpad.ui.train.train_actions import train_actions
from digitpad.ui.train.train_buttons import TrainButtons


class TrainPanel(Panel):
    """The form and the buttons on the left, the curves and the progress on the right."""

    title = "Train"
    keys = KEYS

    def __init__(
        self, session: Session, network_files: NetworkFiles, ask_for_export: AskForExport
    ) -> None:
        super().__init__()
        self._session, self._network_files = session, network_files
        self._ask_for_export = ask_for_export
        self.form = Form()
        self.progress = RunProgress()
        self.curves = RunCurves(session)
        self._form_said = self.form.hyperparameters()
        self._stuck = StuckProcess(self, session)
        self.entries = train_actions(self, session)
        actions = {entry.action.objectName(): entry.action for entry in self.entries}
        self._log_cost = actions["action_log_cost"]
        self._no_penalty = actions["action_no_penalty"]
        for plot in (self.curves.cost_plot, self.curves.accuracy_plot):
            plot.area.addActions([e.action for e in self.entries if e.menu in ("View", "File")])
        self.buttons = TrainButtons(actions.values(), session)
        self.form.show_running(False)
        self._note = FormNote(self.form, session)
        about = "The accuracy was much better before. A smaller η falls less."
        self._fall = Offer("fall", "go_back_to_best", "Go Back to Best Epoch", about)
        press_for(self._fall.button, actions["action_best"])
        self._lay_out()
        self.form.changed.connect(self._take_change)
        for signal in (self.form.changed, session.runs_changed, session.file_changed):
            signal.connect(self._show_start)
            signal.connect(self._note.refresh)
        self._show_start()
        network_files.opened.connect(self.fill_form)
        session.data_changed.connect(self._show_data)
        session.job_changed.connect(self._show_job)
        session.runs_changed.connect(self._show_run)
        session.run_ended.connect(self._show_end)

    def _lay_out(self) -> None:
        scrolled = WideScroll(self.form)  # so the buttons stay in sight in a low window
        scrolled.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        left = column((scrolled, 1), self._note, self.buttons, spacing=8)
        right = column((self.curves, 1), self._fall, self.progress, spacing=8)
        parts = self.curves.headline, (row(left, (right, 1), spacing=2 * APART), 1)
        column(*parts, of=self, spacing=APART, margins=PAGE)

    # What the user asks for.

    def start(self) -> None:
        """Train on with the run in use, or begin one where the form describes another network."""
        run = self._session.run
        if not self._can_train():
            return
        architecture = self.form.architecture()
        if run is None:
            self._train_new()
        elif run.architecture == architecture:
            self._train()
        else:
            changed = in_a_row(what_differs(architecture, run.architecture))
            why = f"The form describes a network with other {changed}, so a new one is trained."
            self._train_new(why)

    def train_new(self) -> None:
        """Train a new network, as the form describes it, also where the one in use is alike."""
        if self._can_train():
            self._train_new()

    def stop(self) -> None:
        """End the run and keep what was learnt."""
        self._session.stop()

    def _can_train(self) -> bool:
        """Whether nothing runs and all entries are right, also those that are being typed."""
        self.form.finish_entries()
        return self._session.is_idle and self.form.error() is None

    def _train_new(self, why: str = "") -> None:
        architecture = self.form.architecture()

        def start_new() -> None:
            self._session.make(architecture, self.form.seed.seed())
            self._train()

        self._network_files.ask_about_unsaved(start_new, why)

    def _train(self) -> None:
        self._note.forget()
        settings = self.form.hyperparameters()
        data = replace(
            self._session.chosen_data,
            training_size=self.form.chosen_training_size(),
            evaluation=self.form.evaluation_data.currentText(),
        )
        self._session.train(settings, data)

    def go_on(self, settings: Hyperparameters, training_size: int | None) -> None:
        """Train the network in use like this, whatever the form described; then it says so."""
        self.fill_form()
        self.form.show_hyperparameters(settings)
        self.form.show_data_parts(training_size, self.form.evaluation_data.currentText())
        self._train()

    def form_says(self) -> tuple[Hyperparameters, int | None]:
        """How the form would train, and on how many images (None for all).

        While an entry is wrong: what it said before.
        """
        return self._form_said, self.form.chosen_training_size()

    def pause_or_resume(self) -> None:
        """Halt the run, or let it go on."""
        if self._session.job.state is State.PAUSED:
            self._session.resume()
        else:
            self._session.pause()

    def new(self) -> None:
        """Begin with an untrained network, as the form describes it."""

        def make() -> None:
            self._note.give_back()  # an experiment may have ended for it
            self._session.make(self.form.architecture(), self.form.seed.seed())

        self._network_files.ask_about_unsaved(make)

    def go_back_to_best(self) -> None:
        """Use the network of the epoch that read the most of the evaluation data."""
        self._session.go_back_to_best()
        self._tell_epoch()

    def return_from_best(self) -> None:
        """Undo going back."""
        self._session.return_from_best()
        self._tell_epoch()

    def _tell_epoch(self) -> None:
        run = self._session.run
        if run is not None:
            self.status_message.emit(
                f"The network is now that of epoch {len(run.history)} of {run.title}"
            )

    def draw_costs(self) -> None:
        """Draw the costs as the two actions for them say."""
        self.curves.options.choose(
            is_logarithmic=self._log_cost.isChecked(), without_penalty=self._no_penalty.isChecked()
        )

    def export_curves(self) -> None:
        """Ask for a file to write the curves to, and whether as numbers or as a picture."""
        self._ask_for_export("Export Curves", self.curves.kinds(), "curves.csv")

    def _take_change(self) -> None:
        """The form was changed: a run that is under way goes on with what was changed."""
        if self.form.error() is not None:
            return
        before, self._form_said = self._form_said, self.form.hyperparameters()
        if self._session.job.is_experiment:
            return  # the form only shows what is trained
        changed = {
            name: getattr(self._form_said, name)
            for name in CHANGEABLE
            if getattr(self._form_said, name) != getattr(before, name)
        }
        if changed and not self._session.is_idle:
            self._session.change(**changed)

    # What the session tells.

    def fill_form(self) -> None:
        """Another run is in use: the form describes it, and how it was trained last."""
        if self._session.run is not None:
            self._note.forget()
            record = RunRecord.of(self._session.run)
            show_run(self.form, record, record.hyperparameters)

    def take_settings(self, record: RunRecord) -> None:
        """Let the form have the settings of a run that is not in use, until that is undone."""
        self._note.take_settings(record)
        self.form.seed.offer(record.seed, one_line(record.title, 40))

    def _show_data(self, _data: DataSpec) -> None:
        self.form.samples.show_samples(self._session.loaded.samples)
        if (sizes := self._session.loaded.sizes) is not None:
            self.form.show_images(sizes[0])

    def _show_job(self, job: JobState) -> None:
        self._note.follow(job)
        is_running = job.state is not State.IDLE
        self.form.show_running(is_running, is_running and job.is_experiment)
        self._note.refresh()
        self.buttons.show_state(job.state)
        self.progress.show_job(job)

    def _show_start(self, *_told: object) -> None:
        error = self.form.error()
        if error is None:
            self.buttons.show_start(self.form.architecture())
        else:
            self.buttons.show_error(error)

    def _show_run(self) -> None:
        self.curves.show_run()
        run = self._session.run
        self._fall.say(fall_of(run))
        self.form.seed.offer(None if run is None else run.seed, "the run in use")
        if not self._session.is_idle:
            self.form.samples.show_next_epoch()

    def _show_end(self) -> None:
        self.curves.draw_all()
        self.progress.show_end(self._session.job)
        self.buttons.show_end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.curves.show_run()

    # From one start to the next.

    def recall(self, preferences: Preferences) -> None:
        if preferences.logarithmic_cost:
            self._log_cost.trigger()
        if preferences.costs_without_penalty:
            self._no_penalty.trigger()

    def remembered(self) -> dict[str, Any]:
        return {
            "logarithmic_cost": self._log_cost.isChecked(),
            "costs_without_penalty": self._no_penalty.isChecked(),
        }
