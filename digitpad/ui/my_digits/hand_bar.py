"""Whose digits: chooses a hand, and makes, renames, deletes, exports and imports one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from digitpad.core.data.written_digits import LONGEST_NAME, clean_name
from digitpad.session.hands.hand_list import HandList
from digitpad.session.runs.run_list import RunList
from digitpad.ui.files.export_dialog import ExportDialog
from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.dialogs import Button
from digitpad.ui.parts.layouts import choice_box, named, row
from digitpad.ui.parts.lines import ErrorPlace
from digitpad.ui.parts.plain_text import one_line

FILE_TYPES = "hands (*.json);;All files (*)"
EXPORTED = "the strokes of a hand (*.json)"
MOST_NAMED = 5  # runs that a question names


class HandBar(QWidget):
    """A field for the hand, and a menu of what can be done with it."""

    exported = Signal(str)
    """Carries a line about a file that was written."""

    def __init__(self, hands: HandList, runs: RunList, exports: ExportDialog) -> None:
        super().__init__()
        self._hands, self._runs, self._exports = hands, runs, exports
        about = "Whose digits these are: what is drawn and labelled is added to them"
        self.hand = choice_box("hand", about, "Whose digits", letters=8)
        self.hand.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hand.activated.connect(lambda place: hands.choose(self.hand.itemData(place)))
        about = "New, rename, delete, export and import hands"
        more = named(QToolButton(), "hand_menu", about)
        more.setText("Hand")
        theme.give_role(more, "button")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addActions([entry.action for entry in declare(self, self._rows(), [hands.changed])])
        more.setMenu(menu)
        row((self.hand, 1), more, of=self)
        hands.listed.connect(self.show_hands)
        self.show_hands()

    def _rows(self) -> tuple[Row, ...]:
        def has_digits() -> bool:
            return bool(self._hands.hand.digits)

        return (
            Row("action_new_hand", "&New Hand…", "Edit", 1, self._new,
                "Begin to collect another person’s digits"),
            Row("action_rename_hand", "&Rename…", "Edit", 1, self._rename,
                "Give this hand another name"),
            Row("action_import_hand", "&Import…", "Edit", 2, self._import,
                "Open a hand that was exported"),
            Row("action_export_hand", "&Export…", "Edit", 2, self._export,
                "Write the strokes of this hand to a JSON file", usable=has_digits),
            Row("action_delete_hand", "&Delete…", "Edit", 3, self._delete,
                "Delete this hand and all its digits"),
        )  # fmt: skip

    def show_hands(self) -> None:
        """List the hands as they are now."""
        self.hand.clear()
        for hand in self._hands.all():
            self.hand.addItem(one_line(hand.name), hand.id)
        self.hand.setCurrentIndex(self.hand.findData(self._hands.hand.id))

    def _new(self) -> None:
        NameDialog(self, "New Hand", "", self._hands.why_no_name, self._hands.new).open()

    def _rename(self) -> None:
        name = self._hands.hand.name

        def why_not(wanted: str) -> str:
            return "" if clean_name(wanted) == name else self._hands.why_no_name(wanted)

        NameDialog(self, "Rename Hand", name, why_not, self._hands.rename).open()

    def _delete(self) -> None:
        hand = self._hands.hand
        learnt = [r.title for r in self._runs.records() if hand.id in r.hands]
        networks = "No network that is kept has learnt from them."
        if learnt:
            named = ", ".join(one_line(title, 30) for title in learnt[:MOST_NAMED])
            more = f" and {len(learnt) - MOST_NAMED} more" if len(learnt) > MOST_NAMED else ""
            networks = f"Networks that have learnt from them stay in Runs: {named}{more}."
        count = len(hand.digits)
        dialogs.ask(
            self,
            f"Delete {one_line(hand.name)}?",
            f"{count:,} {'digit' if count == 1 else 'digits'} will be deleted for good, and with "
            f"them what can be undone on the canvas. {networks}",
            {Button.Cancel: None, "Delete": lambda: self._delete_if_still(hand.id)},
        )

    def _delete_if_still(self, hand_id: str) -> None:
        if self._hands.hand.id == hand_id:
            self._hands.delete()

    def _export(self) -> None:
        def write(path: str) -> None:
            self._hands.export(Path(path), lambda p: self.exported.emit(f"Exported to {p}"))

        name = "".join(c if c.isalnum() or c in " -_" else "_" for c in self._hands.hand.name)
        self._exports.ask("Export Hand", {EXPORTED: write}, f"{name}.json")

    def _import(self) -> None:
        dialogs.ask_for_file(
            self,
            "Import Hand",
            lambda path: self._hands.open(Path(path)),
            folder="",
            types=FILE_TYPES,
        )


class NameDialog(QInputDialog):
    """Asks for the name of a hand, until it is one that a hand can have."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        name: str,
        why_not: Callable[[str], str],
        use: Callable[[str], object],
    ) -> None:
        """why_not: why a name cannot be used, as a sentence; empty where it can."""
        super().__init__(parent)
        self._why_not, self._use = why_not, use
        self.setObjectName("hand_name")
        self.setWindowTitle(title)
        self.setLabelText(f"Whose digits are they? A name of up to {LONGEST_NAME} letters:")
        self.setTextValue(name)
        self.sizeHint()  # only now are there a field and a layout
        field = self.findChild(QLineEdit)
        assert field is not None
        field.setMaxLength(LONGEST_NAME)  # more would be cut off unseen
        self._error = ErrorPlace("hand_name_error")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(layout.indexOf(field) + 1, self._error)
        self.textValueChanged.connect(lambda _: self._error.show_error(None))
        self.finished.connect(self.deleteLater)

    def done(self, result: int) -> None:
        if result == QInputDialog.DialogCode.Accepted:
            if why := self._why_not(self.textValue()):
                self._error.show_error(why)
                return
            self._use(self.textValue())
        super().done(result)
