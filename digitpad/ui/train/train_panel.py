"""The tab *Train*: the headline, the form and the buttons, and the curves."""

from dataclasses import asdict
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QToolButton, QWidget

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import CHANGEABLE, Hyperparameters
from digitpad.core.text import shortened
from digitpad.session.preferences import Preferences
from digitpad.session.runs.form_words import LONGEST_TITLE, BesideForm, note_on, why_not_start
from digitpad.session.runs.run import Run
from digitpad.session.runs.words import (
    UNTIL_TRAINED,
    about_continuing,
    caption,
    headline,
    headline_now,
)
from digitpad.session.store_rows import Desk
from digitpad.session.undo import UndoStep
from digitpad.session.watch import SETTLED
from digitpad.ui.frame.shared import Shared
from digitpad.ui.frame.tab import Panel
from digitpad.ui.parts import theme
from digitpad.ui.parts.actions import Action, ActionButton, Key, declare
from digitpad.ui.parts.cut_labels import Headline
from digitpad.ui.parts.explained import explain_action
from digitpad.ui.parts.layouts import (
    REST,
    SPACE,
    column,
    keep_room,
    named,
    paragraph,
    remember,
    row,
)
from digitpad.ui.train.fields import entries_of
from digitpad.ui.train.form import Entries, Form
from digitpad.ui.train.run_curves import RunCurves, RunProgress

LINES = 2  # of the note
MARGINS = 24, 16, 24, 6  # of the tab: the timeline is near
BESIDE = 2 * SPACE  # pixels between the form and the curves
STOP = "End the run and keep its whole epochs;\nthe one under way is dropped"
PAUSE, RESUME = "Halt the run", "Go on"
NEW = "Train a new network, as the form describes it. The one before stays in Runs."
BUTTONS = {  # the names of their actions
    "start": "action_start",
    "continue_training": "action_continue",
    "pause": "action_pause",
    "stop": "action_stop",
    "use_best_epoch": "action_best",
}


class TrainPanel(Panel):
    """Below the headline the form and the buttons on the left, the curves on the right."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._session, self._queue = shared.session, shared.session.queue
        self._exports, session = shared.exports, shared.session
        self.form = Form()
        about = "How far the run has come whose curves are shown, and what was measured."
        self.headline = Headline("caption", "caption_settings", about)
        self.progress = RunProgress()
        self.curves = RunCurves(session)
        self._fold, self._places = QToolButton(), QStackedWidget()
        self._form_said = self.form.hyperparameters()
        self.entries = self._declared(shared.preferences)
        self._actions = {action.objectName(): action for action in self.entries}
        self._log_cost = self._actions["action_log_cost"]
        self._no_penalty = self._actions["action_no_penalty"]
        self._buttons = {n: ActionButton(n, self._actions[a]) for n, a in BUTTONS.items()}
        self.draw_costs()
        for plot in (self.curves.cost_plot, self.curves.accuracy_plot):
            plot.area.addActions([a for a in self.entries if a.data()[0] in ("View", "Export")])
        about = "What is wrong or unwise in the form, or how it differs from the run in use"
        self._note = paragraph("form_note", about, lines=LINES)
        about = "Fill in the settings and the seed of the run in use; Undo takes it back"
        self._to_run = named(QToolButton(), "settings_into_form", about, role="way back")
        self._to_run.setText("Settings into Form")
        self._to_run.clicked.connect(self._take_settings)
        self._lay_out()
        self._make_fold(shared.preferences)
        self.form.changed.connect(self._take_change)
        for signal in (self.form.changed, session.file_changed, session.data_changed):
            signal.connect(self._show_buttons)
            signal.connect(self._show_note)
        for show in (self._show_buttons, self._show_note, self._show_run):
            session.when_run(show, "epoch", "job", "named")
        # What is said of the epoch in use waits until the timeline rests.
        self._at_rest = QTimer(self, singleShot=True)
        self._at_rest.setInterval(SETTLED)
        for show in (self._show_buttons, self._show_note):
            self._at_rest.timeout.connect(show)
        session.when_run(self._at_rest.start, "used")
        self._show_buttons()
        self._show_note()
        session.data_changed.connect(self._show_data)
        session.queue.changed.connect(self._show_job)
        session.when_run(self._show_job, "job")
        session.when_run(self.refresh_soon, "listed")  # all runs are read
        self.follow(session.file_changed, self.curves.options.changed)
        session.queue.ended.connect(self._show_end)

    def _declared(self, preferences: Preferences) -> list[QAction]:
        """The actions, in the menus Training, View, File and Export."""
        form, session, queue = self.form, self._session, self._queue

        def can_start() -> bool:
            return queue.is_free and form.error() is None

        def runs() -> bool:
            return not queue.is_free

        actions = (
            Action("action_new", "&New", "File", 1, self.new,
                   "Begin with an untrained network", Key.New, lambda: form.error() is None),
            Action("action_start", "Train &New Network", "Training", 1, self.start,
                   NEW, "F5", can_start),
            Action("action_continue", "&Continue", "Training", 1, self.continue_training,
                   "Train the network in use", "Ctrl+F5",
                   lambda: can_start() and session.run is not None),
            Action("action_pause", "&Pause", "Training", 1, self.pause_or_resume,
                   PAUSE, "F6", runs),
            Action("action_stop", "S&top", "Training", 1, queue.stop,
                   STOP, "Shift+F5", runs),
            Action("action_best", "Use &Best Epoch", "Training", 2, session.use_best_epoch,
                   "Use the network of the epoch with the best evaluation accuracy",
                   usable=session.can_use_best_epoch),
            Action("action_last", "Use &Last Epoch", "Training", 2, session.use_last_epoch,
                   "Use the last network again; it follows a run that learns",
                   usable=lambda: session.runs.in_use.epoch is not None),
            Action("action_restore_defaults", "Restore &Defaults", "Training", 3,
                   lambda: self._fill("Defaults", form.defaults),
                   "Fill in the form as at the first start",
                   usable=lambda: queue.is_free),
            Action("action_log_cost", "&Logarithmic Costs", "Curves", 1, self.draw_costs,
                   "Scale the costs by their logarithms", "Ctrl+L", checked=False,
                   remembered="train/log_cost"),
            Action("action_no_penalty", "Costs &without the λ Term", "Curves", 1, self.draw_costs,
                   "Show the costs without their regularization term", checked=True,
                   remembered="train/no_penalty"),
            Action("action_show_all", "Show All &Epochs", "Curves", 1,
                   self.curves.cost_plot.show_all,
                   "Undo zooming and moving; so does Home in a plot", "Ctrl+Shift+0"),
            Action("action_export_curves", "Export &Curves…", "Export", 1, self.export_curves,
                   "Write the curves to a CSV, PNG or SVG file",
                   usable=lambda: session.run is not None and bool(session.run.history)),
        )  # fmt: skip
        changes = queue.changed, session.runs.changed, form.changed
        return declare(self, actions, changes, preferences)

    def _lay_out(self) -> None:
        start, go_on, pause, stop, best = self._buttons.values()
        for button in (self._fold, best):
            self.headline.put_beside(button)
        theme.give_role(start, "primary")
        for buttons in ((), (go_on,), (pause, stop)):
            page = QWidget()
            row(*((button, 1) for button in buttons), of=page, spacing=8)
            self._places.addWidget(page)
        self._places.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        keep_room(self._to_run)
        of_note = column(self._note, row(self._to_run, REST), spacing=2)
        self.form.middle.addLayout(column(start, self._places, of_note, spacing=8))
        self.form.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        top = column(self.headline, self.progress, spacing=4)
        parts = top, (row(self.form, (self.curves, 1), spacing=BESIDE), 1)
        column(*parts, of=self, spacing=SPACE // 2, margins=MARGINS)
        order = best, start, go_on, pause, stop, self._to_run, self.form.fold
        for before, after in pairwise((self.form.fields["mini_batch_size"], *order)):
            QWidget.setTabOrder(before, after)

    def _make_fold(self, preferences: Preferences) -> None:
        about = "Fold the form away: the curves take its room, until it is unfolded."
        named(self._fold, "fold_form", about, role="fold")
        self._fold.setText("Form")
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self._fold_form)
        remember(preferences, self._fold, "train/folded")
        self._fold_form()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer to fold the form where the plots beside it are low."""
        super().resizeEvent(event)
        self._fold_form()

    def _fold_form(self) -> None:
        left, _, right, _ = MARGINS
        beside_form = self.width() - left - right - self.form.sizeHint().width() - BESIDE
        is_wanted = self.curves.are_low(beside_form)
        is_folded = is_wanted and self._fold.isChecked()
        self._fold.setArrowType(Qt.ArrowType.RightArrow if is_folded else Qt.ArrowType.DownArrow)
        self._fold.setVisible(is_wanted)
        self.form.setHidden(is_folded)

    # Actions.

    def start(self) -> None:
        """Train a new network, as the form describes it."""
        if self._can_train():
            form = self.form
            data = form.data(self._session.chosen_data)
            learns = form.architecture(), form.hyperparameters(), data, form.seed()
            self._session.train_new(*learns)

    def continue_training(self) -> None:
        """Go on training the network in use, as the form says."""
        if self._can_train() and self._session.run is not None:
            self._train()

    def _can_train(self) -> bool:
        """Whether a run can begin and all entries are right, including those being typed."""
        self.form.finish_entries()
        return self._queue.is_free and self.form.error() is None

    def _train(self) -> None:
        data = self.form.data(self._session.chosen_data)
        self._session.train(self.form.hyperparameters(), data)

    def go_on(self, settings: Hyperparameters, training_size: int | None) -> None:
        """Fill these settings into the form, and train the network in use with them."""
        entries = asdict(settings) | {"training_size": training_size}
        self._fill("Settings of Slow Motion", entries)
        self._train()

    def form_says(self) -> tuple[Hyperparameters, int | None]:
        """The settings of the form, and its number of images (None for all).

        While an entry is wrong, the settings are the last right ones.
        """
        return self._form_said, self.form.training_size()

    def pause_or_resume(self) -> None:
        """Halt the run, or let it go on."""
        if self._session.is_paused:
            self._queue.resume()
        else:
            self._queue.pause()

    def new(self) -> None:
        """Begin with an untrained network, as the form describes it."""
        self._session.make(self.form.architecture(), self.form.seed())

    def draw_costs(self) -> None:
        """Draw the costs as the two checkable actions say."""
        self.curves.options.change(self._log_cost.isChecked(), self._no_penalty.isChecked())

    def export_curves(self) -> None:
        """Ask for a file, and export the curves to it."""
        self._exports.ask("Export Curves", self.curves.file_types(), "curves.csv")

    def _take_change(self) -> None:
        """Pass a change of the form on to the run under way."""
        if self.form.error() is not None:
            return
        before, self._form_said = self._form_said, self.form.hyperparameters()
        changed = {
            name: getattr(self._form_said, name)
            for name in CHANGEABLE
            if getattr(self._form_said, name) != getattr(before, name)
        }
        if changed:
            self._queue.change(**changed)

    # The form.

    def bring_back(self, desk: Desk) -> None:
        """Fill in the form as it was when the window was left."""
        self.form.bring_back(desk.form)

    def fill_in(self, run: Run) -> None:
        """Fill in the settings and the seed of a run."""
        self._fill(f"Settings of {run.title}", entries_of(run))
        self._session.tell(f"The form has the settings of {shortened(run.title, LONGEST_TITLE)}")

    def _take_settings(self) -> None:
        if self._session.run is not None:
            self.fill_in(self._session.run)

    def _fill(self, what: str, entries: Entries) -> None:
        """Fill in entries as one step that can be undone. what: the step's name."""
        form, before = self.form, self.form.entries()
        after = {name: value for name, value in entries.items() if before[name] != value}
        if after:
            do = partial(form.show_entries, after)
            undo = partial(form.show_entries, {name: before[name] for name in after})
            self._session.undo.push(UndoStep(what, do, undo, waits=True))

    # Following the session.

    def _show_data(self, _data: DataSpec) -> None:
        loaded = self._session.loaded
        self.form.samples.show_samples(loaded.samples)
        if loaded.training_size:
            self.form.show_images(loaded.training_size)
        self.refresh_soon()

    def _show_job(self, *_told: object) -> None:
        self._show_buttons()
        self._show_running()
        self._show_note()
        pause = self._actions["action_pause"]
        is_paused = self._session.is_paused
        pause.setText("Re&sume" if is_paused else "&Pause")
        explain_action(pause, RESUME if is_paused else PAUSE)
        self.progress.show_progress(self._session.under_way, self._session.run)
        self.refresh_soon()

    def _show_running(self) -> None:
        """Disable what a run cannot change. If the focus is there, a button takes it."""
        window = self.window()  # which may be behind a question
        before = window.focusWidget()
        self.form.show_running(not self._queue.is_free)
        if window.focusWidget() is not before:  # Qt would pass it on to η
            self._buttons["pause"].setFocus()

    def _show_buttons(self, *_told: object) -> None:
        """Explain what the buttons will do."""
        wrong = why_not_start(self.form.error(), self._queue.is_free)
        tip = about_continuing(self._session.run, self._session.runs.epoch, self._goes_on())
        for name, text in (("action_start", NEW), ("action_continue", tip)):
            explain_action(self._actions[name], wrong or text)
        self._show_place()

    def _show_place(self) -> None:
        """Show *Continue*, or *Pause* and *Stop* in its place; nothing before the first run."""
        has_run, places = self._session.run is not None, self._places
        self._buttons["use_best_epoch"].setVisible(has_run)
        place = 2 if not self._queue.is_free else int(has_run)
        focus = self.window().focusWidget()
        has_focus = focus is not None and places.isAncestorOf(focus)
        if place != places.currentIndex():
            places.setCurrentIndex(place)
            if has_focus:
                self._buttons["pause" if place == 2 else "continue_training"].setFocus()

    def _goes_on(self) -> bool:
        """Whether *Continue* goes on with the run in use."""
        run, data = self._session.run, self.form.data(self._session.chosen_data)
        return run is not None and self._queue.goes_on(run, self._session.runs.epoch, data)

    def _show_note(self, *_told: object) -> None:
        """Say what is wrong or unwise in the form, or how it differs from the run in use."""
        session, run, under_way = self._session, self._session.run, self._session.under_way
        settings = None if run is None else run.settings_at(session.runs.epoch)
        if under_way is not None:
            settings = under_way.settings
        of_experiment = under_way is not None and bool(under_way.plan.experiment)
        is_free = self._queue.is_free
        beside = BesideForm(
            run,
            session.title,
            settings,
            is_free,
            of_experiment,
            goes_on=self._goes_on(),
            has_data=run is not None and run.data_set == session.data.name,
        )
        note = note_on(self.form, beside)
        theme.give_role(self._note, note.role)
        self._note.setText(note.text)
        self._to_run.setVisible(note.differs)
        self._to_run.setEnabled(is_free)

    def refresh(self) -> None:
        """Say how the run goes, or how it went."""
        run = self._session.run
        if run is None:
            is_known = self._session.runs.are_read  # else a run may be in use in a moment
            self.headline.say(*("Train your own network", UNTIL_TRAINED) if is_known else ("", ""))
            return
        cost = self.curves.cost()
        under_way = self._session.under_way
        self.progress.show_progress(under_way, run)
        said = headline(run, cost) if under_way is None else headline_now(under_way, run)
        details = "\n".join(filter(None, self.curves.caption()))
        self.headline.say(said, caption(under_way, run, cost), details)

    def _show_run(self) -> None:
        self.curves.show_run()
        if self._session.learns:
            self.form.samples.show_next_epoch()
        self.refresh_soon()

    def _show_end(self, _run_id: str) -> None:
        self.curves.refresh()
        self.refresh_soon()
