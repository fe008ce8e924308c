"""The left side of the window, always in sight: the canvas, its buttons, and the reading."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLayout, QToolButton, QWidget

from digitpad.core.data.classes import with_article
from digitpad.session.hands.labels import OFFERED_AFTER, Labels
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.session import Session
from digitpad.session.undo import Undo
from digitpad.ui.drawing.canvas import SMALLEST_CANVAS, Canvas
from digitpad.ui.drawing.label_row import KEYS, digit_of
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.drawing.reading_view import ReadingView
from digitpad.ui.frame.actions import Key, Row, declare, share_row
from digitpad.ui.parts import theme
from digitpad.ui.parts.file_export import AskForExport
from digitpad.ui.parts.layouts import REST, column, named, row

NARROWEST, BROADEST, EDGE = 232, 480, 16  # pixels: its width, and what is around its parts
ICON = 20  # pixels
NATIVE = QKeySequence.SequenceFormat.NativeText
OFFER = f"You have said of {OFFERED_AFTER} digits what they are. Learn them now?"
ERASES_STROKES = "The eraser removes only strokes; Clear removes a picture"

# The buttons under the canvas, each for the action of its name.
ICONS, BUTTONS = ("undo", "redo", "eraser", "clear"), ("test_digit", "next_mistake")


class DrawingSide(QWidget):
    """A column with the canvas, its buttons and the reading."""

    keys = KEYS
    status_message = Signal(str)
    """Carries a line for the status bar."""

    learn_wanted = Signal()
    """The digits that were labelled should be learnt."""
    take_wanted = Signal()
    """Return was pressed on the canvas."""

    def __init__(
        self,
        session: Session,
        measurer: Measurer,
        ask_for_export: AskForExport,
        undo: Undo,
        labels: Labels,
        next_mistake: Callable[[], object],
    ) -> None:
        """undo: of the drawing, and of what else the window can undo. next_mistake: puts the next
        misread digit on the canvas."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._labels = labels
        self._undo, self._next_mistake = undo, next_mistake
        undo.add(session.board, session.board.possibilities_changed)
        self._session, self._board, self._ask_for_export = session, session.board, ask_for_export
        self.canvas = Canvas(session.board)
        self.reading_view = ReadingView(labels)
        self.transfer = PictureTransfer(session.board, measurer, np.random.default_rng(), self)
        session.reading_changed.connect(self.reading_view.show_reading)
        session.network_changed.connect(self._name_classes)
        session.data_changed.connect(self._name_classes)
        labels.steps_changed.connect(self._offer_to_learn)
        labels.labelled.connect(self._tell_label)
        self.reading_view.learn_offer.button.clicked.connect(self._learn)
        self.canvas.picture_dropped.connect(self.transfer.take)
        self.canvas.picture_touched.connect(lambda: self.status_message.emit(ERASES_STROKES))
        self._declare_actions()
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.canvas.addActions([entry.action for entry in self.entries])
        self._lay_out()

    def _declare_actions(self) -> None:
        board, transfer = self._board, self.transfer

        def has_ink() -> bool:
            return not board.is_blank()

        rows = (
            Row("action_undo", "&Undo", "Edit", 1, self._undo.undo,
                "Take back what was done last: drawn, or done to runs", Key.Undo,
                self._undo.can_undo),
            Row("action_redo", "&Redo", "Edit", 1, self._labels.redo,
                "Make the change again", Key.Redo, board.can_redo),
            Row("action_copy", "&Copy", "Edit", 2, transfer.copy,
                "Copy the drawing as an image", Key.Copy, has_ink),
            Row("action_paste", "&Paste", "Edit", 2, transfer.paste,
                "Put the copied picture on the canvas", Key.Paste),
            Row("action_eraser", "&Eraser", "Edit", 3, self._toggle_eraser,
                "Erase the ink that you touch, instead of drawing", "Ctrl+E",
                has_ink, checkable=True),
            Row("action_clear", "C&lear", "Edit", 3, self.canvas.clear,
                "Empty the canvas", "Del", has_ink),
            Row("action_test_digit", "&Test Digit", "Edit", 4, transfer.show_test_digit,
                "Put a random digit of the test data on the canvas", "Ctrl+T"),
            Row("action_next_mistake", "&Next Mistake", "Edit", 4, self._next_mistake,
                "Put the next digit that the network misreads on the canvas", "N", in_focus=True),
            Row("action_export_drawing", "&Export Drawing…", "File", 4, self._export,
                "Write the drawing to a PNG file, large or 28 × 28", "Ctrl+Shift+E", has_ink),
        )  # fmt: skip
        entries = declare(self, rows, [board.possibilities_changed, self._undo.changed])
        names = self.reading_view.names
        self.entries = [*entries, names.entry]
        self._actions = {entry.action.objectName(): entry.action for entry in entries}
        self._eraser = self._actions["action_eraser"]
        board.possibilities_changed.connect(self._end_erasing)
        self.next_mistake = self._actions["action_next_mistake"]

    def _lay_out(self) -> None:
        tools, others = row(spacing=4), row(spacing=8)
        for name in (*ICONS, *BUTTONS):
            button = named(QToolButton(), name)
            button.setDefaultAction(self._actions[f"action_{name}"])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if name in ICONS:
                button.setIconSize(QSize(ICON, ICON))
                tools.addWidget(button)
            else:
                theme.give_role(button, "button")
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
                share_row(others, button)
        tools.addStretch()
        canvas = row(REST, self.canvas, REST)
        parts = canvas, tools, others, (self.reading_view, 1)
        edges = EDGE, EDGE, EDGE, EDGE
        self._column = column(*parts, of=self, spacing=8, margins=edges)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def _name_classes(self, *_values: object) -> None:
        self.reading_view.name_classes(self._session.classes, self._session.loaded.classes)

    # Labels.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take keys that canvas and reading leave: a digit labels the drawing, Return takes it."""
        names = self.reading_view.names
        digit = digit_of(event)
        if not (self.canvas.hasFocus() or names.hasFocus()):
            super().keyPressEvent(event)
        elif digit is not None:
            names.press(digit)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _tell_label(self, label: int) -> None:
        undo = self._actions["action_undo"].shortcut().toString(NATIVE)
        self.status_message.emit(
            f"Kept as {with_article(str(label))} in My Digits. {undo} takes it back."
        )

    def _offer_to_learn(self) -> None:
        """Offer it once, when the writer has corrected some readings; the next label ends that."""
        is_due = self._labels.is_offer_due
        self.reading_view.offer_to_learn(OFFER if is_due else "")
        if is_due:
            self._labels.note_offer()

    def _learn(self) -> None:
        self.reading_view.offer_to_learn("")
        self.learn_wanted.emit()

    def fit(self, width: int, height: int) -> None:
        """Take the room that fits a window of this size, in pixels.

        Large, so that the last row of a class can read it. In a low window the canvas is smaller.
        """
        broad = int(max(NARROWEST, min(0.485 * height, 0.27 * width, BROADEST)))
        self.setFixedWidth(broad)
        self.reading_view.take_width(broad)
        self._column.activate()  # or the parts in rows would still have their old sizes
        rest = self._column.minimumSize().height() - self.canvas.height()
        side = max(SMALLEST_CANVAS, min(broad - 2 * EDGE, self.height() - rest))
        self.canvas.setFixedSize(side, side)
        self.setMinimumHeight(SMALLEST_CANVAS + rest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self.window().width(), self.window().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the icons have the colours of the theme
            for name in ICONS:
                self._actions[f"action_{name}"].setIcon(theme.icon(name))
            self.fit(self.window().width(), self.window().height())

    def _toggle_eraser(self) -> None:
        self.canvas.choose_eraser(self._eraser.isChecked())

    def _end_erasing(self) -> None:
        """Take the pen again once nothing is left to erase."""
        if self._eraser.isChecked() and self._board.is_blank():
            self._eraser.setChecked(False)
            self._toggle_eraser()

    def _export(self) -> None:
        kinds = {
            "PNG, as drawn (*.png)": self.transfer.export_as_drawn,
            "PNG, 28 × 28 as the network sees it (*.png)": self.transfer.export_as_seen,
        }
        self._ask_for_export("Export Drawing", kinds, "digit.png")
