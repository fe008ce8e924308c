"""The table of runs, and the buttons below it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.text import counted
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_list import RunList
from digitpad.ui.frame.actions import press_for, share_row
from digitpad.ui.frame.panel import TABS
from digitpad.ui.parts.copying import Copying
from digitpad.ui.parts.layouts import column, named, row
from digitpad.ui.parts.lines import Headline
from digitpad.ui.runs.runs_columns import COLUMNS, DIFFERS, NAME
from digitpad.ui.runs.runs_model import MOST_DRAWN, SWATCH, RunsModel

# The longest text that a column has room for; name and differences share what is left.
SAMPLES = {
    "network": "100-100",
    "η": "0.025",
    "λ": "0.1",
    "epochs": "1,000",
    "best": "99.99 %",
    "last": "99.99 %",
    "when": "30 Nov 23:59",
    "file": "network.json",
    "seconds": "1,000.0",
}
EDGES, ARROW = 10, 14  # pixels beside a text, and of the arrow that shows the order
NARROWEST = {NAME: 20, DIFFERS: 16}  # letters
AMPLE = 24  # letters for what differs, if they and the name are in sight without scrolling
NARROWEST_TABLE = 290  # pixels
NAME_SHARE = 0.5  # of the room that name and differences have
BESIDE_TEXT = 5  # pixels, at each side of a button's
BETWEEN = 6  # pixels, from one button to the next
TITLES = [column.title for column in COLUMNS]


class _View(Copying, QTableView):
    """Rows with keys of their own, which a shortcut of the window may have as well."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[Qt.Key, Callable[[], object]] = {}

    def _action(self, event: QKeyEvent) -> Callable[[], object] | None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        return self.keys.get(Qt.Key(event.key())) if plain else None

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._action(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Return that ends the typing of a name comes here as well.
        is_typing = self.state() == QAbstractItemView.State.EditingState
        action = None if is_typing else self._action(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class RunsTable(QWidget):
    """Knows alone which rows are chosen. It begins with all columns; `show_columns` hides some."""

    chosen_changed = Signal()
    columns_changed = Signal()
    """Other columns are seen, or the rows have another order."""

    def __init__(self, runs: RunList, model: RunsModel) -> None:
        super().__init__()
        self._runs, self._model = runs, model
        self._chosen: list[str] | None = None  # ids; None after the selection has changed
        self.view = named(
            _View(),
            "runs",
            "A row is a run. Check it, or press the space bar, to draw its curves over the "
            "others’; Return takes its network again; F2 renames it.",
            "Runs",
        )
        self.view.setModel(model)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setIconSize(QSize(*SWATCH))
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._make_header()
        self.view.selectionModel().selectionChanged.connect(self._take_selection)
        self.view.resized.connect(self._share_room)  # also where text has another size
        self.view.resized.connect(self._share_rows)
        model.modelAboutToBeReset.connect(self.chosen_ids)
        model.modelReset.connect(self._take_rows)
        model.begun.connect(self._show_row)
        model.checked_changed.connect(self._count_checked)
        empty = "Each run is kept here.\nTrain one, or guess and try an experiment."
        self._empty = named(QLabel(empty), "no_runs", "The first row comes with the first run.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        QVBoxLayout(self.view.viewport()).addWidget(self._empty)
        about = "More lines are no picture: check fewer runs."
        self._too_many = named(QLabel(), "too_many_checked", about)
        self._too_many.hide()
        self.headline = Headline(
            "kept_room",
            "runs_caption",
            "How many runs there are, and what room they take on the disk. A run stays until you "
            "delete it.",
        )
        self._bytes: int | None = None  # of all runs on the disk, once they are known
        self._buttons: list[QPushButton] = []
        # Rows of buttons; the second is used where room is short.
        self._rows = row(spacing=BETWEEN), row(spacing=BETWEEN)
        column((self.view, 1), self._too_many, *self._rows, of=self, spacing=8)
        self._take_rows()

    def _make_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        # One of its own: to find out whether all of a column is chosen it looks at each row.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask_for_columns)
        header.sortIndicatorChanged.connect(lambda *_told: self.columns_changed.emit())

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Give the actions, known by their names, a menu; and some a button or a key."""
        for name, text in (
            ("use_last", "Use last"),
            ("use_best", "Use best"),
            ("use_settings", "Settings"),
            ("compare_runs", "Compare…"),
            ("copy_python", "Python"),
            ("delete_runs", "Delete"),
        ):
            button = named(QPushButton(text), name)
            press_for(button, actions[f"action_{name}"])
            self._buttons.append(button)
        self._share_rows()
        self.view.addActions(list(actions.values()))
        use = actions["action_use_last"].trigger
        self.view.keys = {
            Qt.Key.Key_Return: use,
            Qt.Key.Key_Enter: use,
            Qt.Key.Key_F2: lambda: self._edit_name(self.view.currentIndex().row()),
            Qt.Key.Key_Delete: actions["action_delete_runs"].trigger,
            Qt.Key.Key_Space: self._check_chosen,
        }

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.chosen_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the rows: nothing is done to what nobody sees."""
        super().hideEvent(event)
        self.chosen_changed.emit()

    def _share_rows(self) -> None:
        """Put the buttons in one row, or in two where their texts would be cut."""
        text = self.fontMetrics().horizontalAdvance
        widths = [text(button.text()) + 2 * BESIDE_TEXT for button in self._buttons]
        half = (len(widths) + 1) // 2
        needed = max(sum(part) + BETWEEN * len(part) for part in (widths[:half], widths[half:]))
        # Not what one row needs, or there would never be two.
        self.setMinimumWidth(max(needed, NARROWEST_TABLE))
        is_short = sum(widths) + BETWEEN * len(widths) > self.width()
        for i, button in enumerate(self._buttons):
            row = self._rows[is_short and i >= half]
            if row.indexOf(button) < 0:
                share_row(row, button)

    def _take_rows(self) -> None:
        """Runs have come or gone: what was chosen is chosen again."""
        chosen, self._chosen = self.chosen_ids(), None
        self._choose(chosen)
        self._empty.setVisible(self._model.rowCount() == 0)
        self._share_room()
        self._say_room()

    # The room on the disk.

    def measure_room(self) -> None:
        """Find out, and say, what room all runs take on the disk."""
        self._runs.measure(self._take_room)

    def _take_room(self, size: int) -> None:
        self._bytes = size
        self._say_room()

    def _say_room(self) -> None:
        said = counted(self._runs.count, "run")
        if self._bytes is not None:
            said = f"{said}, {in_bytes(self._bytes)}"
        self.headline.say(said, TABS["Runs"])

    # The columns.

    def columns(self) -> tuple[str, ...]:
        """The titles of the columns that are seen."""
        return tuple(t for i, t in enumerate(TITLES) if not self.view.isColumnHidden(i))

    def show_columns(self, titles: Sequence[str]) -> None:
        """Show the columns of these titles; that of the name always."""
        for i, title in enumerate(TITLES):
            self.view.setColumnHidden(i, i != NAME and title not in titles)
        self._share_room()
        self.columns_changed.emit()

    def order(self) -> tuple[str, bool]:
        """The title of the column that the rows are ordered by, and whether from the end."""
        header = self.view.horizontalHeader()
        is_descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        return TITLES[header.sortIndicatorSection()], is_descending

    def order_by(self, title: str, is_descending: bool) -> None:
        """Order the rows by a column; by the name where there is no such one."""
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        self.view.sortByColumn(TITLES.index(title) if title in TITLES else NAME, order)

    def _ask_for_columns(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("runs_columns")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for i, title in enumerate(TITLES):
            if i == NAME:
                continue
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(i))
            action.toggled.connect(lambda shown, title=title: self._show_column(title, shown))
        menu.popup(self.view.horizontalHeader().mapToGlobal(place))

    def _show_column(self, title: str, shown: bool) -> None:
        others = [other for other in self.columns() if other != title]
        self.show_columns([*others, title] if shown else others)

    def _share_room(self) -> None:
        """Give name and differences the room that the other columns leave."""
        seen = [i for i in range(len(TITLES)) if not self.view.isColumnHidden(i)]
        room = self.view.viewport().width()
        font = QFont(self.font())
        font.setBold(True)  # as the row in use has it
        metrics = QFontMetrics(font)
        for i in seen:
            if i not in NARROWEST:
                title, sample = TITLES[i], SAMPLES[TITLES[i]]
                wanted = max(
                    metrics.horizontalAdvance(title) + ARROW, metrics.horizontalAdvance(sample)
                )
                self.view.setColumnWidth(i, wanted + EDGES)
                room -= self.view.columnWidth(i)
        letter = metrics.averageCharWidth()
        narrowest = NARROWEST[NAME] * letter
        if DIFFERS in seen:
            in_sight = self.view.viewport().width() - narrowest
            least = max(NARROWEST[DIFFERS] * letter, min(AMPLE * letter, in_sight))
            name = max(narrowest, int(NAME_SHARE * room))
            if self._model.rowCount() < 2:  # nothing to differ from
                least = metrics.horizontalAdvance(TITLES[DIFFERS]) + ARROW + EDGES
                name = max(name, room - least)
            self.view.setColumnWidth(DIFFERS, max(least, room - name))
            room = name
        self.view.setColumnWidth(NAME, max(narrowest, room))

    def rename(self) -> None:
        """Let the name of the chosen run be typed."""
        for run_id in self.chosen_ids()[:1]:
            self.view.setFocus()
            self._edit_name(self._model.row_of(run_id) or 0)

    def _edit_name(self, row: int) -> None:
        index = self._model.index(row, NAME)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    def _check_chosen(self) -> None:
        """Show the curves of the chosen runs, or hide them if all are shown.

        Only of the row that the keys have come to, if it is not chosen.
        """
        row, wanted = self.view.currentIndex().row(), self.chosen_ids()
        if row >= 0 and self._model.id_of(row) not in wanted:
            wanted = [self._model.id_of(row)]
        self._model.turn_checks(wanted)

    def _show_row(self, run_id: str) -> None:
        """Bring the row of a run into sight, unless its user has chosen others to look at."""
        row = self._model.row_of(run_id)
        if row is not None and not self.view.selectionModel().hasSelection():
            self.view.doItemsLayout()  # now, or the view would not yet have room for the row
            self.view.scrollTo(self._model.index(row, NAME))

    def _count_checked(self) -> None:
        """Say if not all checked runs are drawn."""
        count = len(self._model.all_checked())
        self._too_many.setText(f"The first {MOST_DRAWN} of {count:,} checked runs are drawn.")
        self._too_many.setHidden(count <= MOST_DRAWN)

    def _take_selection(self, *_changes: object) -> None:
        self._chosen = None
        self.chosen_changed.emit()

    def chosen_ids(self) -> list[str]:
        """The ids of the runs whose rows are chosen."""
        if self._chosen is None:
            ranges = self.view.selectionModel().selection().toList()
            rows = {row for each in ranges for row in range(each.top(), each.bottom() + 1)}
            self._chosen = [self._model.id_of(row) for row in sorted(rows)]
        return self._chosen

    def _choose(self, run_ids: list[str]) -> None:
        """Choose the rows of these runs, as far as there are any."""
        selection = QItemSelection()
        for run_id in run_ids:
            place = self._model.row_of(run_id)
            if place is not None:
                name = self._model.index(place, NAME)
                selection.select(name, name)
        how = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().select(selection, how.ClearAndSelect | how.Rows)

    def chosen(self) -> list[RunRecord]:
        """The runs whose rows are chosen."""
        records = (self._runs.record(run_id) for run_id in self.chosen_ids())
        return [record for record in records if record is not None]

    def choose_none(self) -> None:
        """Choose no row."""
        self.view.selectionModel().clear()


def in_bytes(size: int) -> str:
    """A size in words: 3.2 MB, 1.2 GB."""
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
