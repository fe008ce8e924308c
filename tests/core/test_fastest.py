"""Where the extra `fast` is installed but fails, NumPy trains instead, and the reason is told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import digitpad
from digitpad import Dataset, Network
from digitpad.core.learning import fastest
from digitpad.core.learning.descent import Descent

IMAGES = Dataset(np.zeros((20, 784), np.uint8), np.arange(20) % 10)


class Broken:
    """A compiled descent that can be prepared at the so many-th time, or never."""

    def __init__(self, network):
        self.network = network

    def prepare(self):
        tried.append("prepare")
        if len(tried) <= failures:
            raise OSError(28, "No space left on device, " * 100)


tried: list[str] = []
failures = 0


@pytest.fixture
def kernel(monkeypatch):
    """A function that makes the kernel fail so many times to be prepared."""

    def fail(times):
        global failures
        failures = times
        tried.clear()
        forget = SimpleNamespace(
            CompiledDescent=Broken, forget_compiled=lambda: tried.append("forget")
        )
        monkeypatch.setitem(sys.modules, "digitpad.core.learning.kernel", forget)
        monkeypatch.setattr("digitpad.core.learning.kernel", forget, raising=False)
        monkeypatch.setattr(fastest, "find_spec", lambda name: name)
        monkeypatch.setattr(fastest, "_why_not_compiled", None)

    return fail


def chosen():
    return fastest.fastest_descent(Network([784, 5, 10]), IMAGES.images, 10)


def test_without_a_failure_there_is_nothing_to_tell(kernel):
    kernel(0)
    assert isinstance(chosen(), Broken)
    assert fastest.why_not_compiled() is None and tried == ["prepare"]


def test_what_was_compiled_and_cannot_be_used_is_compiled_anew(kernel):
    kernel(1)
    assert isinstance(chosen(), Broken)
    assert fastest.why_not_compiled() is None and tried == ["prepare", "forget", "prepare"]


def test_a_failure_is_told_and_numpy_takes_the_place(kernel):
    kernel(100)
    assert isinstance(chosen(), Descent)
    why = fastest.why_not_compiled()
    assert "No space left on device" in why and "NumPy trains instead" in why
    assert len(why) <= 200 and why.endswith(".") and "\n" not in why
    before = list(tried)
    assert isinstance(chosen(), Descent)
    assert tried == before  # it is not tried again
    assert fastest.why_not_compiled() is why


def test_a_script_is_warned(kernel):
    kernel(100)
    network = Network([784, 5, 10], rng=np.random.default_rng(1))
    with pytest.warns(RuntimeWarning, match="NumPy trains instead") as caught:
        network.SGD(IMAGES, 1, 10, 0.5)
    assert caught[0].filename == __file__


# The real numba

PROGRAM = """
import resource, sys
if sys.argv[1:]:  # no file may be longer, as on a disk that is full
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
import numpy as np
from digitpad import Hyperparameters, Network
from digitpad.core.learning import fastest
from digitpad.core.learning import sgd
images, labels = np.zeros((20, 784), np.uint8), np.arange(20) % 10
from digitpad import Dataset
data = Dataset(images, labels)
network = Network([784, 5, 10])
before = network.biases[1]
for step in sgd.train(network, data, Hyperparameters(epochs=1), data):
    pass
assert (network.biases[1] != before).all()
print(type(fastest.fastest_descent(network, images, 10)).__name__)
print(fastest.why_not_compiled())
"""


@pytest.fixture
def program(tmp_path):
    """A function that trains in a copy of digitpad, beside which numba cannot keep its files."""
    if not os.environ.get("DIGITPAD_REQUIRE_NUMBA"):
        pytest.importorskip("numba", reason="the extra `fast` is not installed")
    package = Path(digitpad.__file__).parent
    copy = shutil.copytree(
        package, tmp_path / "digitpad", ignore=shutil.ignore_patterns("__pycache__", "resources")
    )
    beside_the_kernel = copy / "core" / "learning" / "__pycache__"
    beside_the_kernel.write_text("A file, so that no folder can be made here.")

    def run(*arguments, **environment):
        environment = {"XDG_CACHE_HOME": os.devnull, "HOME": os.devnull, **environment}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM, *arguments],
            env=os.environ | {"PYTHONPATH": str(tmp_path)} | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.mark.skipif(sys.platform != "linux", reason="numba keeps its files elsewhere")
def test_numba_without_a_place_for_its_files_does_not_keep_one_from_training(program):
    descent, why = program()
    assert descent == "Descent"
    assert "no locator available" in why and why.endswith("in about twice the time.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file")
def test_a_full_disk_does_not_keep_one_from_training(program, tmp_path):
    (tmp_path / "cache").mkdir()
    descent, why = program("2000", NUMBA_CACHE_DIR=str(tmp_path / "cache"))
    assert descent == "Descent" and "File too large" in why


def test_damaged_files_of_numba_are_made_anew(program, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    assert program(NUMBA_CACHE_DIR=str(cache)) == ["CompiledDescent", "None"]
    for pattern in ("*.nbi", "*.nbc"):
        damaged = list(cache.rglob(pattern))
        assert damaged
        for path in damaged:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert program(NUMBA_CACHE_DIR=str(cache)) == ["CompiledDescent", "None"]
