"""The entry in a desktop's menu, the icons, and the type of network files."""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from scripts import write_script

import digitpad
from digitpad import desktop_entry
from digitpad.resources import resource_path

pytestmark = pytest.mark.slow

PACKAGING = resource_path("packaging")
THEME = PACKAGING / "share" / "icons" / "hicolor"

HAS_ENTRIES = sys.platform not in ("win32", "darwin")

# Qt's own reader of the files in XDG_DATA_HOME/mime, of which it needs no index.
TYPES = """
import sys
from PySide6.QtCore import QMimeDatabase
for name in sys.argv[1:]:
    type = QMimeDatabase().mimeTypeForFile(name, QMimeDatabase.MatchMode.MatchExtension)
    print(type.name(), type.iconName(), type.inherits("application/json"))
"""


class Home:
    """A home of its own, with a program named digitpad in it."""

    def __init__(self, folder):
        self.data = folder / "data"
        self.program = folder / 'a "strange" $HOME, 100% `of` \\ mine' / "digitpad"
        self.program.parent.mkdir()
        self.write_program()
        self.environ = {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(self.data),
            "PATH": "/nonexistent",
            "PYTHONPATH": str(Path(digitpad.__file__).parents[1]),
        }

    def write_program(self, before=""):
        start = "from digitpad.app import main\nsys.exit(main())\n"
        write_script(self.program, f"import sys\n{before}{start}")

    def run(self, *command, **more):
        environ = self.environ | more
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)

    def install(self, **more):
        return self.run(str(self.program), "--install-desktop-entry", **more)

    def remove(self, **more):
        return self.run(str(self.program), "--remove-desktop-entry", **more)

    def files(self):
        return {path for path in self.data.rglob("*") if not path.is_dir()}


@pytest.fixture
def home(tmp_path):
    if not HAS_ENTRIES:
        pytest.skip("desktop entries are for Linux and the BSDs")
    return Home(tmp_path)


def listed(text):
    return {Path(line.strip()) for line in text.splitlines() if line.startswith("  ")}


def test_all_written_files_are_listed_and_removed(home):
    others = {home.data / "applications" / "other.desktop", home.data / "mime/packages/other.xml"}
    for other in others:
        other.parent.mkdir(parents=True)
        other.write_text("mine")
    for _again in range(2):
        run = home.install()
        assert (run.stderr, run.returncode) == ("", 0)
        written = home.files() - others
        assert listed(run.stdout) == written
        assert {path.suffix for path in written} == {".desktop", ".svg", ".png", ".xml"}
    for removed in (written, set()):
        run = home.remove()
        assert (run.stderr, run.returncode, listed(run.stdout)) == ("", 0, removed)
        assert home.files() == others


def test_the_entry_starts_the_program_that_wrote_it_with_network_files(home):
    home.install()
    head, *lines = (home.data / desktop_entry.ENTRY).read_text().splitlines()
    entry = dict(line.split("=", 1) for line in lines)
    assert head == "[Desktop Entry]"
    # As a desktop reads it: first the escapes of any value, then quotes as in a shell, then the
    # letters after %.
    command = entry["Exec"].replace("\\\\", "\\")
    run = home.run("/bin/sh", "-c", f"printf '%s\\n' {command}")
    program, file = run.stdout.splitlines()
    assert (program.replace("%%", "%"), file) == (str(home.program), "%f")
    assert entry["Icon"] == desktop_entry.NAME == desktop_entry.ENTRY.stem

    # Only its own ending is a network file.
    names = ["mine.digitpad.json", "mine.json", "digitpad.json", "mine.digitpad.json.gz"]
    run = home.run(sys.executable, "-c", TYPES, *names, XDG_DATA_DIRS="/nonexistent")
    ours, *others = run.stdout.splitlines()
    name = "application/x-digitpad-network+json"
    icon = name.replace("/", "-")
    assert ours == f"{name} {icon} True" and entry["MimeType"] == f"{name};"
    assert (home.data / f"icons/hicolor/scalable/mimetypes/{icon}.svg").is_file()
    assert len(others) == 3 and not any("digitpad" in other for other in others)


def test_files_that_cannot_be_written_are_named(home):
    (home.data / desktop_entry.ENTRY).mkdir(parents=True)
    run = home.install()
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert desktop_entry.ENTRY.name in run.stderr and "a folder" in run.stderr
    shutil.rmtree(home.data)
    home.data.write_text("a file, where the folder should be")
    run = home.install()
    assert run.returncode == 1 and str(home.data) in run.stderr and "Traceback" not in run.stderr
    run = home.remove()
    assert run.returncode == 0 and not listed(run.stdout)


@pytest.mark.skipif(not HAS_ENTRIES, reason="desktop entries are for Linux and the BSDs")
def test_a_missing_program_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["-c"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(OSError, match="install digitpad first"):
        desktop_entry.install()


@pytest.mark.parametrize("act", [desktop_entry.install, desktop_entry.remove])
def test_other_systems_have_no_entries(monkeypatch, act):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(OSError, match="this system has none"):
        act()


@pytest.mark.parametrize("before", ["/mine", None])
def test_the_desktops_index_is_made_anew_with_the_systems_libraries(home, tmp_path, before):
    """Also from a bundle of PyInstaller, which has libraries of its own."""
    home.write_program("sys.frozen = True\n")
    index = tmp_path / "bin" / "update-mime-database"
    index.parent.mkdir()
    index.write_text('#!/bin/sh\necho "${LD_LIBRARY_PATH-none}" "$@" >>"$HOME/called"\n')
    index.chmod(0o755)
    libraries = {"LD_LIBRARY_PATH": "/bundle", "PATH": str(index.parent)}
    if before is not None:
        libraries["LD_LIBRARY_PATH_ORIG"] = before
    for work in (home.install, home.remove):
        assert work(**libraries).returncode == 0
    called = (tmp_path / "called").read_text().splitlines()
    assert called == 2 * [f"{before or 'none'} {home.data / 'mime'}"]


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
    assert component.findtext("id") == desktop_entry.NAME
    assert component.findtext("launchable") == desktop_entry.ENTRY.name
    entry = (PACKAGING / "share" / desktop_entry.ENTRY).read_text()
    assert f"MimeType={component.findtext('provides/mediatype')};" in entry
