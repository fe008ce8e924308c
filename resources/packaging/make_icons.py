"""Makes share/icons from the drawings in resources/icons.

    python resources/packaging/make_icons.py

Desktops look there for the icons of the program and of its files: an SVG, and a PNG for each size
at which they show icons. It needs the libraries of digitpad, and no display.
"""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
DRAWINGS = HERE.parent / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256)
# The drawing, the folder of its kind, and the name of the icon for desktops.
ICONS = (
    ("digitpad.svg", "apps", "org.digitpad.digitpad"),
    ("network.svg", "mimetypes", "application-x-digitpad-network+json"),
)


def painted(drawing: Path, size: int) -> QImage:
    """The drawing as an image of size x size pixels, transparent around it."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(str(drawing)).render(painter, QRectF(0, 0, size, size))
    return image


def make(theme: Path) -> None:
    """Write all icons to the folder of an icon theme."""
    for drawing, kind, name in ICONS:
        for size in SIZES:
            place = theme / f"{size}x{size}" / kind / f"{name}.png"
            place.parent.mkdir(parents=True, exist_ok=True)
            if not painted(DRAWINGS / drawing, size).save(str(place)):
                sys.exit(f"{place} cannot be written.")
        place = theme / "scalable" / kind / f"{name}.svg"
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DRAWINGS / drawing, place)


if __name__ == "__main__":
    make(HERE / "share" / "icons" / "hicolor")
