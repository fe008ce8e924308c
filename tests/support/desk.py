"""A main window, and the eyes and hands of the person in front of it.

Widgets are found by the object names that others rely on too. Waiting is always for a fact, never
for time.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import PySide6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from digitpad.session.session import Session
from digitpad.ui.frame.window import MainWindow
from digitpad.ui.parts.cut_labels import CutLabel

Left = Qt.MouseButton.LeftButton
# Entries of the form with which a network learns in a moment.
QUICK = {"hidden_layers": "8", "training_size": 1000, "mini_batch_size": 20, "epochs": 1}


def files(*paths: Path) -> QMimeData:
    """Files as a file manager hands them over."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def click_item(view: QAbstractItemView, row: int, column: int = 0) -> None:
    """Click the middle of an item of a list or a table."""
    place = view.visualRect(view.model().index(row, column)).center()
    QTest.mouseClick(view.viewport(), Left, pos=place)


class Desk:
    """A window as a person uses it; `window` gives what only the program knows."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self._found: dict[str, QWidget] = {}

    @property
    def session(self) -> Session:
        """What the window shows."""
        return self.window.session

    # Eyes.

    def find(self, name: str) -> QWidget:
        """The one widget of this name."""
        widget = self._found.get(name)  # to look through all of them takes a millisecond
        if widget is None or not isValid(widget):
            (widget,) = self.window.findChildren(QWidget, name)
            self._found[name] = widget
        return widget

    def text(self, name: str) -> str:
        """A label's text, also the part that is cut off for lack of room."""
        label = self.find(name)
        return label.accessibleName() if isinstance(label, CutLabel) else label.text()

    def rows(self, name: str, role: int = Qt.ItemDataRole.DisplayRole, column: int = 0) -> list:
        """The texts of a column of a list or a table."""
        model = self.find(name).model()
        return [model.index(row, column).data(role) for row in range(model.rowCount())]

    def reads(self) -> str:
        """The digit that the drawing is read as, empty if nothing is read."""
        return self.text("prediction")

    def activations(self) -> str:
        """The ten output activations, as a screen reader says them."""
        return self.find("activations").accessibleDescription()

    def curve(self, name: str) -> list[tuple[float, float]]:
        """The points of a curve of either plot; none before it is drawn."""
        plot = self.window.findChild(QWidget, f"{name.split()[1]}_plot")
        for curve in plot.getPlotItem().listDataItems():
            epochs, values = curve.getData()
            if curve.name() == name and epochs is not None:
                return list(zip(epochs.tolist(), values.tolist(), strict=True))
        return []

    def epochs_drawn(self, name: str = "evaluation accuracy") -> list[float]:
        """The x of a curve's points."""
        return [epoch for epoch, _ in self.curve(name)]

    def action(self, name: str) -> QAction:
        action = self.window.findChild(QAction, name)
        assert action is not None, name
        return action

    def recent(self, menu: str) -> list[QAction]:
        """The entries of a menu of recent files, without the one that clears it."""
        actions = self.window.findChild(QMenu, menu).actions()
        return [action for action in actions if not action.isSeparator()][:-1]

    def recent_names(self, menu: str) -> list[str]:
        """The files that it offers."""
        tips = (action.toolTip().replace("\n", "") for action in self.recent(menu))
        return [Path(tip).name for tip in tips]

    def can(self, name: str) -> bool:
        """Whether an action can be used now."""
        return self.action(name).isEnabled()

    def title(self) -> str:
        """The window's title, its file's name marked with * while it is changed."""
        mark = "*" if self.window.isWindowModified() else ""
        return self.window.windowTitle().replace("[*]", mark)

    def see_title(self, title: str) -> None:
        """Wait until this is the window's title."""

        self.wait(lambda: self.title() == title)

    def is_idle(self) -> bool:
        """Whether nothing runs, and a run can begin."""
        return self.session.queue.is_idle and self.find("start").isEnabled()

    def boxes(self, name: str) -> list[QMessageBox]:
        """The questions or the messages that are open."""
        return [box for box in self.window.findChildren(QMessageBox, name) if box.isVisible()]

    def wait(self, fact: Callable[[], object]) -> None:
        """Go on as soon as this is true."""
        self.qtbot.waitUntil(fact)

    def see_epochs(self, *epochs: float, name: str = "evaluation accuracy") -> None:
        """Wait until a curve has points at these epochs, and no others."""

        self.wait(lambda: self.epochs_drawn(name) == list(epochs))

    # Hands.

    def trigger(self, name: str, path: Path | None = None) -> None:
        """Choose an action from the menu, and the file or folder that it asks for."""
        assert self.can(name), f"{name} cannot be used"
        self.action(name).trigger()
        if path is not None:
            self.choose_file(path)

    def show_tab(self, title: str, tabs: str = "tabs") -> None:
        """Click the tab with this title."""
        bar = self.find(tabs).tabBar()
        (index,) = [i for i in range(bar.count()) if bar.tabText(i) == title]
        QTest.mouseClick(bar, Left, pos=bar.tabRect(index).center())
        assert bar.currentIndex() == index

    def tab(self) -> str:
        """The title of the tab that is shown."""
        return self.window.tabs.tabText(self.window.tabs.currentIndex())

    def pages(self) -> Iterator[QWidget]:
        """Show all tabs, and all views in them, in turn; yields each page."""
        bar = self.find("tabs").tabBar()
        for title in map(bar.tabText, range(bar.count())):
            self.show_tab(title)
            page = self.window.tabs.currentWidget()
            inner = [views for views in page.findChildren(QTabWidget) if views.isVisible()]
            if not inner:
                yield page
            for views in inner:
                for index in range(views.count()):
                    views.setCurrentIndex(index)
                    yield views.currentWidget()

    def reach(self, name: str) -> QWidget:
        """A widget that can be seen, after going to its tab and unfolding the form if needed."""
        widget, tabs = self.find(name), self.window.tabs
        for page in map(tabs.widget, range(tabs.count())):
            if page.isAncestorOf(widget) and page is not tabs.currentWidget():
                self.show_tab(page.title)
        more = self.find("more")
        if not widget.isVisible() and more.parentWidget().isAncestorOf(widget):
            QTest.mouseClick(more, Left)
        assert widget.isVisible(), f"{name} cannot be seen"
        return widget

    def click(self, name: str) -> None:
        """Press a button of the window, after going to its tab."""
        button = self.reach(name)
        assert button.isEnabled(), f"{name} cannot be pressed"
        QTest.mouseClick(button, Left)

    def enter(self, **entries: str | float | bool) -> None:
        """Fill in fields of the form; what is typed comes by the keyboard."""
        for name, value in entries.items():
            widget = self.reach(name)
            assert widget.isEnabled(), f"{name} cannot be changed"
            match widget:
                case QComboBox():
                    widget.setCurrentText(str(value))
                    assert widget.currentText() == value
                case QCheckBox():
                    widget.setChecked(bool(value))
                case QLineEdit() | QSpinBox() | QDoubleSpinBox():
                    widget.setFocus()
                    widget.selectAll()
                    QTest.keyClick(widget, Qt.Key.Key_Delete)
                    QTest.keyClicks(widget, str(value))
                    QTest.keyClick(widget, Qt.Key.Key_Tab)
                case _:
                    raise AssertionError(f"{name} is no field")

    def train(self, **entries: str | float | bool) -> None:
        """Fill in the form and train a new network, until the run is at its end."""
        self.enter(**entries)
        self.click("start")
        self.wait(self.is_idle)

    def stop(self) -> None:
        """Stop the run under way, and wait until it has ended."""
        self.trigger("action_stop")
        self.wait(self.is_idle)

    def go_on(self, **entries: str | float | bool) -> None:
        """Train the network in use on; beside the shipped network, train a new one."""
        self.enter(**entries)
        has_run = self.find("continue_training").isEnabled()
        self.click("continue_training" if has_run else "start")
        self.wait(self.is_idle)

    def answer(self, answer: QMessageBox.StandardButton | str) -> str:
        """Answer the question that is asked, or soon will be, and return its text."""
        self.wait(lambda: self.boxes("question"))
        buttons = {
            box: button
            for box in self.boxes("question")
            for button in box.buttons()
            if answer in (button.text().replace("&", ""), box.standardButton(button))
        }
        ((box, button),) = buttons.items()
        text = f"{box.text()}\n{box.informativeText()}"
        QTest.mouseClick(button, Left)
        self.wait(lambda: box not in self.boxes("question"))  # the next one may be there already
        return text

    def dialogs(self) -> list[QDialog]:
        """All dialogs in front of the window, messages and questions included."""
        return [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]

    def read_message(self) -> str:
        """Close the message that is open, or soon will be, and return its text."""
        self.wait(lambda: self.boxes("message"))
        (box,) = self.boxes("message")
        text = f"{box.text()}\n{box.informativeText()}"
        QTest.mouseClick(box.button(QMessageBox.StandardButton.Ok), Left)
        self.wait(lambda: not self.boxes("message"))
        return text

    def choose_file(self, path: Path) -> None:
        """Type a path into the file dialog that is open, or soon will be."""
        dialog, name = self._named_file(path)
        QTest.keyClick(name, Qt.Key.Key_Return)
        self.wait(lambda: dialog not in self.dialogs())

    def choose_existing(self, path: Path, replace: bool) -> str:
        """Type the path of a file that is there; return the question, answered so.

        After a no the dialog stays, and is left.
        """
        asked: list[str] = []

        def answer() -> None:
            for box in self.window.findChildren(QMessageBox):
                asked.append(box.text())
                yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
                QTest.mouseClick(box.button(yes if replace else no), Left)

        dialog, name = self._named_file(path)
        QTimer.singleShot(0, self.window, answer)  # the key comes back only after the answer
        QTest.keyClick(name, Qt.Key.Key_Return)
        if not replace:
            dialog.reject()
        self.wait(lambda: dialog not in self.dialogs())
        (question,) = asked
        return question

    def _named_file(self, path: Path) -> tuple[QDialog, QLineEdit]:
        """The file dialog that is open, or soon will be, and its field with this path."""

        def of_files() -> list[QDialog]:
            return [dialog for dialog in self.dialogs() if isinstance(dialog, QFileDialog)]

        self.wait(of_files)
        (dialog,) = of_files()
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setFocus()
        self.wait(name.hasFocus)  # else Qt would keep the suggested file chosen beside it
        name.setText(str(path))
        return dialog, name

    def drop(self, name: str, data: QMimeData) -> bool:
        """Drop something onto a part of the window; return whether it was taken.

        It must be copied even if it might be moved, so that no file leaves its folder.
        """
        part = self.find(name)
        part = part.viewport() if isinstance(part, QAbstractScrollArea) else part
        position = QPointF(part.rect().center())
        move, copy = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
        what = (move | copy, data, Left, Qt.KeyboardModifier.NoModifier)
        # As from the system: a drop that a part refuses is offered to its parent.
        # Qt 6.12 deprecates whole pixels; earlier versions have nothing else.
        whole = PySide6.__version_info__ < (6, 12)
        enters = QDragEnterEvent(position.toPoint() if whole else position, *what)
        drops = QDropEvent(position, *what)
        for event in (enters, drops):
            event.setDropAction(move)
            QApplication.sendEvent(part, event)
            if not event.isAccepted():
                return False
            assert event.dropAction() is copy
        return True

    # The pen. Points are in parts of the canvas's side; events go to the window, as a
    # mouse's do, so that Qt decides which widget they reach.

    def at(self, point: tuple[float, float]) -> QPoint:
        """The place in the window of a point of the canvas."""
        canvas = self.find("canvas")
        inside = QPointF(point[0] * canvas.width(), point[1] * canvas.height())
        return canvas.mapTo(self.window, inside).toPoint()

    def pen_down(self, point: tuple[float, float], button: Qt.MouseButton = Left) -> None:
        handle = self.window.windowHandle()
        QTest.mousePress(handle, button, Qt.KeyboardModifier.NoModifier, self.at(point))

    def pen_move(self, point: tuple[float, float]) -> None:
        """Move the mouse, whether it is pressed or not."""
        QTest.mouseMove(self.window.windowHandle(), self.at(point))

    def pen_up(self, point: tuple[float, float], button: Qt.MouseButton = Left) -> None:
        handle = self.window.windowHandle()
        QTest.mouseRelease(handle, button, Qt.KeyboardModifier.NoModifier, self.at(point))

    def draw(self, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
        for stroke in strokes:
            self.pen_down(stroke[0])
            for start, end in zip(stroke, stroke[1:], strict=False):
                # A hand passes all that lies between.
                steps = max(1, round(math.dist(start, end) / 0.1))
                for i in range(1, steps + 1):
                    x, y = (a + (b - a) * i / steps for a, b in zip(start, end))
                    self.pen_move((x, y))
            self.pen_up(stroke[-1])
