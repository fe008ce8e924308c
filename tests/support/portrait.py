"""All that a person sees of a window, and what its session holds: equal if nothing has changed.

Left out is how far a part is scrolled, and what the line at the foot explains.
"""

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from digitpad.ui.frame.facts_bar import ExplanationLine


def portrait(desk):
    """Facts about the window, as a set."""
    session, undo = desk.session, desk.session.undo
    run = session.run and (session.run.id, len(session.run.history))
    held = {
        ("network", id(desk.window.network)),
        ("drawing", session.drawing.image().tobytes()),
        ("file and run", str(session.file), run),
        ("undo", undo.index(), undo.count()),
    }
    seen = [widget for widget in desk.window.findChildren(QWidget) if widget.isVisible()]
    seen = [w for w in seen if not isinstance(w, (ExplanationLine, QScrollBar))]
    return held | {("title", desk.title())} | {_facts(widget) for widget in seen}


def still_portrait(desk):
    """The portrait, once nothing changes any more."""
    seen = []

    def is_still():
        seen.append(portrait(desk))
        return seen[-2:-1] == seen[-1:]

    desk.wait(is_still)
    return seen[-1]


def _facts(widget):
    spoken = widget.accessibleName(), widget.accessibleDescription(), widget.isEnabled()
    size = widget.size().toTuple()
    return type(widget).__name__, widget.objectName(), size, spoken, _content(widget)


def _content(widget):
    match widget:
        case QAbstractButton():
            return widget.text(), widget.isChecked()
        case QLabel() | QLineEdit():
            return widget.text()
        case QComboBox() | QTabWidget():
            return widget.currentIndex()
        case QSpinBox() | QAbstractSlider():
            return widget.value()
        case QAbstractItemView() if widget.model():
            model, chosen = widget.model(), widget.currentIndex()
            cells = [model.index(row, 0).data() for row in range(min(model.rowCount(), 50))]
            return model.rowCount(), str(cells), chosen.row(), chosen.column()
    return None
