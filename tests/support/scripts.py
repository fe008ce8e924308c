"""Python scripts that the system starts by name."""

import sys
from pathlib import Path


def write_script(path: Path, code: str) -> None:
    """Write a program that runs `code` with this Python.

    The shell starts Python, as pip has it do: the path in a script's first line ends at a space.
    To Python the shell's line is a string.
    """
    path.write_text(f"#!/bin/sh\n'''exec' '{sys.executable}' \"$0\" \"$@\"\n'''\n{code}")
    path.chmod(0o755)
