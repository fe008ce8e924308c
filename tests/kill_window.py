"""Kill the program while it trains, again and again: only the last seconds may be lost.

    python tests/kill_window.py [--kills 20] [--seed N]

Each time a window opens on the same store, goes on with the interrupted run or begins one, trains,
and is killed right after a drawing was labelled. Then the file must be whole, with all runs, all
epochs seen until MOST_LOST seconds before the kill, and all digits but the last; if not, exits with
an error.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.append(str(Path(__file__).resolve().parent / "support"))

from homes import home_in

from digitpad.session.preferences import store_file
from digitpad.session.store import Store

MOST_LOST = 3.5  # seconds: the store is at most three seconds behind, and writing takes time
LONGEST = 5.0  # seconds that a window trains before it is killed
LABEL_EVERY = 300  # milliseconds: a busy disk may take as long to write a digit
EVERY = 5  # windows that begin a new run; the others go on with the last one


def window(begins: bool) -> None:
    """A window that trains and labels drawings until it is killed.

    It prints its run's epochs and its hand's digits as they grow.
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QApplication, QSpinBox

    from digitpad.app import create_window
    from digitpad.session.hands.hand_list import HandList
    from digitpad.session.hands.labelling import Labels
    from digitpad.session.keeper import Keeper

    application = QApplication(sys.argv)
    window = create_window()
    session, timer = window.session, QTimer(window)
    hands, labels = session.findChild(HandList), session.findChild(Labels)

    def train(*_told: object) -> None:
        window.findChild(QSpinBox, "epochs").setValue(100_000)
        window.findChild(QSpinBox, "training_size").setValue(2000)
        name = "action_start" if begins else "action_continue"
        window.findChild(QAction, name).trigger()
        timer.start(LABEL_EVERY)

    def label() -> None:
        count = len(hands.hand.digits)
        session.board.clear()
        session.board.draw(((0.3, 0.1), (0.7, 0.1 + count % 80 / 100)))
        labels.label(count % 10)
        print("digits", len(hands.hand.digits), flush=True)

    def tell() -> None:
        if session.run is not None and session.run.history and session.learns:
            print(session.run.id, len(session.run.history), flush=True)

    session.runs.changed.connect(tell)
    timer.timeout.connect(label)
    returned = session.findChild(Keeper).returned
    (session.data_changed if begins else returned).connect(train)
    window.show()
    application.exec()


def kill_one(chance: random.Random, begins: bool) -> tuple[list[tuple[float, str, int]], int]:
    """Let a window train for a moment, and kill it.

    Returns (time, run, epochs) for each report, and the last count of digits in the hand.
    """
    command = [sys.executable, __file__, "--window", str(int(begins))]
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--window", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.window is not None:
        window(bool(arguments.window))
        return
    home = Path(tempfile.mkdtemp(prefix="digitpad-kill-"))
    os.environ.update(home_in(home))
    print(f"Seed {arguments.seed}, in {home}", flush=True)
    chance, runs, lost = random.Random(arguments.seed), [], []
    for number in range(arguments.kills):
        seen, digits = kill_one(chance, number % EVERY == 0)
        if number % EVERY == 0:
            runs.append(seen[0][1])
        assert {run_id for _, run_id, _ in seen} == {runs[-1]}, "another run was gone on with"
        lost.append(check(store_file(), seen, digits, runs))
    shutil.rmtree(home)
    print(f"{len(lost)} kills: at most {max(lost):.1f} s and a digit were lost, and no run.")


if __name__ == "__main__":
    main()
