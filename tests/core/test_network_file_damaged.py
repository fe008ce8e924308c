"""Damage of every kind to network files, and files made to harm: read right, or refused."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import msgspec
import numpy as np
import pytest
from hostile_files import HOSTILE, SPELLINGS
from hypothesis import given, settings
from hypothesis import strategies as st
from network_files import EVERY_KEY, assert_read_right, damaged, write

from digitpad.core.files import network_keys

FUZZ = Path(__file__).parents[1] / "fuzz_network_files.py"


def test_the_file_that_is_damaged_is_good(tmp_path):
    assert assert_read_right(write(tmp_path / "net.json", EVERY_KEY))


def test_what_stands_under_the_keys_of_others_may_be_longer_than_python_converts(tmp_path):
    text = json.dumps(EVERY_KEY)[:-1] + ', "theirs": ' + "7" * 4400 + "}"
    assert assert_read_right(write(tmp_path / "net.json", text))


def test_every_damaged_file_is_read_right_or_refused(tmp_path):
    """The long run is tests/fuzz_network_files.py."""
    path = tmp_path / "net.json"
    outcomes = []

    @settings(max_examples=400, deadline=2000, derandomize=True, database=None)
    @given(st.integers(0, 2**32))
    def check(seed):
        path.unlink(missing_ok=True)  # to write over a file makes some file systems wait
        path.write_bytes(damaged(Random(seed)))
        outcomes.append(assert_read_right(path))

    check()
    assert len(outcomes) >= 400
    assert 40 < sum(outcomes) < len(outcomes) - 40  # damage and luck both happened


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL")
def test_a_file_is_old_or_new_whenever_the_program_is_killed():
    run = subprocess.run(
        [sys.executable, str(FUZZ), "--kills", "30", "--seconds", "0", "--seed", "1", "--small"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.stderr, run.returncode) == ("", 0), run.stderr
    assert "30 kills" in run.stdout


READ = """
import sys, time
from digitpad import NetworkFileError, load

def most_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

for path in map(str.strip, sys.stdin):
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")  # forget it
    before, began = most_memory(), time.process_time()
    try:
        load(path)
    except NetworkFileError as error:
        print(error)
    print(time.process_time() - began)
    print((most_memory() - before) / 1024, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_files_made_to_harm_cost_little_time_and_memory(tmp_path):
    path = tmp_path / "net.json"
    command = [sys.executable, "-c", READ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as reader:
        for what, (make, words) in HOSTILE.items():
            path.write_bytes(make())
            reader.stdin.write(f"{path}\n")
            reader.stdin.flush()
            sentence, seconds, megabytes = (reader.stdout.readline() for _ in range(3))
            assert sentence.startswith("net.json ") and words in sentence, what
            assert float(seconds) < 5 and float(megabytes) < 500, what


def test_a_number_is_read_exactly_however_it_is_spelt(tmp_path):
    spelt = list(SPELLINGS.values())
    value = EVERY_KEY | {"sizes": [len(spelt), 1], "dtype": "float64"}
    value |= {"weights": [[[0.125] * len(spelt)]], "biases": [[[0]]]}
    text = json.dumps(value).replace(", ".join(["0.125"] * len(spelt)), ", ".join(spelt))
    found = network_keys.arrays(network_keys.decode(text.encode()))[0][0]
    assert found.tobytes() == np.array([[float(number) for number in spelt]]).tobytes()
    text = json.dumps(EVERY_KEY).replace('"training_cost": [null', '"training_cost": [5e-324')
    assert network_keys.decode(text.encode()).training_cost[0] == 5e-324


def test_msgspec_which_is_slow_at_some_numbers_reads_no_list_of_them():
    """A list of floats may have millions of them; tests/fuzz_network_files.py has the seconds."""
    info = msgspec.inspect

    def has_floats(kind):
        return isinstance(kind, info.FloatType) or (
            isinstance(kind, info.UnionType) and any(map(has_floats, kind.types))
        )

    def lists_of_floats(kind):
        if isinstance(kind, info.UnionType):
            return any(map(lists_of_floats, kind.types))
        if not isinstance(kind, info.ListType | info.VarTupleType):
            return False
        return has_floats(kind.item_type) or lists_of_floats(kind.item_type)

    fields = info.type_info(network_keys.Content).fields
    found = {field.name for field in fields if lists_of_floats(field.type)}
    assert found == set(network_keys._LISTS_OF_FLOATS)
    assert not {"weights", "biases"} & found  # their rows stay text until orjson reads them
