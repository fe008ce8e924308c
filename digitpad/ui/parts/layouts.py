"""Rows and columns, and what stands in them, made in a line each.

column(row((self.title, 1), self.order), self.gallery, of=self, spacing=3)
"""

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSlider,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.parts.explained import explain, without_keys
from digitpad.ui.parts.theme import give_role

Widget = TypeVar("Widget", bound=QWidget)
Area = TypeVar("Area", bound=QScrollArea)
Layout = TypeVar("Layout", bound=QBoxLayout)

REST = None  # takes the room that is left
# A number is a gap of as many pixels. A pair is a part and its share of the room that is left.
Part = QWidget | QLayout | int | tuple[QWidget | QLayout, int] | None
Margins = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
NO_MARGINS = 0, 0, 0, 0


def row(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins = NO_MARGINS,
) -> QHBoxLayout:
    """Parts beside each other, in a widget `of` or in another layout. spacing: pixels."""
    layout = QHBoxLayout() if of is None else QHBoxLayout(of)
    return _filled(layout, parts, spacing, margins)


def column(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins = NO_MARGINS,
) -> QVBoxLayout:
    """Parts below each other, in a widget `of` or in another layout. spacing: pixels."""
    layout = QVBoxLayout() if of is None else QVBoxLayout(of)
    return _filled(layout, parts, spacing, margins)


def _filled(
    layout: Layout, parts: tuple[Part, ...], spacing: int | None, margins: Margins
) -> Layout:
    layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    for each in parts:
        part, share = each if isinstance(each, tuple) else (each, 0)
        if isinstance(part, QWidget):
            layout.addWidget(part, share)
        elif isinstance(part, QLayout):
            layout.addLayout(part, share)
        elif part is REST:
            layout.addStretch(1)
        else:
            layout.addSpacing(part)
    return layout


PAGE = 24, 16, 24, 12  # pixels around what is in a tab
APART = 16  # pixels between its parts


def named(widget: Widget, name: str, about: str = "", said: str = "", role: str = "") -> Widget:
    """A widget with its object name. about: explains it. said: what screen readers call it.

    role: how it looks, one of `theme.give_role`.
    """
    widget.setObjectName(name)
    give_role(widget, role)
    if about:
        explain(widget, about)
    if said:
        widget.setAccessibleName(said)
    return widget


def paragraph(name: str, about: str = "", role: str = "") -> QLabel:
    """A text that may have several lines."""
    label = named(QLabel(), name, about, role=role)
    label.setWordWrap(True)
    return label


def choice_box(
    name: str, about: str = "", said: str = "", texts: Iterable[str] = (), letters: int = 0
) -> QComboBox:
    """A field that offers some texts. letters: how wide it is; 0: as wide as the first texts."""
    box = named(QComboBox(), name, about, said)
    box.addItems(list(texts))
    box.setMaxVisibleItems(20)
    if letters:
        box.setMinimumContentsLength(letters)
        narrow = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        box.setSizeAdjustPolicy(narrow)
    return box


def slider(name: str, about: str, said: str, least: int, most: int) -> QSlider:
    """A slider whose pages are a tenth of its way, and no more than ten steps."""
    made = named(QSlider(Qt.Orientation.Horizontal), name, about, said)
    made.setRange(least, most)
    made.setPageStep(min(10, max(1, (most - least) // 10)))
    return made


def label_of(field: QWidget, text: str) -> QLabel:
    """A label whose key leads to a field, and which names it where it has no name."""
    label = QLabel(text)
    label.setBuddy(field)
    if not field.accessibleName():
        name = without_keys(text)
        field.setAccessibleName(f"{name[:1].upper()}{name[1:]}")
    return label


def scroll(area: Area, content: QWidget) -> Area:
    """An area that scrolls its content where there is too little room, and is not seen itself."""
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    for part in (area.viewport(), content):
        part.setAutoFillBackground(False)
    return area


class WideScroll(QScrollArea):
    """Scrolls its content up and down; never narrower than that and a scroll bar."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        scroll(self, content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), self._content.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        width = self._content.minimumSizeHint().width() + bar
        return QSize(width, super().minimumSizeHint().height())

    def eventFilter(self, content: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the content may need another width
            self.updateGeometry()
        return super().eventFilter(content, event)


class Tabs(QTabWidget):
    """Tabs that are laid out only where they, or all of it, have another size.

    Qt would paint all that is in the tab anew, whenever a label in it has another text.
    """

    _laid_out_for: tuple[QSize, ...] = ()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            before, corner = self._laid_out_for, self.cornerWidget()
            of_corner = QSize() if corner is None else corner.sizeHint()
            self._laid_out_for = self.size(), self.tabBar().sizeHint(), of_corner
            if self._laid_out_for == before:
                self.updateGeometry()  # what is in the tab may need more room
                return True
        return super().event(event)


def split(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Parts beside each other, each with its share of the room until a person moves the handle."""
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    for part, _ in parts:
        splitter.addWidget(part)
    splitter.setSizes([1000 * share for _, share in parts])  # Qt keeps the proportion
    return splitter
