"""The entry in a desktop's menu, the icons, and the type of network files."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from scripts import write_script

from digitpad.app import NAME
from digitpad.resources import resource_path

pytestmark = pytest.mark.slow

PACKAGING = resource_path("packaging")
ENTRY = Path("applications", f"{NAME}.desktop")
THEME = PACKAGING / "share" / "icons" / "hicolor"

# Qt's own reader of the files in XDG_DATA_HOME/mime, of which it needs no index.
TYPES = """
import sys
from PySide6.QtCore import QMimeDatabase
for name in sys.argv[1:]:
    type = QMimeDatabase().mimeTypeForFile(name, QMimeDatabase.MatchMode.MatchExtension)
    print(type.name(), type.iconName(), type.inherits("application/json"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are for Linux")
def test_readmes_lines_put_digitpad_into_the_menu(tmp_path):
    """In a checkout whose path has a space, with the type of its files."""
    checkout, home = tmp_path / "my checkout", tmp_path / "home"
    data = home / ".local" / "share"
    checkout.mkdir()
    (tmp_path / "bin").mkdir()
    (checkout / "resources").symlink_to(PACKAGING.parent)
    write_script(tmp_path / "bin" / "update-mime-database", "import sys; print(*sys.argv[1:])")
    readme = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")
    (lines,) = (block for block in readme.split("```") if "Exec=" in block)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    environ = os.environ | {"HOME": str(home), "PATH": path}
    shell = subprocess.run(
        ["bash", "-ec", lines], cwd=checkout, env=environ, capture_output=True, text=True
    )
    assert (shell.stderr, shell.stdout) == ("", f"{data / 'mime'}\n")
    assert f'Exec="{checkout}/.venv/bin/digitpad" %F' in (data / ENTRY).read_text().splitlines()
    assert (data / "icons/hicolor/scalable/apps" / f"{NAME}.svg").is_file()

    names = [
        "mine.digitpad.json",
        "mine.digitpad-runs",
        "mine.json",
        "digitpad.json",
        "mine.digitpad.json.gz",
    ]
    environ = environ | {"XDG_DATA_HOME": str(data), "XDG_DATA_DIRS": "/nonexistent"}
    types = subprocess.run(
        [sys.executable, "-c", TYPES, *names], env=environ, capture_output=True, text=True
    )
    ours, runs, *others = types.stdout.splitlines()
    name = "application/x-digitpad-network+json"
    icon = name.replace("/", "-")
    assert ours == f"{name} {icon} True" and runs == f"application/x-digitpad-runs {icon} False"
    assert (data / f"icons/hicolor/scalable/mimetypes/{icon}.svg").is_file()
    assert len(others) == 3 and not any("digitpad" in other for other in others)


def pixels(image):
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).astype(float)


@pytest.mark.parametrize("kind", ["apps", "mimetypes"])
def test_icons_are_made_from_the_drawings(kind):
    (drawn,) = (THEME / "scalable" / kind).iterdir()
    drawing = {"apps": "digitpad.svg", "mimetypes": "network.svg"}[kind]
    assert drawn.read_bytes() == (PACKAGING.parent / "icons" / drawing).read_bytes()
    sizes = [path for path in THEME.iterdir() if path.name != "scalable"]
    assert len(sizes) >= 6
    for folder in sizes:
        icon = QImage(str(folder / kind / f"{drawn.stem}.png"))
        assert f"{icon.width()}x{icon.height()}" == folder.name
        expected = QImage(icon.size(), QImage.Format.Format_ARGB32_Premultiplied)
        expected.fill(0)
        with QPainter(expected) as painter:
            QSvgRenderer(str(drawn)).render(painter)
        # Another Qt may smooth edges differently.
        assert np.abs(pixels(icon) - pixels(expected)).mean() < 2


def test_the_metainfo_names_existing_files():
    (path,) = (PACKAGING / "share" / "metainfo").iterdir()
    component = ElementTree.parse(path).getroot()
    assert component.findtext("id") == NAME
    assert component.findtext("launchable") == ENTRY.name
    entry = (PACKAGING / "share" / ENTRY).read_text()
    assert f"MimeType={component.findtext('provides/mediatype')};" in entry
