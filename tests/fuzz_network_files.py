"""The long run of what the suite tries shortly: damaged network files, and kills while saving.

    python tests/fuzz_network_files.py [--seconds 60] [--kills 200] [--seed N]

Each damaged file must be read right or refused with a sentence. Of a file whose writing is cut
short by SIGKILL all of the old or all of the new content must be there. Exits with an error at the
first that is not so; the file then stays where the error says. Needs a POSIX system.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a fork takes no threads along

import numpy as np
from network_files import assert_read_right, damaged

from digitpad import Network, load


def damage(folder: Path, seconds: float, seed: int) -> None:
    """Read damaged files for so long."""
    path = folder / "net.json"
    chance = random.Random(seed)
    tried = right = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        path.unlink(missing_ok=True)  # to write over a file makes some file systems wait
        path.write_bytes(damaged(chance))
        right += assert_read_right(path)
        tried += 1
    print(f"{tried:,} damaged files: {right:,} still good and read right, the others refused.")


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60, help="of damaged files")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="digitpad-fuzz-"))
    print(f"Seed {arguments.seed}, in {folder}", flush=True)
    kills(folder, arguments.kills, arguments.seed)
    damage(folder, arguments.seconds, arguments.seed)
    (folder / "net.json").unlink(missing_ok=True)
    folder.rmdir()


if __name__ == "__main__":
    main()
