"""The left side of the window, always in sight: the canvas, its buttons, and the reading."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QMenu, QToolButton, QWidget

from digitpad.session.hands.hand_words import about_label
from digitpad.session.preferences import Preferences
from digitpad.ui.drawing.canvas import SMALLEST_CANVAS, Canvas
from digitpad.ui.drawing.output_bars import digit_of
from digitpad.ui.drawing.painting import as_drawn, as_seen
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.drawing.reading_view import ReadingView
from digitpad.ui.files.export_dialog import png_of
from digitpad.ui.frame.shared import Shared
from digitpad.ui.parts import dialogs, theme
from digitpad.ui.parts.actions import Action, Key, declare, undo_key
from digitpad.ui.parts.layouts import REST, column, named, row

SMALLEST_PREVIEW = 2 * 28  # pixels
LEAST, BROADEST, EDGE = 256, 480, 16  # pixels of the side's width, and of its margins
ICON = 20  # pixels
PUT_DIGIT = "Put a digit on the canvas: a test digit, one that is misread, or one from a picture"

# The buttons under the canvas, each for the action of its name.
ICONS = ("undo", "redo", "eraser", "clear")


class DrawingSide(QWidget):
    """A column with the canvas, its buttons and the reading."""

    take_wanted = Signal()
    """Return was pressed on the canvas."""
    next_mistake_wanted = Signal()
    """The user asked for the next misread digit."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        session, labels, self._exports = shared.session, shared.labels, shared.exports
        self._session, self._keeper = session, shared.keeper
        self.canvas = Canvas(session.board)
        self.reading_view = ReadingView(labels)
        self.transfer = PictureTransfer(shared, np.random.default_rng(), self)
        session.reading_changed.connect(self.reading_view.show_reading)
        self.reading_view.preview.figure_chosen.connect(session.reader.choose)
        session.network_changed.connect(self._name_classes)
        session.data_changed.connect(self._name_classes)
        labels.labelled.connect(self._tell_label)
        self.canvas.picture_dropped.connect(self.transfer.take)
        entries = [*self._declared(), self.reading_view.names.entry]
        pictures = self._for_pictures(shared.preferences)
        self.entries = [*pictures, *entries]
        self._buttons: dict[str, QToolButton] = {}
        self._actions = {action.objectName(): action for action in entries}
        self.next_mistake = self._actions["action_next_mistake"]
        self.addAction(self.next_mistake)  # its key works at all buttons
        session.board.possibilities_changed.connect(self._take_tool)
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.canvas.addActions(entries)
        self._lay_out(pictures)
        session.undo.indexChanged.connect(self._name_steps)

    def _declared(self) -> list[QAction]:
        session, board, transfer = self._session, self._session.board, self.transfer

        def has_ink() -> bool:
            return not board.is_blank()

        actions = (
            Action("action_undo", "&Undo", "Edit", 1, session.take_back,
                   "Take back the last change of the drawing, the digits or the runs", Key.Undo,
                   self._session.can_undo),
            Action("action_redo", "&Redo", "Edit", 1, session.make_again,
                   "Make the change again that was taken back", (Key.Redo, "Ctrl+Y"),
                   self._session.can_redo),
            Action("action_copy", "&Copy", "Edit", 2, transfer.copy,
                   "Copy the drawing as an image", Key.Copy, has_ink, in_focus=True),
            Action("action_paste", "&Paste", "Edit", 2, transfer.paste,
                   "Put the copied picture on the canvas", Key.Paste),
            Action("action_eraser", "&Eraser", "Edit", 3, self._take_tool,
                   "Rubs out what it touches", "Ctrl+E",
                   lambda: bool(board.drawing.strokes), checked=False),
            Action("action_clear", "C&lear", "Edit", 3, self.canvas.clear,
                   "Empty the canvas", (Key.Delete, "Backspace"), has_ink, in_focus=True),
            Action("action_test_digit", "&Test Digit", "Examples", 1, transfer.show_test_digit,
                   "Put a random digit of the test data on the canvas", "Ctrl+T"),
            Action("action_next_mistake", "&Next Mistake", "Examples", 1,
                   self.next_mistake_wanted.emit,
                   "Put the next digit that the network misreads on the canvas", "N",
                   in_focus=True),
            Action("action_export_drawing", "&Export Drawing…", "Export", 1, self._export,
                   "Write the drawing to a PNG file, large or 28 × 28", "Ctrl+Shift+E", has_ink),
        )  # fmt: skip
        changes = board.possibilities_changed, session.undo.indexChanged, session.queue.changed
        return declare(self, actions, (*changes, session.network_changed))

    def _for_pictures(self, preferences: Preferences) -> list[QAction]:
        """The action that opens a picture by a dialog."""

        def ask() -> None:
            dialogs.ask_for_path(self, "Open Picture", self.transfer.take, preferences, "pictures")

        open_picture = Action("action_open_picture", "Open &Picture…", "Examples", 2, ask,
                              "Put the picture of a file on the canvas, and read it")  # fmt: skip
        return declare(self, [open_picture])

    def _lay_out(self, pictures: Sequence[QAction]) -> None:
        tools = self._tools = row(spacing=4)
        for name in ICONS:
            action = self._actions[f"action_{name}"]
            button = self._buttons[name] = named(QToolButton(), name, spoken=name.capitalize())
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setIconSize(QSize(ICON, ICON))
            tools.addWidget(button)
        tools.addStretch()
        menu = named(QMenu(self), "menu_digit", PUT_DIGIT)
        menu.addActions([self._actions["action_test_digit"], self.next_mistake])
        menu.addSeparator()
        menu.addActions(pictures)
        digit = named(QToolButton(), "digit", PUT_DIGIT, "Examples for the canvas")
        digit.setText("Examples")
        digit.setMenu(menu)
        digit.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        digit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.give_role(digit, "button")
        tools.addWidget(digit)
        parts = row(REST, self.canvas, REST), tools, (self.reading_view, 1)
        edges = EDGE, EDGE, EDGE, EDGE
        self._column = column(*parts, of=self, spacing=8, margins=edges)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def _name_steps(self, *_changed: object) -> None:
        """Name the next steps in the menu."""
        undo = self._session.undo
        for name, step in {"undo": undo.undone_next, "redo": undo.redone_next}.items():
            text = f"{name.capitalize()} {step.text()}" if step else name.capitalize()
            self._actions[f"action_{name}"].setText(f"&{text.replace('&', '&&')}")

    def _name_classes(self, *_values: object) -> None:
        self.reading_view.name_classes(self._session.classes, self._session.loaded.classes)

    # Labels.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle keys of the canvas: a digit labels the drawing, Return takes it."""
        digit = digit_of(event)
        if not self.canvas.hasFocus():
            super().keyPressEvent(event)
        elif digit is not None:
            self.reading_view.names.press(digit)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _tell_label(self, label: int) -> None:
        self._session.tell(about_label(label, not self._keeper.is_failing, undo_key()))

    def _narrowest(self) -> int:
        """Pixels of the least width, in which no text is cut."""
        parts = self._tools.minimumSize().width(), self.reading_view.narrowest()
        return max(LEAST, 2 * EDGE + max(parts))

    def _fit(self) -> None:
        """Fit the canvas to the window: as large as can be, to be seen from the back of a class."""
        width, height = self.window().width(), self.window().height()
        least = self._narrowest()
        broad = int(max(least, min(0.485 * height, 0.27 * width, BROADEST)))
        self.setMaximumWidth(broad)  # not fixed, which would keep the window from shrinking
        broad = max(least, min(broad, self.width()))  # large text elsewhere may leave less
        self.reading_view.fit_width(broad - 2 * EDGE)
        self._column.activate()  # updates the sizes of its parts
        rest = self._column.minimumSize().height() - self.canvas.height()
        side = max(SMALLEST_CANVAS, min(broad - 2 * EDGE, self.height() - rest))
        self.canvas.setFixedSize(side, side)
        # A lower window has a smaller preview, which leaves no less room than the digit needs.
        lowest = max(SMALLEST_PREVIEW, self.reading_view.prediction.fontMetrics().ascent())
        spare = max(0, self.reading_view.preview.height() - lowest)
        self.setMinimumHeight(SMALLEST_CANVAS + rest - spare)

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._narrowest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the canvas to a window that is only broader, too: this part is not larger then."""
        if watched is self.window() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the icons have the colours of the theme
            for name in ICONS:
                self._actions[f"action_{name}"].setIcon(theme.icon(name))
                self._buttons[name].setIcon(theme.icon(name))
            self._fit()

    def _take_tool(self) -> None:
        """Take the eraser if it is chosen, or the pen if nothing is left to erase."""
        eraser = self._actions["action_eraser"]
        eraser.setChecked(eraser.isChecked() and eraser.isEnabled())
        self.canvas.choose_eraser(eraser.isChecked())

    def _export(self) -> None:
        drawing = self._session.board.drawing
        file_types = {
            "PNG, as drawn (*.png)": lambda: png_of(as_drawn(drawing)),
            "PNG, 28 × 28 as the network sees it (*.png)": lambda: png_of(as_seen(drawing)),
        }
        self._exports.ask("Export Drawing", file_types, "digit.png")
