"""What the window had when it was left last, and what has happened since."""

from dataclasses import dataclass, field
from pathlib import Path

from digitpad.session.opened_files import NetworkFileState, written_at
from digitpad.session.runs.run import Networks, Run, capitalized_title
from digitpad.session.store_rows import Desk


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """What the window had when it was left last.

    run, networks: the run in use, if it is kept.
    """

    desk: Desk
    run: Run | None = None
    networks: Networks = field(default_factory=dict)

    def file_state(self) -> NetworkFileState | None:
        """The file that the run belongs to, unless it is gone or was written by others."""
        desk, path = self.desk, Path(self.desk.file)
        if not desk.file or written_at(path) != desk.written:
            return None
        return NetworkFileState(path.name, path, desk.is_older, desk.written)

    def in_words(self, is_used: bool = True) -> str:
        """What happened since; empty if nothing did. is_used: not if another network is in use."""
        desk, run, said = self.desk, self.run, []
        if run is not None and desk.is_training and not run.experiment:
            how_far = run.after(run.epochs) or "before its first epoch"
            goes_on = ": Continue goes on" if is_used and desk.epoch is None else ""
            goes_on = goes_on if is_used else " and is in Runs"
            said.append(f"{capitalized_title(run.title)} was interrupted {how_far}{goes_on}.")
        if desk.experiment:
            said.append("An experiment was interrupted: in Experiments, Go On does the rest.")
        if said or not is_used:
            return " ".join(said)
        if desk.file and run is not None and self.file_state() is None:
            return f"{Path(desk.file).name} is gone, or was changed: Save asks for a file."
        return ""
