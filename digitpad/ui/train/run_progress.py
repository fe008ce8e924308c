"""The progress of a run: a bar that counts mini-batches, and what it says in words."""

from PySide6.QtWidgets import QProgressBar

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.sgd import Progress
from digitpad.session.session import JobState, State

MOST_STEPS = 10**9  # of the bar, which counts in 32 bits


class RunProgress(QProgressBar):
    """Shows how far the run is, and afterwards how long it took."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("progress")
        self.setAccessibleName("Progress of the run")
        self._show_idle()

    def _show_idle(self) -> None:
        """Nothing runs, and nothing ran."""
        self.setRange(0, 1)
        self.setValue(0)
        self.setFormat("Press Start: each epoch adds a point")

    def show_job(self, job: JobState) -> None:
        """Show how far a run is, in mini-batches, after its seconds of work."""
        if job.settings is None:
            self._show_idle()
        elif job.state is not State.IDLE and job.progress is not None:
            self._show_progress(job.progress, job.seconds, job.settings)

    def _show_progress(self, progress: Progress, seconds: float, settings: Hyperparameters) -> None:
        size = settings.mini_batch_size
        an_epoch = -(-progress.total // size)
        done = (progress.epoch - 1) * an_epoch + progress.done // size
        total = settings.epochs * an_epoch
        steps = -(-total // MOST_STEPS)  # mini-batches that are one step of the bar
        self.setRange(0, total // steps)
        self.setValue(min(done, total) // steps)
        left = ""
        if 0 < done < total:
            left = f", {duration(seconds / done * (total - done))} left"
        self.setFormat(f"epoch {progress.epoch} of {settings.epochs}  ·  {duration(seconds)}{left}")

    def show_end(self, job: JobState) -> None:
        """Show that the run is over, after so many epochs of those planned."""
        if job.settings is not None and job.epochs == job.settings.epochs:
            self.setValue(self.maximum())
        s = "s" if job.epochs != 1 else ""
        self.setFormat(f"{job.epochs} epoch{s} in {duration(job.seconds)}")


def duration(seconds: float) -> str:
    """Seconds as people say them: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, whole = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {whole} s"
    return f"{minutes // 60} h {minutes % 60} min"
