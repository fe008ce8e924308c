"""A window to drag a file from, as from a file manager: drag_source.py FILE X Y.

It prints "dragged" when it is, and then what would be done with it where the pointer is.
"""

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


class Source(QWidget):
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.actionChanged.connect(lambda action: print(action.name, flush=True))
        print("dragged", flush=True)
        drag.exec(Qt.DropAction.CopyAction)


application = QApplication(sys.argv)
source = Source()
source.setWindowTitle("files")
source.setGeometry(int(sys.argv[2]), int(sys.argv[3]), 60, 40)
source.show()
application.exec()
