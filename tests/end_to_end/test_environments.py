"""The window is made, reads a drawing and closes in whatever environment it is started."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from homes import home_in

import digitpad

pytestmark = pytest.mark.slow

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from digitpad.app import create_window

application = QApplication(sys.argv)
window = create_window(*sys.argv[1:])
window.show()


def use(reading):
    if reading is None:
        return
    number = window.findChild(QWidget, "eta")
    number.lineEdit().setText("0,25")
    number.interpretText()
    mirrored = window.layoutDirection().name == "RightToLeft"
    print(window.windowTitle(), number.value(), mirrored, flush=True)
    window.session.board.clear()
    QTimer.singleShot(0, window.close)


def draw():
    window.session.board.draw(((0.5, 0.1), (0.5, 0.9)))
    window.session.board.lift_pen()


window.session.reading_changed.connect(use)
QTimer.singleShot(0, draw)
sys.exit(application.exec())
"""

PERSIAN = "شبکه من.json"


def run(folder, options, environment, *arguments):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    environ |= home_in(folder)
    environ |= {"PYTHONPATH": str(Path(digitpad.__file__).parents[1]), "LANG": "C"}
    environ |= {"PYTHONIOENCODING": "utf-8"} | environment  # Windows would write but some letters
    done = subprocess.run(
        [sys.executable, *options, "-c", SCRIPT, *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        timeout=60,
    )
    said = done.stderr.decode(errors="replace").replace(
        "This plugin does not support propagateSizeHints()\n", ""
    )
    assert done.returncode == 0, said
    assert "Traceback" not in said and "Warning" not in said, said
    return done.stdout.decode()


NOWHERE = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), os.path.abspath("/nowhere"))


# Qt takes the language from LANGUAGE even if the system has no such locale.
@pytest.mark.parametrize(
    ("language", "options", "environment"),
    [
        ("de_DE", ["-W", "error", "-X", "dev"], {}),
        ("tr_TR", ["-O"], {}),
        ("ar_EG", [], {"PYTHONUTF8": "1"}),
        ("C", [], NOWHERE),
    ],
    ids=["German, warnings are errors", "Turkish, optimized", "Arabic, UTF-8", "C, without a home"],
)
def test_numbers_and_names_mean_the_same_in_every_locale_and_with_every_option(
    tmp_path, language, options, environment
):
    folder = tmp_path / "ein Ordner – папка"
    folder.mkdir()
    digitpad.Network([784, 10]).save(folder / PERSIAN)
    locale = "C" if language == "C" else f"{language}.UTF-8"
    environment = {"LC_ALL": locale, "LANGUAGE": language} | environment
    said = run(folder, options, environment, PERSIAN)
    assert PERSIAN.removesuffix(".json") in said and "0.25" in said


def test_no_property_is_set_by_a_name_that_turkish_spells_differently():
    """PySide turns interval= into setInterval by the locale's letters; a Turkish I has a dot."""
    found = []
    for path in Path(digitpad.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), keywords=keywords) if name[0] == "Q":
                    found += [(path, k.arg) for k in keywords if (k.arg or "").startswith("i")]
    assert found == []
