"""The long run of what the suite tries shortly: damaged network files, and kills while saving.

    python tests/fuzz_network_files.py [--seconds 60] [--kills 200] [--seed N] [--small]

Each damaged file must be read right or refused with a sentence, in a second and 2 GB at most; so
must, in two seconds each, the largest files of numbers that are slow to read, unless --small is
given. Of a file whose writing is cut short by SIGKILL all of the old or all of the new content
must be there. A third of the seconds goes to files through the window, see fuzz_window.py. Exits
with an error at the first that is not so; the file then stays where the error says. Needs a POSIX
system.
"""

import argparse
import contextlib
import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a fork takes no threads along

import numpy as np
from hostile_files import SPELLINGS, with_number
from network_files import assert_read_right, damaged

from digitpad import Network, NetworkFileError, load

MOST_SECONDS = 1.0
MOST_HOSTILE_SECONDS = 2.0
MOST_MEMORY = 2 * 2**30


def damage(folder: Path, seconds: float, seed: int) -> None:
    """Read damaged files for so long."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    path = folder / "net.json"
    chance = random.Random(seed)
    tried = right = 0
    slowest = 0.0
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        path.unlink(missing_ok=True)  # to write over a file makes some file systems wait
        path.write_bytes(damaged(chance))
        right += assert_read_right(path)
        tried += 1
        slowest = max(slowest, time.perf_counter() - began)
        assert slowest < MOST_SECONDS, f"{path} took {slowest:.1f} s"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{tried:,} damaged files: {right:,} still good and read right, the others refused; "
        f"the slowest took {slowest * 1000:.0f} ms, the process {memory:.0f} MB."
    )


def hostile(folder: Path) -> None:
    """Read files that are made to cost much time and memory, each in a process of its own."""
    path = folder / "net.json"
    contents = {}
    for name, number in SPELLINGS.items():
        for key in ("weights", "eta", "of others"):
            contents[f"{name}, {key}"] = partial(with_number, number, key)
            contents[f"{name}, {key}, packed"] = partial(packed_number, number, key)
    slowest, largest = (0.0, ""), (0.0, "")
    for name, make in contents.items():
        path.unlink(missing_ok=True)
        path.write_bytes(make())
        seconds, megabytes = cost_of_reading(path)
        slowest, largest = max(slowest, (seconds, name)), max(largest, (megabytes, name))
        assert seconds < MOST_HOSTILE_SECONDS, f"{path} ({name}) took {seconds:.1f} s"
        assert megabytes * 2**20 < MOST_MEMORY, f"{path} ({name}) took {megabytes:.0f} MB"
    print(
        f"{len(contents)} files made to harm: the slowest took {slowest[0]:.2f} s "
        f"({slowest[1]}), the largest {largest[0]:.0f} MB ({largest[1]}).",
        flush=True,
    )


def packed_number(number: str, key: str) -> bytes:
    return gzip.compress(with_number(number, key), 1)


def cost_of_reading(path: Path) -> tuple[float, float]:
    """The seconds and megabytes that it takes to read a file, whether it is refused or not."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.perf_counter()
            with contextlib.suppress(NetworkFileError):
                load(path)
            seconds = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            os.write(writing, f"{seconds} {(after - before) / 1024}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        answer = pipe.read().split()
    os.waitpid(child, 0)
    assert answer, f"reading {path} ended in no NetworkFileError"
    return float(answer[0]), float(answer[1])


def kills(folder: Path, count: int, seed: int) -> None:
    """Save over a file in a process of its own, killed at a random moment, so many times."""
    path = folder / "net.json"
    networks = [Network([784, 30, 10], rng=np.random.default_rng(n)) for n in (1, 2)]
    contents = []
    durations = []
    for network in networks * 3:
        began = time.perf_counter()
        network.save(path)
        durations.append(time.perf_counter() - began)
        contents.append(path.read_bytes())
    chance = random.Random(seed)
    old_kept = new_there = left = 0
    for i in range(count):
        new = i % 2
        path.write_bytes(contents[1 - new])
        child = os.fork()
        if child == 0:
            try:
                networks[new].save(path)
                signal.pause()  # to be killed here, if the save was quicker
            finally:
                os._exit(1)
        time.sleep(chance.random() * 1.5 * max(durations))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the save failed, before it was killed"
        found = path.read_bytes()
        assert found in contents[:2], f"{path} is neither the old nor the new file"
        load(path)
        old_kept += found == contents[1 - new]
        new_there += found == contents[new]
        for temporary in folder.glob(".digitpad-*.tmp"):
            temporary.unlink()
            left += 1
        networks[new].save(path)
        assert os.listdir(folder) == [path.name], "it is not written beside, and renamed"
    print(
        f"{count} kills in a save of {max(durations) * 1000:.0f} ms at most: {old_kept} times the "
        f"old file was whole, {new_there} times the new one; {left} left a temporary file.",
        flush=True,
    )


def through_window(seconds: float, seed: int) -> None:
    """Open, recover and drop damaged files in a window, in a process of its own."""
    script = Path(__file__).with_name("fuzz_window.py")
    command = [sys.executable, str(script), "--seconds", str(seconds), "--seed", str(seed)]
    subprocess.run(command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60, help="of damaged files")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--small", action="store_true", help="without the largest files")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="digitpad-fuzz-"))
    print(f"Seed {arguments.seed}, in {folder}", flush=True)
    kills(folder, arguments.kills, arguments.seed)
    if not arguments.small:
        hostile(folder)
    if arguments.seconds:
        through_window(arguments.seconds / 3, arguments.seed)
    damage(folder, arguments.seconds * 2 / 3, arguments.seed)
    (folder / "net.json").unlink(missing_ok=True)
    folder.rmdir()


if __name__ == "__main__":
    main()
