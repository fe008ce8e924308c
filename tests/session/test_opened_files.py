"""Network files as the program uses them."""

import os
import threading

import pytest

from digitpad.session import opened_files
from digitpad.session.opened_files import shipped_network, stamp_of
from digitpad.session.runs.run import file_name_of, title_of


def test_the_shipped_network_is_one_however_many_ask_at_once():
    opened_files._shipped_network.cache_clear()
    together, found = threading.Barrier(4), []

    def ask():
        together.wait(30)
        found.append(shipped_network())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4 and len({id(network) for network in found}) == 1


@pytest.mark.parametrize("title", ["run 3", "first try, η 0.5", "mine", "v1.2"])
def test_a_proposed_file_is_called_as_its_run_and_the_run_as_its_file(title):
    assert file_name_of(title) == f"{title}.digitpad.json"
    assert title_of("", file_name_of(title), 7) == title


@pytest.mark.parametrize(
    "title", ["../up", "a/b", "c:\\d", "what?", " ends. ", "\0\n", "…" * 400, "."]
)
def test_a_proposed_name_is_one_that_every_system_takes(title):
    name = file_name_of(title)
    assert name.endswith(".digitpad.json") and len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*\0\n') and name == name.strip(" ") and name[0] != "."


def test_other_files_give_their_runs_their_names():
    for file in ("net.json", "net.json.gz", "net.digitpad.json", "net.digitpad.json.gz"):
        assert title_of("", file, 7) == "net"
    assert title_of("named", "net.json", 7) == "named" and title_of("", "", 7) == "run 7"


def test_a_stamp_tells_that_another_program_has_written_a_file(tmp_path):
    path = tmp_path / "net.json"
    assert stamp_of(path) is None
    path.write_bytes(b"one")
    before = stamp_of(path)
    assert stamp_of(path) == before
    path.write_bytes(b"three")
    assert stamp_of(path) != before
    os.utime(path, (1, 1))
    path.write_bytes(b"other")
    assert stamp_of(path) != before
