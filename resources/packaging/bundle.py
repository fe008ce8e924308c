"""Builds digitpad as a program for people without Python: a folder, made by PyInstaller.

    python resources/packaging/bundle.py [--output dist]

It contains the program, dist/digitpad/digitpad, all that it needs except the system's own
libraries, and all licences. PyInstaller and digitpad are installed in a temporary virtual
environment. Exits with an error if the folder is larger than a bundle should be.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
MOST_MEGABYTES = 210


def build(output: Path, scratch: Path) -> None:
    """Make the folder output/digitpad."""
    venv.create(scratch / "venv", with_pip=True)
    python = scratch / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    commands = (
        ["-m", "pip", "install", "--quiet", f"{PROJECT}[bundle]"],
        ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(output)]
        + ["--workpath", str(scratch / "work"), str(HERE / "digitpad.spec")],
        [str(HERE / "licenses.py"), str(output / "digitpad")],
    )
    for command in commands:
        # In the scratch folder and with -P, so that only installed modules are bundled.
        subprocess.run([python, "-P", *command], cwd=scratch, check=True)


def strip_python(folder: Path) -> None:
    """Strip Python of the 25 MB of debug information that some builds have.

    PyInstaller would strip all libraries, which not all survive.
    """
    if shutil.which("strip") and sys.platform == "linux":
        found = [*folder.glob("libpython*.so*"), *folder.glob("python3.*/lib-dynload/*.so")]
        subprocess.run(["strip", "--strip-unneeded", *found], check=True)


def megabytes(folder: Path) -> float:
    """The size of a folder's files; one with two names counts once."""
    status = [p.lstat() for p in folder.rglob("*") if not p.is_dir()]
    sizes = {(s.st_dev, s.st_ino): s.st_size for s in status}
    return sum(sizes.values()) / 1e6


def main() -> int:
    """Build it. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Build digitpad for people without Python.")
    parser.add_argument(
        "--output", type=Path, default=PROJECT / "dist", help="the folder to put it into"
    )
    output = parser.parse_args().output.resolve()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        build(output, Path(scratch))
    strip_python(output / "digitpad" / "_internal")
    size = megabytes(output / "digitpad")
    print(f"{output / 'digitpad'}: {size:.0f} MB, in {time.monotonic() - began:.0f} s")
    if size > MOST_MEGABYTES:
        print(f"That is more than {MOST_MEGABYTES} MB.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
