"""The program is killed while it trains, again and again: only the last seconds may be lost.

Each time a window opens on the same store, goes on with the interrupted run or begins one, trains,
and is killed right after a drawing was labelled. Then the file must be whole, with all runs, all
epochs seen until MOST_LOST seconds before the kill, and all digits but the last.

    pytest -s tests/end_to_end/test_kills.py --kills 20
"""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import trains_until_killed
from homes import home_in

from digitpad.session.preferences import store_file
from digitpad.session.store import Store

pytestmark = pytest.mark.slow

MOST_LOST = 3.5  # seconds: the store is at most three seconds behind, and writing takes time
LONGEST = 5.0  # seconds that a window trains before it is killed
EVERY = 5  # windows that begin a new run; the others go on with the last one


def kill_one(chance: random.Random, begins: bool) -> tuple[list[tuple[float, str, int]], int]:
    """Let a window train for a moment, and kill it.

    Returns (time, run, epochs) for each report, and the last count of digits in the hand.
    """
    command = [sys.executable, trains_until_killed.__file__, str(int(begins))]
    seen: list[tuple[float, str, int]] = []
    digits, late = 0, None
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            what, count = line.split()
            if what == "digits":
                digits = int(count)
                if late is not None and time.monotonic() > late:
                    process.kill()
            else:
                seen.append((time.monotonic(), what, int(count)))
                least = MOST_LOST if begins else 0  # a new run is kept a little later
                late = late or time.monotonic() + chance.uniform(least, LONGEST)
    assert seen, "the window has trained nothing"
    return seen, digits


def check(file: Path, seen: list[tuple[float, str, int]], digits: int, runs: list[str]) -> float:
    """Check the store after a kill; return how many seconds were lost."""
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    killed, (_, run_id, _) = seen[-1][0], seen[-1]
    with closing(Store(file)) as store:
        (hand,) = store.hands()
        records = {record.id: record for record in store.records()}
        networks = store.networks(records[run_id]) if run_id in records else {}
    assert len(hand.digits) >= digits - 1, f"{digits} digits, and {len(hand.digits)} are kept"
    assert list(records) == runs, f"{runs} were trained, and {list(records)} are listed"
    kept = len(records[run_id].history)
    lost = [when for when, _, epochs in seen if epochs > kept]
    seconds = killed - min(lost, default=killed)
    assert seconds <= MOST_LOST, f"{seconds:.1f} s of training are lost"
    assert max(networks) == kept, f"the network of epoch {kept} is lost"
    return seconds


def test_a_kill_costs_the_last_seconds_and_a_digit(tmp_path, monkeypatch, pytestconfig):
    for name, value in home_in(tmp_path).items():
        monkeypatch.setenv(name, value)
    seed = random.randrange(2**32)
    print(f"Seed {seed}")
    chance, runs, lost = random.Random(seed), [], []
    for number in range(pytestconfig.getoption("kills")):
        seen, digits = kill_one(chance, number % EVERY == 0)
        if number % EVERY == 0:
            runs.append(seen[0][1])
        assert {run_id for _, run_id, _ in seen} == {runs[-1]}, "another run was gone on with"
        lost.append(check(store_file(), seen, digits, runs))
    print(f"{len(lost)} kills: at most {max(lost):.1f} s and a digit were lost, and no run.")
