"""python -m digitpad.evaluate: what a network file reads right and wrong, without a window."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest
from idx_folder import write_folder
from learnt_runs import learnt_run

from digitpad import Network
from digitpad.core.data.dataset import load_test_data
from digitpad.evaluate import main
from digitpad.resources import resource_path
from digitpad.session.runs.maker import first_network
from digitpad.session.store import Store

pytestmark = pytest.mark.slow


def test_the_command_prints_what_a_loop_counts(tmp_path):
    folder = write_folder(tmp_path / "fashion", 50)
    network = Network([784, 5, 10], rng=np.random.default_rng(1))
    path = tmp_path / "network.json"
    network.save(path)
    done = subprocess.run(
        [sys.executable, "-m", "digitpad.evaluate", str(path), "--data", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    data = load_test_data(folder)
    matrix = np.zeros((10, 10), int)
    for x, digit in data:
        matrix[digit, network.feedforward(x).argmax()] += 1
    assert f"{100 * np.trace(matrix) / 10:.2f} % of 10 test images" in done.stdout
    rows = {
        name: [0 if cell == "." else int(cell) for cell in cells.split()]
        for name, cells in re.findall(r"^(T-shirt|ankle boot) +([\d. ]+)$", done.stdout, re.M)
    }
    assert rows == {"T-shirt": matrix[0].tolist(), "ankle boot": matrix[9].tolist()}
    assert "trouser as" in done.stdout


def test_the_last_line_is_a_sentence(capsys):
    assert main([str(resource_path("networks", "default.json"))]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("The lowest threshold") and last.endswith(" are right.")


def test_of_several_files_each_gets_a_line(tmp_path, capsys):
    folder, paths, wanted = write_folder(tmp_path / "data", 50), [], []
    for seed in (1, 2):
        network = Network([784, 5, 10], rng=np.random.default_rng(seed))
        paths.append(str(tmp_path / f"{seed}.json"))
        network.save(paths[-1])
        wanted.append(f"{100 * network.accuracy(load_test_data(folder)) / 10:.2f} %")
    assert main([*paths, str(tmp_path / "none.json"), "--data", folder]) == 1
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert "none.json" in told.err and len(lines) == 2
    for line, percent, path in zip(lines, wanted, paths, strict=True):
        assert line.split("  ")[0].strip() == percent or percent in line
        assert line.endswith(path)


def test_of_a_file_of_runs_the_last_network_of_each_gets_a_line(tmp_path, capsys, no_power_fails):
    folder, path = write_folder(tmp_path / "data", 50), tmp_path / "anna.digitpad-runs"
    images, wanted = load_test_data(folder), []
    with closing(Store(tmp_path / "digitpad.sqlite")) as store:
        for number, epochs in ((1, 2), (2, 0)):  # the second one's network follows from its seed
            run, networks = learnt_run(number, epochs)
            store.keep(run, networks)
            network = networks[epochs] if epochs else first_network(run)
            right = sum(network.feedforward(x).argmax() == digit for x, digit in images)
            wanted.append(f"{10 * right:6.2f} %")
        store.write_runs(path, [run.id for run in store.records()])
    assert main([str(path), "--data", folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" % ")[0] + " %" for line in lines] == wanted
    assert [line.split("  ")[-1] for line in lines] == [f"{path}: run 1", f"{path}: run 2"]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("delete from network where epoch = 2")
    assert main([str(path), "--data", folder]) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1 and "cannot be read: a run is damaged" in told.err


def test_the_command_says_what_is_wrong_in_a_sentence(tmp_path, capsys):
    assert main([str(tmp_path / "none.json")]) == 1
    assert "none.json" in capsys.readouterr().err
    small = tmp_path / "small.json"
    Network([100, 10]).save(small)
    assert main([str(small), "--data", write_folder(tmp_path / "data", 50)]) == 1
    assert "784 pixels" in capsys.readouterr().err
    assert main([str(small), "--data", str(tmp_path)]) == 1
    assert "lacks" in capsys.readouterr().err
