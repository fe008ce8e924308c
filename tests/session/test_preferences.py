"""Preferences are remembered, and have the type and the bounds of their defaults."""

from pathlib import Path

import pytest
from homes import home_in
from PySide6.QtCore import QByteArray

from digitpad.core.data.data_spec import DataSpec
from digitpad.session.preferences import Preferences, preferences_file, store_file


@pytest.mark.parametrize(
    ("written", "default", "read"),
    [
        ("true", False, True), ("false", True, False), ("1", False, False), ("a, b", True, True),
        ("110", 100, 110), ("1e99", 100, 100), ("9" * 5000, 100, 100), ("200", 100, 100),
        ("@Rect(1 2 3 4)", 100, 100), ("dark", "light", "dark"), ("@Invalid()", "light", "light"),
        ("a, b", "light", "light"), ("a, b", ["c"], ["a", "b"]), ("a", ["c"], ["a"]),
        (r"@Variant(\0), x", ["c"], ["c"]), ("@ByteArray(a)", QByteArray(), QByteArray(b"a")),
        ("3", QByteArray(), QByteArray()),
    ],
)  # fmt: skip
def test_a_preference_of_another_type_or_out_of_bounds_has_its_default(
    tmp_path, monkeypatch, written, default, read
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    preferences_file().parent.mkdir()
    preferences_file().write_text(f"[General]\nkey={written}\n")
    allowed = range(151) if type(default) is int else None
    assert Preferences().read("key", default, allowed) == read


# As a file may have them that was damaged, or written by hand.
NONSENSE = (
    "", "{", "x 7y", "a, b", "true", "-5", "1000", "1e99", "9" * 5000, r"\x0", "\ufffd",
    "@Invalid()", "@ByteArray(x)", "@Rect(1 2 3 4)", "@Point(1 2), @Size(3 4)", r"@Variant(\0), x",
    r"@Variant(\0\0\0\x1d)", r"@Variant(\0\0\0\b\0\0\0\x1\0\0\0\x2\0k\0\0\0\n\0\0\0\x2\0v)",
)  # fmt: skip


def test_whatever_is_written_a_preference_has_the_type_of_its_default(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    preferences_file().parent.mkdir()
    keys = "\n".join(f"key{number}={written}" for number, written in enumerate(NONSENSE))
    preferences_file().write_bytes(f"[General]\n{keys}".encode())
    preferences = Preferences()
    for default in (False, 100, "light", ["c"], QByteArray()):
        for number in range(len(NONSENSE)):
            found = preferences.read(f"key{number}", default)
            assert type(found) is type(default)
            assert type(found) is not list or set(map(type, found)) == {str}


def test_a_preference_that_could_not_be_written_is_told_until_it_can_be(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder, told = preferences_file().parent, []
    folder.write_text("a file where a folder should be")
    preferences = Preferences()
    preferences.failed.connect(told.append)
    preferences.keep("first", 1)
    assert len(told) == 1
    folder.unlink()
    preferences.keep("second", 2)
    assert len(told) == 1
    written = preferences_file().read_text()
    assert "first=1" in written and "second=2" in written


def test_every_system_keeps_files_where_the_variables_say(tmp_path, monkeypatch):
    """So that tests leave the developer's own files alone, also on Windows and macOS."""
    for name, value in home_in(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert preferences_file() == tmp_path / "config" / "digitpad" / "settings.ini"
    assert store_file() == tmp_path / "data" / "digitpad" / "digitpad.sqlite"
    for nothing in ("", "beside/us"):
        for name in home_in(tmp_path):
            monkeypatch.setenv(name, nothing)
        for file in (preferences_file(), store_file()):
            assert file.is_absolute() and not file.is_relative_to(Path.cwd())


def test_the_data_used_last_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert Preferences().data() == DataSpec()
    for data in (DataSpec(str(tmp_path)), DataSpec(other_hands=True), DataSpec()):
        Preferences().use_data(data)
        assert Preferences().data() == data
    assert Preferences().recent("data") == [str(tmp_path)]
