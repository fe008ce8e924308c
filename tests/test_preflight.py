"""Preflight says in one message what Qt would miss, and never hangs or crashes itself."""

import ctypes
import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitpad import preflight

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="preflight is for Linux")

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def display() -> Iterator[str]:
    """An X display that answers, such as ":3"."""
    if not shutil.which("Xvfb"):
        if os.environ.get("DIGITPAD_REQUIRE_XVFB"):
            pytest.fail("Xvfb is not installed")
        pytest.skip("Xvfb is not installed")
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL) as server:
        os.close(write_end)
        with open(read_end) as pipe:  # Xvfb writes the number when it is ready
            number = pipe.readline().strip()
        yield f":{number}"
        server.terminate()


@pytest.fixture
def frozen_display() -> Iterator[str]:
    """An X display that takes connections and then says nothing, for ever."""
    threads = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1] - 6000}"  # X adds the 6000 back
    # The server's end frees the thread that still waited for it: no test leaves one behind.
    for thread in set(threading.enumerate()) - threads:
        thread.join()


def take_away(monkeypatch: pytest.MonkeyPatch, *libraries: str) -> None:
    """Make ctypes behave as if these libraries were not installed."""
    load = ctypes.CDLL

    def load_what_is_left(name: str) -> ctypes.CDLL:
        if name in libraries:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        return load(name)

    monkeypatch.setattr(ctypes, "CDLL", load_what_is_left)


def to_install(message: str | None) -> list[str]:
    """Read the packages from the one line that a person is asked to run."""
    assert message is not None
    (line,) = [line for line in message.splitlines() if "apt install" in line]
    return line.strip().removeprefix("sudo apt install ").split()


def test_nothing_to_say_where_a_display_answers(display: str) -> None:
    assert preflight.problem({"DISPLAY": display}) is None


def test_without_a_display_it_says_how_to_get_one() -> None:
    message = preflight.problem({})
    assert message is not None and "DISPLAY is not set" in message
    assert to_install(message) == ["xvfb", "xauth"]
    assert message.endswith("xvfb-run -a digitpad")


@pytest.mark.parametrize("name", [":4711", "not a display", ""])
def test_a_display_that_does_not_answer_is_no_display(name: str) -> None:
    message = preflight.problem({"DISPLAY": name})
    assert message is not None and name in message
    assert to_install(message) == ["xvfb", "xauth"]


def test_a_frozen_display_does_not_freeze_the_start(
    frozen_display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "SECONDS_TO_ANSWER", 0.2)
    message = preflight.problem({"DISPLAY": frozen_display})
    assert message is not None and f"{frozen_display} (DISPLAY) does not answer" in message


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a Wayland display that answers."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        yield {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}


def test_a_wayland_display_that_answers_is_enough(
    wayland: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever this system has: here it is about the display.
    monkeypatch.setattr(preflight, "_loads", lambda library: True)
    assert preflight.problem(wayland) is None
    assert preflight.problem(wayland | {"DISPLAY": ":4711"}) is None
    gone = wayland | {"WAYLAND_DISPLAY": "wayland-8"}
    message = preflight.problem(gone)
    assert message is not None and "wayland-8 (WAYLAND_DISPLAY) does not answer" in message
    assert to_install(message) == ["xvfb", "xauth"]


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libwayland-client.so.0", "libwayland-client0"),
        ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ],
)
def test_the_wayland_libraries_are_needed_on_wayland(
    library: str, package: str, wayland: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "_loads", lambda name: name != library)
    assert to_install(preflight.problem(wayland)) == [package]
    assert preflight.problem(OFFSCREEN) is None


def test_x_will_do_where_wayland_does_not_answer(display: str, tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert preflight.problem(environ | {"DISPLAY": display}) is None


@pytest.mark.parametrize("name", ["offscreen", "minimal", "vnc:size=800x600", "xcb;offscreen"])
def test_some_platforms_need_no_display(name: str) -> None:
    assert preflight.problem({"QT_QPA_PLATFORM": name}) is None


def test_a_chosen_platform_counts_before_the_display_there_is(tmp_path: Path, display: str) -> None:
    environ = {"QT_QPA_PLATFORM": "wayland", "XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": display}
    message = preflight.problem(environ)
    assert message is not None and "WAYLAND_DISPLAY" in message


def test_all_that_is_missing_stands_in_one_line(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch, "libEGL.so.1", "libxcb-cursor.so.0")
    message = preflight.problem({"DISPLAY": display})
    assert message is not None and "libEGL.so.1, libxcb-cursor.so.0" in message
    assert to_install(message) == ["libegl1", "libxcb-cursor0"]
    assert to_install(preflight.problem({})) == ["libegl1", "libxcb-cursor0", "xvfb", "xauth"]


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libGL.so.1", "libgl1"),
        ("libEGL.so.1", "libegl1"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
    ],
)
def test_the_core_libraries_are_needed_without_a_display_too(
    library: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch, library)
    assert to_install(preflight.problem(OFFSCREEN)) == [package]


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-shape.so.0", "libxcb-shape0"),
    ],
)
def test_the_x_libraries_are_needed_on_x_only(
    library: str, package: str, display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch, library)
    assert to_install(preflight.problem({"DISPLAY": display})) == [package]
    assert preflight.problem(OFFSCREEN) is None


def test_where_no_library_is_there_it_still_only_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away(
        monkeypatch, *preflight.CORE_LIBRARIES, *preflight.X_LIBRARIES, "libxcb.so.1", "libX11.so.6"
    )
    assert to_install(preflight.problem({"DISPLAY": ":0"})) == [
        *preflight.CORE_LIBRARIES.values(),
        *preflight.X_LIBRARIES.values(),
    ]


def test_a_library_that_is_not_needed_can_be_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away(monkeypatch, "libEGL.so.1")
    message = preflight.problem(OFFSCREEN)
    assert message is not None and "\n    DIGITPAD_SKIP_PREFLIGHT=1 digitpad" in message
    assert preflight.problem(OFFSCREEN | {"DIGITPAD_SKIP_PREFLIGHT": "1"}) is None
    for value in ("", "0"):
        assert preflight.problem(OFFSCREEN | {"DIGITPAD_SKIP_PREFLIGHT": value}) == message


def test_where_only_the_display_is_missing_nothing_is_said_of_doing_without_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preflight, "_loads", lambda library: True)
    message = preflight.problem({})
    assert message is not None and "DIGITPAD_SKIP_PREFLIGHT" not in message
    assert preflight.problem({"DIGITPAD_SKIP_PREFLIGHT": "1"}) is None


@pytest.mark.parametrize(("version", "too_old"), [("2.31", True), ("2.4", True), ("2.34", False)])
def test_an_old_glibc_is_named(
    version: str, too_old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", version))
    message = preflight.problem(OFFSCREEN)
    assert (message is not None and "glibc 2.34" in message and version in message) == too_old


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_nothing_to_say_on_windows_and_macos(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert preflight.problem({}) is None


def test_it_reads_the_environment_and_imports_no_qt() -> None:
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    code = (
        "import sys; from digitpad import preflight; print(preflight.problem());"
        "print('Qt:', 'PySide6' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environ | {"DISPLAY": ":4711"},
        cwd=Path(preflight.__file__).parents[1],  # the digitpad that is tested, and no other
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stderr == ""
    assert ":4711 (DISPLAY) does not answer" in run.stdout
    assert run.stdout.endswith("Qt: False\n")
