"""The top of the tab: what is measured, and the accuracy."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from digitpad.session.hands.hand_list import HandList
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.evaluation_words import how_good
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.measuring.sources import PEOPLE, Source, sources
from digitpad.session.session import Session
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import APART, REST, choice_box, column, named, row
from digitpad.ui.parts.lines import Headline
from digitpad.ui.parts.plain_text import hand_text, one_line

LONGEST_NAME = 40  # letters


class EvaluationBar(FollowingView):
    """Says how good the network is on the chosen images."""

    def __init__(
        self,
        session: Session,
        watch: EvaluationWatch,
        mistakes: MistakeList,
        hands: HandList,
        at_end: QWidget,
    ) -> None:
        """at_end: a field at the end of the second line."""
        super().__init__()
        self._session, self._hands = session, hands
        self._watch, self._mistakes = watch, mistakes
        self._folders: tuple[str, ...] = ()
        self._first_folder = ""  # where a person begins to look for one
        self._sources: Sequence[tuple[str, Source]] = ()
        self.headline = Headline(
            "test_accuracy",
            "evaluation_caption",
            "How many of the images are read right: the most active output counts, as "
            "everywhere. In brackets stands the Wilson interval of 95 %: what so many images can "
            "say about the accuracy on others like them.",
        )
        self.source = choice_box(
            "evaluation_source",
            "Which images are measured: parts of the data in use, what people wrote on tablets, a "
            "hand of My Digits, or a folder.",
            "What is measured",
            letters=14,
        )
        about = "Whose digits are measured. Those kept for validation were never learnt from."
        self.person = choice_box("evaluation_person", about, "Whose digits", PEOPLE, letters=9)
        self.folder = named(
            QPushButton("&Folder…"),
            "evaluation_folder",
            "Measure the test images in a folder of IDX files",
        )
        self.copy = named(
            QCheckBox("laboratory’s cop&y"),
            "measure_copy",
            "Measure the copy that was changed in Inside > Laboratory",
        )
        chosen = row(self.source, self.person, self.folder, self.copy, REST, at_end, spacing=8)
        column(self.headline, chosen, of=self, spacing=APART)
        self.folder.clicked.connect(self._ask_for_folder)
        self.copy.clicked.connect(watch.measure_copy)
        self.source.currentIndexChanged.connect(self._choose)
        self.person.currentIndexChanged.connect(self._choose)
        for changed in (session.data_changed, hands.listed, hands.changed):
            changed.connect(self.list_sources)
        self.follow(watch.evaluated, watch.refused, watch.copy_changed, mistakes.marked_changed)
        self.list_sources()

    def know_folders(self, folders: Sequence[str], first: str) -> None:
        """Offer the test images of these folders, too. first: where to look for another one."""
        self._folders, self._first_folder = tuple(folders), first
        self.list_sources()

    def _ask_for_folder(self) -> None:
        title, first = "Measure a Data Folder", self._first_folder
        dialogs.ask_for_folder(self.window(), title, self._measure_folder, first)

    def _measure_folder(self, folder: str) -> None:
        self._watch.measure(Source(folder=folder))
        self._folders = tuple(dict.fromkeys((folder, *self._folders)))
        self.list_sources()

    def list_sources(self, *_changed: object) -> None:
        """List what can be measured now; the choice stays where it can."""
        chosen = self._watch.source
        self._sources = sources(
            self._session.data, self._hands.all(), self._folders, chosen.writers
        )
        places = [i for i, (_, source) in enumerate(self._sources) if source == chosen]
        self.source.blockSignals(True)
        self.source.clear()
        for name, source in self._sources:
            hand = source.hand
            self.source.addItem(one_line(name, LONGEST_NAME) if hand is None else hand_text(hand))
        self.source.setCurrentIndex(places[0] if places else 0)
        self.source.blockSignals(False)
        self._choose()

    def _choose(self, *_index: int) -> None:
        _, source = self._sources[max(0, self.source.currentIndex())]
        if source.part == "hands":
            source = Source("hands", writers=PEOPLE[self.person.currentText()])
        self.person.setVisible(source.part == "hands")
        self._watch.measure(source)
        self.refresh_soon()

    def refresh(self) -> None:
        watch, found = self._watch, self._watch.found
        if watch.refusal:
            self.headline.say("It cannot be measured", watch.refusal)
        elif found is None:
            self.headline.say(f"Measuring {watch.source.name(self._session.data)} …")
        else:
            self.headline.say(*how_good(found, self._mistakes.marked_rows(found)))
        self.copy.setVisible(watch.copy is not None)
        self.copy.setChecked(watch.measures_copy)
