"""Asks where to export something to."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from digitpad.session.preferences import Preferences
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.file_export import FileExport, Kinds


class ExportDialog(FileExport):
    """A file dialog that begins in the folder that was used last, and what writes the files."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences

    def ask(self, title: str, kinds: Kinds, name: str) -> None:
        """Ask for a file to write to, suggesting `name`, and for what to write.

        kinds: what each of the dialog's file types calls with the path, such as "Large (*.png)".
        What is written is what the name ends in, whichever type is chosen.
        """
        folder = self._preferences.folder
        dialog = dialogs.file_dialog(self._window, title, folder, ";;".join(kinds))
        dialogs.let_save(dialog, name, name.rpartition(".")[2])

        def follow(kind: str) -> None:
            """Give the name the ending of this kind of file."""
            suffix = _suffix(kind)
            dialog.setDefaultSuffix(suffix)
            written = dialog.selectedFiles()
            if written and "." in Path(written[0]).name:
                dialogs.suggest(dialog, Path(written[0]).with_suffix(suffix).name)

        def write(path: str) -> None:
            ending = Path(path).suffix.lower()
            chosen = [kind for kind in kinds if _suffix(kind) == ending]
            if not chosen:
                self._refuse(Path(path).name, ending, kinds)
                return
            selected = dialog.selectedNameFilter()
            kind = selected if selected in chosen else chosen[0]
            dialogs.write_unless_refused(self._window, path, kinds[kind])

        dialog.filterSelected.connect(follow)
        dialog.fileSelected.connect(write)
        dialog.open()

    def _refuse(self, name: str, ending: str, kinds: Kinds) -> None:
        endings = " or ".join(sorted({_suffix(kind) for kind in kinds}))
        dialogs.tell(
            self._window,
            "It is not exported",
            f"{name} ends in {ending or 'nothing'}; what can be written here ends in {endings}.",
        )


def _suffix(kind: str) -> str:
    """The ending of a kind of file: of "Large (*.png)" that is .png."""
    return "." + kind.rpartition("*.")[2].rstrip(")")
