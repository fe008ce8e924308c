"""The top of the tab: what is measured, how good the network is, its most frequent confusions."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.other_hands import VALIDATION_WRITERS
from digitpad.core.data.pen_digits import WRITERS
from digitpad.core.evaluation import wilson_interval
from digitpad.core.evaluation.evaluation import CONFIDENT
from digitpad.core.evaluation.orders import Confusion, worst_confusions
from digitpad.session.hands.hand_list import HandList
from digitpad.session.measuring.evaluating import Evaluated, Source
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.session import Session
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.plain_text import hand_text, one_line

CONFUSIONS = 5  # that have a button
PEOPLE = (
    ("all people", WRITERS),
    ("people kept for validation", VALIDATION_WRITERS),
    *((f"person {writer}", (writer,)) for writer in WRITERS),
)


class EvaluationBar(QWidget):
    """Says how good the network is on the chosen images."""

    folder_wanted = Signal()
    """“Folder…” was pressed."""

    def __init__(self, session: Session, watch: EvaluationWatch, mistakes: MistakeList) -> None:
        super().__init__()
        self._session, self._watch, self._mistakes = session, watch, mistakes
        self._folders: tuple[str, ...] = ()
        self._hands: HandList | None = None
        self._refused: Source | None = None  # of which it is said that it cannot be measured
        self._sources: Sequence[Source] = ()
        self.accuracy = QLabel()
        self.accuracy.setObjectName("test_accuracy")
        self.accuracy.setAccessibleName("Accuracy")
        self.accuracy.setWordWrap(True)
        self.source = _box("evaluation_source", "What is measured", 14)
        self.person = _box("evaluation_person", "Whose digits", 9)
        for name, _ in PEOPLE:
            self.person.addItem(name)
        self.folder = QPushButton("&Folder…")
        self.folder.setObjectName("evaluation_folder")
        self.folder.setToolTip("Measure the test images in a folder of IDX files")
        self.folder.clicked.connect(self.folder_wanted)
        self.copy = QCheckBox("laboratory’s cop&y")
        self.copy.setObjectName("measure_copy")
        self.copy.setToolTip("Measure the copy that was changed in Inside > Laboratory")
        self.copy.clicked.connect(watch.measure_copy)
        self.buttons = [_Confusion(number, mistakes.filter_by) for number in range(CONFUSIONS)]
        self._lay_out()
        self.source.currentIndexChanged.connect(self._choose)
        self.person.currentIndexChanged.connect(self._choose)
        watch.refused.connect(self._show_refusal)
        watch.copy_changed.connect(self._show_copy)
        mistakes.marked_changed.connect(lambda: self.show_evaluated(watch.found))
        session.data_changed.connect(lambda _: self.list_sources())
        self.list_sources()
        self._show_copy()

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(4)
        above.addWidget(self.accuracy, 1)
        for widget in (self.source, self.person, self.folder):
            above.addWidget(widget)
        self._row = _AsManyAsFit(self.buttons)
        below.addWidget(self._row, 1)
        below.addWidget(self.copy)
        self._below = below
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addLayout(below)

    def add(self, field: QWidget) -> None:
        """Put a field at the end of the second line."""
        self._below.addWidget(field)

    # What is measured.

    def know_folders(self, folders: Sequence[str]) -> None:
        """Offer the test images of these folders, too."""
        self._folders = tuple(dict.fromkeys((*folders, *self._folders)))
        self.list_sources()

    def know_hands(self, hands: HandList) -> None:
        """Offer each hand that has digits, too."""
        self._hands = hands
        hands.listed.connect(self.list_sources)
        hands.changed.connect(self.list_sources)
        self.list_sources()

    def measure_folder(self, folder: str) -> None:
        """Measure the test images of a folder."""
        self._watch.measure(Source(folder=folder))
        self.know_folders((folder,))

    def list_sources(self) -> None:
        """List what can be measured, with the data in use first."""
        in_use, chosen = self._session.data, self._watch.source
        hands = Source("hands", writers=chosen.writers or WRITERS)
        all_hands = () if self._hands is None else self._hands.all()
        mine = [Source("hand", hand=hand) for hand in all_hands if hand.digits]
        folders = [Source(folder=folder) for folder in self._folders if folder != in_use.folder]
        self._sources = [
            *(Source("test"), Source("validation"), Source("training")),
            hands,
            *mine,
            *folders,
        ]
        names = ["test images", "validation images", "training images", "other hands"]
        names += [hand_text(source.hand) for source in mine if source.hand is not None]
        names += [one_line(DataSpec(folder.folder).name, 40) for folder in folders]
        self.source.blockSignals(True)
        self.source.clear()
        self.source.addItems(names)
        is_listed = chosen in self._sources
        self.source.setCurrentIndex(self._sources.index(chosen) if is_listed else 0)
        self.source.blockSignals(False)
        self._choose()

    def _choose(self, *_index: int) -> None:
        source = self._sources[max(0, self.source.currentIndex())]
        if source.part == "hands":
            source = Source("hands", writers=PEOPLE[self.person.currentIndex()][1])
        self.person.setVisible(source.part == "hands")
        self._watch.measure(source)
        if self._watch.found is None and source != self._refused:
            self.show_evaluated(None)

    def _show_copy(self) -> None:
        self.copy.setVisible(self._watch.copy is not None)
        self.copy.setChecked(self._watch.measures_copy)

    # What was found.

    def show_evaluated(self, found: Evaluated | None) -> None:
        """Show how good it is; None while nothing is known."""
        self._refused = None
        if found is None:
            name = self._watch.source.name(self._session.data)
            self.accuracy.setText(f"Measuring {name} …")
        else:
            self.accuracy.setText(self._in_words(found))
        worst = [] if found is None else worst_confusions(found.matrix, CONFUSIONS)
        for button, confusion in zip(self.buttons, [*worst, *[None] * CONFUSIONS]):
            button.show_confusion(confusion, found)
        self._row.fit()

    def _in_words(self, found: Evaluated) -> str:
        evaluation = found.evaluation
        n, right = len(evaluation), evaluation.accuracy
        if found.finite < n:
            return (
                f"{n - found.finite:,} of {n:,} answers are no numbers: the network has diverged. "
                f"Counted all the same, {right:,} are right."
            )
        low, high = (100 * share for share in wilson_interval(right, n))
        parts = [
            f"{100 * right / n:.2f} % ({low:.2f} to {high:.2f})",
            f"{n - right:,} of {n:,} wrong, {evaluation.confident_mistakes():,} with an activation "
            f"over {CONFIDENT:g}",
        ]
        if len(found.people) > 1 and found.is_whole:
            hardest = min(found.people, key=lambda person: person.share)
            mean = 100 * sum(person.share for person in found.people) / len(found.people)
            parts.append(
                f"mean of {len(found.people)} people {mean:.2f} %, hardest: person "
                f"{hardest.writer}, {100 * hardest.share:.0f} %"
            )
        marked = self._mistakes.marked_rows(found)
        if marked:
            rest = evaluation.without(marked)
            share = f"{100 * rest.accuracy / len(rest):.2f} %" if len(rest) else "none is left"
            parts.append(f"without {len(marked):,} that you cannot read: {share}")
        if not found.is_whole:
            parts.append(f"so far, of {len(found.data):,}")
        parts.append(found.about)
        return " · ".join(parts)

    def _show_refusal(self, sentence: str) -> None:
        self.show_evaluated(None)
        self._refused = self._watch.source
        self.accuracy.setText(f"It cannot be measured: {sentence}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for button in self.buttons:
                button.color()


class _Confusion(QPushButton):
    """A button for one of the most frequent confusions."""

    def __init__(self, number: int, filter_by: Callable[[int, int], object]) -> None:
        super().__init__()
        self.setObjectName(f"confusion_{number}")
        explain(self, "What is most often confused. Press one to list its digits.")
        self._confusion: Confusion | None = None
        self._filter_by = filter_by
        self.clicked.connect(self._press)
        self.color()

    @property
    def is_empty(self) -> bool:
        """Whether it has no confusion."""
        return self._confusion is None

    def show_confusion(self, confusion: Confusion | None, found: Evaluated | None) -> None:
        """Show it with its count; None: no button."""
        self._confusion = confusion
        if confusion is not None and found is not None:
            label, read = found.classes[confusion.label], found.outputs[confusion.read]
            self.setText(f"{label} as {read} · {confusion.count:,}".replace("&", "&&"))
            self.setToolTip(
                f"List the {confusion.count:,} that are {label} and were read as {read}"
            )

    def _press(self) -> None:
        if self._confusion is not None:
            self._filter_by(self._confusion.label, self._confusion.read)

    def color(self) -> None:
        """Take the colour of what is misread."""
        palette, color = self.palette(), theme.current().misread
        if palette.color(palette.ColorRole.ButtonText) != color:
            palette.setColor(palette.ColorRole.ButtonText, color)
            self.setPalette(palette)


class _AsManyAsFit(QWidget):
    """A row of buttons, of which those are shown that there is room for."""

    def __init__(self, buttons: Sequence[_Confusion]) -> None:
        super().__init__()
        self._buttons = buttons
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)

    def fit(self) -> None:
        """Show as many as there is room for."""
        room = self.width()
        for button in self._buttons:
            room -= button.sizeHint().width() + 4
            button.setVisible(not button.is_empty and room >= 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._buttons[0].sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _box(name: str, accessible_name: str, letters: int) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(accessible_name)
    box.setMinimumContentsLength(letters)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    box.setMaxVisibleItems(20)
    return box
