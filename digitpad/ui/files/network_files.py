"""Opens and saves networks: the actions, and the messages after.

Nothing is asked before a network is replaced, as every run is kept; only before the window closes
and something could not be kept.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QWidget

from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.core.text import file_name
from digitpad.session import opened_files
from digitpad.session.background import Background
from digitpad.session.keeper import Keeper
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.preferences import Preferences
from digitpad.session.runs.run import file_name_of
from digitpad.session.runs.words import about_quitting, about_saved
from digitpad.session.runs_file import is_file_of_runs
from digitpad.session.session import Session
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.actions import Action, Key, RecentMenu, declare, placed
from digitpad.ui.parts.dialogs import Button, Then

Opened = tuple[NetworkFile, NetworkFileState]


class NetworkFiles(QObject):
    """Opens networks and saves them, in the background.

    `open_file` and `save_file` are for scripts: they return when the work is done.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        keeper: Keeper,
        background: Background,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._keeper = window, session, keeper
        self._background, self._preferences = background, preferences
        self._tell_not_opened = partial(dialogs.tell, window, "The network cannot be opened")
        self._tell_not_saved = partial(dialogs.tell, window, "The network is not saved")
        self._is_over = False
        self._recent = RecentMenu(window, preferences)
        self._recent.chosen.connect(self.open_soon)
        self.entries = self._declare_actions()

    def _declare_actions(self) -> list[QAction]:
        actions = (
            Action("action_open", "&Open…", "File", 1, self.open,
                   "Open networks and runs from files", Key.Open),
            Action("action_open_shipped", "Open S&hipped Network", "File", 1,
                   self._session.show_shipped,
                   "Go back to the network that comes with digitpad"),
            Action("action_save", "&Save", "File", 2, self.save,
                   "Save the network to its file", Key.Save),
            Action("action_save_as", "Save &As…", "File", 2, self.save_as,
                   "Save the network to another file", "Ctrl+Shift+S"),
        )  # fmt: skip
        first, *others = declare(self._window, actions)
        return [first, placed(self._recent.menuAction(), "File", 1), *others]

    # Opening.

    def open(self) -> None:
        """Ask for files to open."""
        dialogs.ask_for_paths(self._window, "Open", self.open_soon, self._preferences, "files")

    def open_file(self, path: str | Path) -> bool:
        """Open a network file. Returns whether it was opened; if not, a message says why.

        A file of runs is opened in a moment.
        """
        if is_file_of_runs(Path(path)):
            self.open_soon(Path(path))
            return True
        try:
            content, file = opened_files.open_network(Path(path))
        except NetworkFileError as error:
            self._tell_not_opened(str(error))
            return False
        self._show(content, file)
        return True

    def open_soon(self, *paths: Path) -> None:
        """Read these files, one after the other, and open them. A folder is the files in it."""
        self._background.run(
            lambda: [each for path in paths for each in _files_of(path)],
            self._open_all,
            OSError,
            self._tell_not_opened,
        )

    def _open_all(self, paths: Sequence[Path]) -> None:
        """Open files one after the other, so that the last one is in use."""
        if not paths or self._is_over:
            return
        path, *others = paths
        go_on = partial(self._open_all, others)
        if is_file_of_runs(path):
            if not others:
                self._preferences.add_recent("files", path)
            self._keeper.open_runs(path, go_on)
            return

        def show(opened: Opened) -> None:
            if not self._is_over:
                self._show(*opened, go_on)

        def refuse(reason: str) -> None:
            self._tell_not_opened(reason)
            go_on()

        read = partial(opened_files.open_network, path)
        self._background.run(read, show, NetworkFileError, refuse)

    def shut_down(self) -> None:
        """Open nothing more, since the window closes."""
        self._is_over = True

    def _show(
        self, content: NetworkFile, file: NetworkFileState, then: Then = lambda: None
    ) -> None:
        self._keeper.open_network(content, file, then)
        assert file.path is not None
        self._preferences.add_recent("files", file.path)
        if content.checksum_matches is False:
            dialogs.tell(
                self._window,
                "The network may be damaged",
                f"{file.name} was opened, but its weights have changed since it was saved: the "
                "file was damaged, or edited by hand.",
            )

    # Saving.

    def save(self, then: Then = lambda: None) -> None:
        """Save to the network's file, or ask for one; call `then` after that."""
        path = self._session.file.path
        if path is None:
            self.save_as(then)
        else:
            self._writer(then)(path)

    def save_as(self, then: Then = lambda: None) -> None:
        """Ask for a file and save to it; call `then` after that."""
        run, path = self._session.run, self._session.file.path
        if path is None and run is not None and run.file:  # it was taken from Runs
            path = Path(run.file)
        title = self._session.title
        if run is not None and self._session.epoch_in_words:
            title = f"{run.title}, epoch {self._session.runs.epoch:,}"
            path = path and path.with_name(file_name_of(title))

        def save(chosen: Path) -> None:
            self._writer(then)(chosen)

        name = path or Path(file_name_of(title))
        dialogs.ask_for_path(self._window, "Save Network", save, self._preferences, "files", name)

    def save_file(self, path: str | Path) -> bool:
        """Save the network. Returns whether it was saved; if not, a message says why."""
        content = self._session.content()
        try:
            saved = opened_files.save_network(content, Path(path))
        except NetworkFileError as error:
            self._tell_not_saved(str(error))
            return False
        self._take_saved(content, saved, self._session.epoch_in_words)
        return True

    def _writer(self, then: Then) -> Callable[[Path], None]:
        """A function that saves the network, as it is now, to a path, and then calls `then`."""
        content, run_id = self._session.content(), self._session.run_id
        what = self._session.epoch_in_words

        def take(saved: NetworkFileState) -> None:
            is_in_use = run_id == self._session.run_id
            self._take_saved(content, saved, what, is_in_use=is_in_use)
            then()

        def write(path: Path) -> None:
            save = partial(opened_files.save_network, content, path)
            self._background.run(save, take, NetworkFileError, self._tell_not_saved)

        return write

    def _take_saved(
        self, content: NetworkFile, saved: NetworkFileState, what: str, *, is_in_use: bool = True
    ) -> None:
        """what: an epoch that is not its run's last, or nothing. is_in_use: whether its run is."""
        assert saved.path is not None
        self._preferences.add_recent("files", saved.path)
        if is_in_use:
            self._session.take_saved(content, saved, is_earlier=bool(what))
        self._session.tell(about_saved(what, saved.path))

    # Quitting.

    def ask_to_quit(self, problem: str, proceed: Then) -> None:
        """Ask whether to quit though not all is kept. problem: why it cannot be, a sentence."""
        answers: dict[Button | str, Then | None] = {
            Button.Save: lambda: self.save(proceed),
            "Quit &Anyway": proceed,
            Button.Cancel: None,
        }
        dialogs.ask(self._window, *about_quitting(problem), answers)


# Dropping and pasting.


def local_file(data: QMimeData) -> Path | None:
    """The file that was dropped or copied; None unless it is exactly one, on this computer."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())


def is_network(path: Path) -> bool:
    """Whether a file has the name of a network file."""
    return path.name.lower().endswith((".json", ".json.gz"))


def networks_in(data: QMimeData) -> list[Path]:
    """The files and folders that were dropped, if all may hold networks or runs; else none."""
    urls = data.urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    are_ours = [path.is_dir() or is_network(path) or is_file_of_runs(path) for path in paths]
    return paths if len(paths) == len(urls) and all(are_ours) else []


def _files_of(path: Path) -> list[Path]:
    """A file, or those in a folder that have the name of a network or a file of runs.

    Raises OSError, with a sentence, if there are none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if is_network(each) or is_file_of_runs(each))
    if not found:
        raise OSError(f"There are no networks and no runs in the folder {file_name(path)}.")
    return found


def accept_as_copy(event: QDropEvent) -> None:
    """Accept what is dragged as a copy: after a move its source might delete it."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
