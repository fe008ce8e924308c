"""Whose digits: chooses a hand, and makes, renames, deletes, exports and imports one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from digitpad.core.data.hands import clean_name
from digitpad.session.hands import HandList
from digitpad.ui.files.export_dialog import ExportDialog
from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.explained import one_line
from digitpad.ui.parts.layouts import REST, choice_box, named, row

FILE_TYPES = "hands (*.json);;All files (*)"
EXPORTED = "the strokes of a hand (*.json)"


class HandBar(QWidget):
    """A field for the hand, and a menu of what can be done with it."""

    def __init__(
        self, hands: HandList, exports: ExportDialog, tell: Callable[[str], object]
    ) -> None:
        """tell: takes a line about a file that was written."""
        super().__init__()
        self._hands, self._exports, self._tell = hands, exports, tell
        about = "Whose digits these are: what is drawn and labelled is added to them"
        self.hand = choice_box("hand", about, "Whose digits", letters=10)
        self.hand.activated.connect(lambda place: hands.choose(self.hand.itemData(place)))
        about = "New, rename, delete, export and import hands"
        more = named(QToolButton(), "hand_menu", about)
        more.setText("Hand")
        theme.give_role(more, "button")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addActions([entry.action for entry in declare(self, self._rows(), [hands.changed])])
        more.setMenu(menu)
        row(self.hand, more, REST, of=self, spacing=8)
        hands.listed.connect(self.show_hands)
        self.show_hands()

    def _rows(self) -> tuple[Row, ...]:
        return (
            Row("action_new_hand", "&New Hand…", "Edit", 1,
                lambda: self._ask_for_name("New Hand", "", self._hands.new),
                "Begin to collect another person’s digits"),
            Row("action_rename_hand", "&Rename…", "Edit", 1,
                lambda: self._ask_for_name(
                    "Rename Hand", self._hands.hand.name, self._hands.rename),
                "Give this hand another name"),
            Row("action_import_hand", "&Import…", "Edit", 2, self._import,
                "Open a hand that was exported"),
            Row("action_export_hand", "&Export…", "Edit", 2, self._export,
                "Write the strokes of this hand to a JSON file",
                usable=lambda: bool(self._hands.hand.digits)),
            Row("action_delete_hand", "&Delete", "Edit", 3, self._delete,
                "Delete this hand and all its digits", usable=lambda: self._hands.can_delete),
        )  # fmt: skip

    def show_hands(self) -> None:
        """List the hands as they are now."""
        self.hand.clear()
        for hand in self._hands.all():
            self.hand.addItem(one_line(hand.name), hand.id)
        self.hand.setCurrentIndex(self.hand.findData(self._hands.hand.id))

    def _ask_for_name(self, title: str, name: str, use: Callable[[str], object]) -> None:
        def take(wanted: str) -> None:
            why = self._hands.why_no_name(wanted)
            if why and clean_name(wanted) != name:
                dialogs.tell(self, "The name cannot be used", why)
            else:
                use(wanted)

        dialog = named(QInputDialog(self), "hand_name")
        dialog.setWindowTitle(title)
        dialog.setLabelText("Whose digits are they?")
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _delete(self) -> None:
        self._tell(f"{one_line(self._hands.hand.name)} is deleted: Undo brings it back")
        self._hands.delete()

    def _export(self) -> None:
        def write(path: str) -> None:
            self._hands.export(Path(path), lambda p: self._tell(f"Exported to {p}"))

        name = "".join(c if c.isalnum() or c in " -_" else "_" for c in self._hands.hand.name)
        self._exports.ask("Export Hand", {EXPORTED: write}, f"{name}.json")

    def _import(self) -> None:
        dialogs.ask_for_file(
            self, "Import Hand", lambda p: self._hands.open(Path(p)), folder="", types=FILE_TYPES
        )
