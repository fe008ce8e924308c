"""After a crash: asks what is to become of the drawing that it has left."""

from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.kept.desk_file import Desk
from digitpad.session.kept.drawing_keeper import DrawingKeeper
from digitpad.session.session import Session
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs


class DrawingOffer(WindowPart):
    """Offers it, unless something is drawn already."""

    def __init__(self, window: QWidget, session: Session, keeper: DrawingKeeper) -> None:
        super().__init__(window)
        self._session, self._keeper = session, keeper
        keeper.found.connect(self._ask)

    def _ask(self, desk: Desk) -> None:
        if not self._session.drawing.is_blank():
            self._keeper.leave()
            return

        def restore() -> None:
            self._session.board.put_drawing(desk.drawing, desk.before)
            self._keeper.discard()

        dialogs.ask(
            self._window,
            "Restore the drawing?",
            "digitpad ended before its window was closed, with something drawn.",
            {
                "&Restore": restore,
                QMessageBox.StandardButton.Discard: self._keeper.discard,
                "&Not Now": self._keeper.leave,
            },
            escape="&Not Now",
        )
