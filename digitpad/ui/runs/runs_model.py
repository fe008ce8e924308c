"""The rows of the table of runs: its columns, which runs have a row, and which are checked."""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from digitpad.core.book.experiments import number_of
from digitpad.core.text import LONGEST_HEADLINE, shortened
from digitpad.session.runs.list_words import highest_accuracy, when_in_words
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import (
    Settings,
    caption_of,
    compared,
    differ_in_seed_alone,
    settings_of,
)
from digitpad.session.runs.runs import Runs
from digitpad.session.runs.words import without_epoch
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import titled
from digitpad.ui.parts.item_views import Index, alignment
from digitpad.ui.plots.curve_items import repeats_color

Role = Qt.ItemDataRole

# What of a run its row shows.
IN_ROWS = frozenset(["named", "job", "epoch"])
NEWEST = 3  # runs that are checked until a person checks others
MOST_DRAWN = 12  # more lines could not be told apart
LONGEST_NAME, LONGEST_SEEN = 200, 32  # letters of a name, and of its part in a row
MOST_NUMBERS = 10**9
NOWHERE = QModelIndex()
CHECKED = Qt.CheckState.Checked


@dataclass(frozen=True, slots=True)
class RunsColumn:
    """A column: its title, its tool tip, a run's text in it, and a value to sort by.

    letters: its width; 0: it takes the room that is left. (Columns that fit their contents would
    measure all rows after each epoch of training.)
    """

    title: str
    tip: str
    text: Callable[[Run], str]
    value: Callable[[Run], Any]
    letters: int = 0


def _percent_text(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.2f} %"


NAME, DIFFERS = 0, 1
WORDS = NAME, DIFFERS  # columns of words

COLUMNS = (
    RunsColumn(  # experiments' runs, with numbers of their own, come below a person's
        "run", "Its name; check a run to see its curves",
        lambda r: r.title, lambda r: r.number - (MOST_NUMBERS if r.experiment else 0), 22,
    ),
    RunsColumn(  # the model makes its text
        "what differs",
        "The settings that depart from the form’s defaults, but for those of all listed runs",
        lambda r: "", lambda r: "",
    ),
    RunsColumn(
        "best", "The highest evaluation accuracy of all its epochs",
        lambda r: _percent_text(r.best_percent), lambda r: r.best_percent, 12,
    ),
    RunsColumn(
        "last", "The evaluation accuracy of its last epoch",
        lambda r: _percent_text(r.last_percent), lambda r: r.last_percent, 12,
    ),
    RunsColumn(
        "epochs", "How many epochs it has learnt",
        lambda r: f"{len(r.history):,}", lambda r: len(r.history), 10,
    ),
    RunsColumn(
        "when", "When its training began; of a copy or a file, when that was made",
        lambda r: "" if r.began is None else when_in_words(r.began), lambda r: r.began, 12,
    ),
)  # fmt: skip


class RunsModel(QAbstractTableModel):
    """Follows the table of runs; knows which of them have a row, and which are checked."""

    checked_changed = Signal()

    def __init__(self, runs: Runs, title_of: Callable[[str], str], parent: QObject) -> None:
        """title_of: the title of an experiment by its name; empty if there is none."""
        super().__init__(parent)
        self._runs, self._title_of = runs, title_of
        self.without_value = -math.inf  # by which a run is sorted that has no value
        self._shows_experiments = False
        self._ids: list[str] = []  # of the rows
        self._settings: dict[str, Settings] = {}  # by id
        self._bests: dict[str, float | None] = {}  # best accuracies in percent, by id
        self.common, self._own = "", dict[str, str]()  # see `compared`
        self._have_seeds = False  # whether some of the runs differ in the seed alone
        self._titles: dict[str, str] = {}
        self._order: list[str] = []  # ids of all runs, also those without rows, the newest first
        self._by_hand: set[str] | None = None  # checked by a person; None: the newest are checked
        self._are_read = False  # whether all kept runs were listed before
        self._checked: dict[str, int | None] = {}  # lines by ids, as they are now
        self._lines: dict[str, int] = {}  # of checked runs, also while a band is drawn
        runs.changed.connect(self._take_change)
        self._take_list()

    # Following the table.

    def show_experiments(self, shown: bool) -> None:
        self._shows_experiments = shown
        self._take_list()

    def runs(self) -> list[Run]:
        """The runs that have rows, in the order of their numbers."""
        listed = self._runs.listed()
        return [one for one in listed if self._shows_experiments or not one.experiment]

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        if "listed" in what:
            self._take_list()
        elif "used" in what:
            self._show_all_anew()
        elif what & IN_ROWS and run_id in self._settings:
            self._take_run(self._runs[run_id])

    def _take_list(self) -> None:
        """Add and remove rows. Runs that stay keep their rows, and so stay chosen."""
        runs = self.runs()
        settings = {run.id: settings_of(run) for run in runs}
        self._bests = {run.id: run.best_percent for run in runs}
        known = set(self._ids)
        for row in reversed(range(len(self._ids))):
            if self._ids[row] not in settings:
                self.beginRemoveRows(NOWHERE, row, row)
                del self._ids[row]
                self.endRemoveRows()
        self._settings = settings
        self._compare()
        if new := [run_id for run_id in settings if run_id not in known]:
            self.beginInsertRows(NOWHERE, len(self._ids), len(self._ids) + len(new) - 1)
            self._ids += new
            self.endInsertRows()
        before, was_read, self._are_read = set(self._order), self._are_read, self._runs.are_read
        self._order = [run.id for run in reversed(self._runs.listed())]
        came = {i for i in self._order if i not in before and self._runs[i].came_in is not None}
        if came and was_read:  # what a file has brought is drawn
            self._by_hand = came | set(self._checked)
        if self._by_hand is not None:
            busy = {*self._runs.learning, self._runs.in_use.run}
            begun = busy & set(self._order) - before
            # A person's run that begins is drawn.
            self._by_hand |= {i for i in self._order if i in begun and not self._runs[i].experiment}
        self._take_checked()

    def _take_run(self, run: Run) -> None:
        settings, self._bests[run.id] = settings_of(run), run.best_percent
        if settings != self._settings[run.id] or run.title != self._titles[run.id]:
            self._settings[run.id] = settings
            self._compare()
            self._show_all_anew()
        row = self._ids.index(run.id)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _compare(self) -> None:
        """Find what the runs have in common, and what else each of them has."""
        self._titles = {run_id: self._runs[run_id].title for run_id in self._settings}
        self.common, self._own = compared(self._settings)
        self._have_seeds = differ_in_seed_alone(self._settings.values())

    def _show_all_anew(self) -> None:
        if self._ids:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._ids) - 1, len(COLUMNS) - 1)
            )

    # Rows.

    def id_of(self, row: int) -> str:
        return self._ids[row]

    def _difference(self, run: Run) -> str:
        """That it has no epoch, and the settings in which it differs, in the form's order."""
        ended = "" if run.id in self._runs.learning else without_epoch(run)
        return shortened("; ".join(filter(None, (ended, self._own[run.id]))), LONGEST_NAME)

    def highest_accuracy(self) -> tuple[str, str]:
        """Which of the listed runs has it, and what that leaves open."""
        listed = self.runs()
        hidden = self._runs.count - len(listed)
        return highest_accuracy(listed, self._bests, self._have_seeds, hidden)

    # Checked runs.

    def checked(self) -> list[Run]:
        """The checked runs that are listed, the newest first.

        Until a person checks others these are the newest of a person's own.
        """
        return [self._runs[run_id] for run_id in self._checked if run_id in self._runs]

    def lines(self) -> dict[str, int]:
        """The numbers of the runs' lines by their ids, the newest first.

        A line's number gives its colour, which a run keeps as long as it is checked: its own, or
        the next that is free. A run of an experiment wants the colour that its trial has there.
        """
        return {run_id: line for run_id, line in self._checked.items() if line is not None}

    def _take_checked(self) -> None:
        """Find out which runs are checked now, and their lines."""
        by_hand = self._by_hand
        if by_hand is None:
            own = [run_id for run_id in self._order if not self._runs[run_id].experiment]
            checked = own[:NEWEST]
        else:
            listed = by_hand & set(self._settings)  # what is drawn has a row
            checked = [run_id for run_id in self._order if run_id in listed]
        lines = self._lines = {i: self._lines[i] for i in checked if i in self._lines}
        colors, free = len(theme.current().runs), set(range(1, MOST_DRAWN + 1)) - {*lines.values()}
        are_drawn = len(checked) <= MOST_DRAWN  # else one band
        for run_id in checked if are_drawn else ():
            if run_id not in lines:
                own_line = (self._number_of(self._runs[run_id]) - 1) % colors
                wanted = *((own_line + i) % colors + 1 for i in range(colors)), *sorted(free)
                lines[run_id] = next(each for each in wanted if each in free)
                free.remove(lines[run_id])
        self._checked = {run_id: lines[run_id] if are_drawn else None for run_id in checked}
        self._show_all_anew()
        self.checked_changed.emit()

    def _number_of(self, run: Run) -> int:
        """A run's own number, or the place of its trial in its experiment."""
        if not run.experiment:
            return run.number
        beside = (each for each in self._runs.listed() if each.experiment == run.experiment)
        begun = list(dict.fromkeys(each.trial for each in beside))  # they begin in their order
        return number_of(run.experiment, run.trial) or begun.index(run.trial) + 1

    def check(self, run_ids: Collection[str]) -> None:
        """Check these runs and no others."""
        self._by_hand = set(run_ids)
        self._take_checked()

    def turn_checks(self, run_ids: Collection[str]) -> None:
        """Check these runs as well, or uncheck them if all of them are checked."""
        checked, turned = set(self._checked), set(run_ids)
        self.check(checked ^ turned if checked >= turned else checked | turned)

    # The interface of Qt's models.

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            column = COLUMNS[section]
            if role == Role.DisplayRole:
                return column.title
            if role == Role.StatusTipRole:
                return titled(column.title, column.tip) if column.tip else ""
            if role == Role.TextAlignmentRole:
                return alignment(section not in WORDS)
            if role == Role.InitialSortOrderRole and section != DIFFERS:  # best or newest first
                return Qt.SortOrder.DescendingOrder.value
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        run = self._runs.get(self._ids[index.row()])
        if run is None:
            return None  # its row will be removed
        column = COLUMNS[index.column()]
        is_in_use = run.id == self._runs.in_use.run
        if role in (Role.DisplayRole, Role.UserRole) and index.column() == DIFFERS:
            return self._difference(run)
        if role == Role.DisplayRole:
            return shortened(column.text(run), LONGEST_SEEN)
        if role == Role.UserRole:
            value = column.value(run)
            return self.without_value if value is None else value
        if role == Role.StatusTipRole:
            of_experiment = shortened(self._title_of(run.experiment), LONGEST_HEADLINE)
            words = "In use" if is_in_use else "", of_experiment, *caption_of(run)
            return " · ".join(filter(None, words))
        if role == Role.TextAlignmentRole:
            return alignment(index.column() not in WORDS)
        if role == Role.FontRole and is_in_use:
            font = QFont()
            font.setBold(True)
            return font
        return self._data_of_name(run, role) if index.column() == NAME else None

    def _data_of_name(self, run: Run, role: int) -> Any:
        if role == Role.EditRole:
            return run.title
        if role == Role.CheckStateRole:
            return CHECKED if run.id in self._checked else Qt.CheckState.Unchecked
        if role == Role.DecorationRole:
            return _swatch(self._checked.get(run.id))
        if role == Role.AccessibleTextRole:
            return f"{run.title}, in use" if run.id == self._runs.in_use.run else run.title
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        run_id = self._ids[index.row()]
        run = self._runs.get(run_id)
        if role == Role.CheckStateRole:
            others = set(self._checked) - {run_id}
            self.check(others | {run_id} if Qt.CheckState(value) == CHECKED else others)
        elif role == Role.EditRole and run is not None and value != run.title:
            self._runs.rename(run_id, str(value)[:LONGEST_NAME])
        return index.column() == NAME


SWATCH = 18, 3  # pixels


def _swatch(line: int | None) -> QColor | QPixmap:
    """A piece of the line of this number as it is drawn; None: of a run that is not drawn."""
    colors = theme.current()
    if line is None:
        return colors.line
    if not repeats_color(line):
        return colors.run(line)
    pixmap = QPixmap(*SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setPen(QPen(colors.run(line), SWATCH[1], Qt.PenStyle.DashDotLine))
        painter.drawLine(0, SWATCH[1] // 2, SWATCH[0], SWATCH[1] // 2)
    return pixmap
