"""Collects the licences of a bundle's parts; bundle.py calls it beside the installed digitpad.

    python licenses.py dist/digitpad

Fills the folder `licenses` there: a folder for each Python package, with its own files; Python's
licence; the LGPL, under which Qt and PySide6 are used, and the GPL, to which it refers; and
Debian's texts on the system's libraries. README.txt lists them all.
"""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

TEXTS = Path(__file__).resolve().parent / "licenses"
NAMES = ("license", "licence", "copying", "notice")
OF_QT = ("pyside6", "shiboken6")
BOOTLOADER = "pyinstaller"  # what starts the bundle is a part of it
HEAD = """\
digitpad is a bundle of programs by many people. Their licences are in this folder.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3 (LGPL-3.0.txt, which
refers to GPL-3.0.txt). Their libraries are separate files in the folder _internal/PySide6, and may
be replaced there by others of the same interface. Their source, for the version named below, is at
https://download.qt.io/official_releases/, and what Qt contains of others is listed at
https://doc.qt.io/qt-6/licenses-used-in-qt.html.

"""


def needed(name: str, seen: dict[str, Distribution]) -> dict[str, Distribution]:
    """The installed packages that a package needs, itself included, by name."""
    if name not in seen:
        seen[name] = distribution(name)
        for text in seen[name].requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed(requirement.name.lower(), seen)
    return seen


def is_licence(stem: str) -> bool:
    return any(name in stem for name in NAMES)


def brought(package: Distribution) -> dict[str, bytes]:
    """The licences that a package contains, each text once, by the names of their copies."""
    found: dict[bytes, str] = {}
    for file in package.files or ():
        path = Path(str(package.locate_file(file)))
        if "licenses" in file.parts:  # where packages of today put them
            name = "-".join(file.parts[file.parts.index("licenses") + 1 :])
        elif file.suffix.lower() in ("", ".txt", ".md") and is_licence(file.stem.lower()):
            name = "-".join(file.parts[-2:])
        else:
            continue
        if path.is_file():
            found.setdefault(path.read_bytes(), name)
    return {name: content for content, name in found.items()}


def said(package: Distribution) -> str:
    """The licence that a package names."""
    told = package.metadata
    return told.get("License-Expression") or (told.get("License") or "see its files").split("\n")[0]


def of_packages(folder: Path) -> Iterator[str]:
    """Copy the licences of all Python packages; return lines about them.

    Raises SystemExit if a package contains none.
    """
    packages = needed("digitpad", {}) | {BOOTLOADER: distribution(BOOTLOADER)}
    for name, package in sorted(packages.items()):
        files = brought(package)
        if not files and not name.startswith(OF_QT):
            raise SystemExit(f"{name} {package.version} brings no licence.")
        for file, content in files.items():
            (folder / name).mkdir(exist_ok=True)
            (folder / name / file).write_bytes(content)
        yield f"{name} {package.version}: {said(package)}"


def of_python() -> Path:
    """Python's own licence, from its standard library or beside it."""
    library = Path(sysconfig.get_path("stdlib"))
    for path in (library / "LICENSE.txt", library.parent / "LICENSE.txt", library / "LICENSE"):
        if path.is_file():
            return path
    raise SystemExit(f"Python's licence is not in {library}.")


def of_libraries(folder: Path, libraries: list[Path]) -> Iterator[str]:
    """Copy Debian's texts on the system's libraries; return lines about them."""
    (folder / "system").mkdir()
    for library in libraries:
        command = ["dpkg-query", "--search", f"*/{library.name}"]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        package = found.split(":")[0]
        text = Path("/usr/share/doc", package or "-", "copyright")
        if text.is_file():
            shutil.copy(text, folder / "system" / f"{package}.txt")
        yield f"{library.name}: {package or 'of no package'}"


def main() -> None:
    bundle = Path(sys.argv[1])
    folder = bundle / "licenses"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TEXTS, folder)
    shutil.copy(of_python(), folder / "Python.txt")
    lines = [f"Python {sys.version.split()[0]}: PSF-2.0", *of_packages(folder)]
    if shutil.which("dpkg-query"):
        found = (bundle / "_internal").glob("lib*.so*")  # links lead to those of packages
        libraries = sorted(
            path for path in found if not (path.is_symlink() or path.name.startswith("libpython"))
        )
        lines += ["", "The system's libraries, by their Debian packages:", ""]
        lines += of_libraries(folder, libraries)
    (folder / "README.txt").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
