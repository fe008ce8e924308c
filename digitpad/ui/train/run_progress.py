"""The progress of a run: a thin bar that counts mini-batches, and its words."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar

from digitpad.core.learning.epoch import Progress
from digitpad.core.text import counted
from digitpad.session.session import JobState, State
from digitpad.ui.parts.layouts import named

STEPS = 1000  # of the bar
HEIGHT = 4  # pixels


class RunProgress(QProgressBar):
    """Shows how far a job is, by its mini-batches. Its text, which the headline shows, also says
    why it ended.

    Epochs are numbered as in the curves, which begin with those of the run's earlier jobs.
    """

    def __init__(self) -> None:
        super().__init__()
        named(self, "progress", "How far the run is", "Progress of the run")
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setFixedHeight(HEIGHT)
        self._is_running = False
        self._show_idle()

    def _show_idle(self) -> None:
        """No job has begun yet."""
        self._is_running = False
        self.setValue(0)
        self.setFormat("")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_running:
            super().paintEvent(event)

    def show_job(self, job: JobState) -> None:
        """Show how far a job is."""
        if job.settings is None:
            self._show_idle()
        elif job.state is not State.IDLE:
            self._show_progress(job, job.progress or Progress(1, 0, 1))

    def _show_progress(self, job: JobState, progress: Progress) -> None:
        assert job.settings is not None
        self._is_running = True
        size = job.settings.mini_batch_size
        an_epoch = -(-progress.total // size)
        done = (progress.epoch - 1) * an_epoch + progress.done // size
        total = job.settings.epochs * an_epoch
        self.setValue(STEPS * min(done, total) // total)
        words = f"epoch {job.before + progress.epoch:,} of {job.last_epoch:,}"
        if job.state is State.PAUSED:
            words = f"paused in {words}"
        elif job.state is State.STOPPING:
            words = f"stopping in {words}"
        words = f"{words} · {duration(job.seconds)}"
        if job.state is State.RUNNING and 0 < done < total:
            words = f"{words}, {duration(job.seconds / done * (total - done))} left"
        self.setFormat(words)

    def show_end(self, job: JobState) -> None:
        """Show that a job is over, after how many epochs, and why."""
        if job.settings is None:
            return  # another network has taken its place already
        self._is_running = False
        if job.epochs >= job.settings.epochs:
            self.setValue(STEPS)
        why = f", {why_ended(job)}" if job.end not in (None, "done") else ""
        self.setFormat(f"{counted(job.epochs, 'epoch')} in {duration(job.seconds)}{why}")
        self.update()


def why_ended(job: JobState) -> str:
    """Why a job ended early, in a few words."""
    settings = job.settings
    if job.end == "no improvement" and settings is not None:
        if settings.early_stopping == "halve":
            return "no improvement, η at 1/128"
        return f"no improvement in {counted(settings.no_improvement_in, 'epoch')}"
    return job.end or ""


def duration(seconds: float) -> str:
    """Seconds as people say them: 0.03 s, 0.4 s, 12 s, 3 min 5 s, 2 h 10 min."""
    if 0 < seconds < 0.095:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, whole = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {whole} s"
    return f"{minutes // 60} h {minutes % 60} min"
