"""What the window had when it was left last, and what has happened since."""

from dataclasses import dataclass, field
from pathlib import Path

from digitpad.core.network_file import NetworkFile
from digitpad.session.opened_files import NetworkFileState, written_at
from digitpad.session.runs.run import Networks, Run, capitalized_title
from digitpad.session.store_rows import Desk


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """What the window had when it was left last.

    run, networks: the run in use, if it is kept. opened: else the file that was in use.
    """

    desk: Desk
    run: Run | None = None
    networks: Networks = field(default_factory=dict)
    opened: tuple[NetworkFile, NetworkFileState] | None = None

    def file_state(self) -> NetworkFileState | None:
        """The file that the run belongs to, unless it is gone or was written by others."""
        desk, path = self.desk, Path(self.desk.file)
        if not desk.file or written_at(path) != desk.written:
            return None
        return NetworkFileState(path.name, path, desk.is_older, desk.written)

    def in_words(self) -> str:
        """What happened since; empty if nothing did."""
        desk, run = self.desk, self.run
        is_own = run is not None and desk.is_training and not run.experiment
        if run is not None and is_own and desk.experiment:
            both = f"{capitalized_title(run.title)} and an experiment were interrupted"
            go_on = "Continue and its Go On go on" if desk.epoch is None else "its Go On goes on"
            return f"{both}: {go_on}."
        if run is not None and is_own:
            how_far = run.after(run.epochs) or "before its first epoch"
            goes_on = "" if desk.epoch is not None else ": Continue goes on"
            return f"{capitalized_title(run.title)} was interrupted {how_far}{goes_on}."
        if desk.experiment:
            return "An experiment was interrupted: its Go On begins its last runs again."
        if desk.file and (self.opened or run) and written_at(Path(desk.file)) != desk.written:
            name = Path(desk.file).name
            if run is not None and self.file_state() is None:
                return f"{name} is gone, or was changed: Save asks for a file."
            return f"{name} was changed since it was in use here."
        return ""
