"""The messages between the window and the training process.

Commands go to the process, reports come back. A report that carries a network is a snapshot. While
one is on its way no other is sent, and the results of epochs wait for the next one. So no queue
grows, even if the window is slow.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Change, EpochResult, Progress
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network


class Message(msgspec.Struct, frozen=True, eq=False):
    """The base of all messages. Dataclasses would take fifty times as long to define at start."""


# Commands: from the window to the process.


class Train(Message, frozen=True):
    """A job: train this network. It may be sent only to an idle process.

    run_id: comes back in each report, so that none is taken for another run's.
    best_accuracy: of the run's earlier epochs; only a network above it is a new best.
    is_paused: whether it waits before its first step, as after `Pause`.
    """

    run_id: str
    network: Network
    hyperparameters: Hyperparameters
    data: DataSpec = DataSpec()
    best_accuracy: int = -1
    is_paused: bool = False


class UseData(Message, frozen=True):
    """Load these data, for the runs to come. The answer is `Ready` or `DataRefused`.

    It may be sent only to an idle process.
    """

    data: DataSpec


class Pause(Message, frozen=True):
    """Halt the run; `Resume` goes on with it."""


class Resume(Message, frozen=True):
    """Go on after a pause."""


class ChangeSettings(Message, frozen=True):
    """Change the settings of the run from the next mini-batch on."""

    hyperparameters: Hyperparameters


class Stop(Message, frozen=True):
    """End the run; what was learnt comes back in `Ended`."""


class Taken(Message, frozen=True):
    """The last snapshot has arrived; the next may be sent."""


Command = Train | UseData | Pause | Resume | ChangeSettings | Stop | Taken

# Reports: from the process to the window.


class Heard(Message, frozen=True):
    """A command has arrived, any but `Taken`. Sent at once, also during a long step."""


class Ready(Message, frozen=True):
    """The data are loaded, so training with them can begin at once.

    samples: some training images to show, uint8 (n, 784).
    training_size, evaluation_size: the numbers of images.
    classes: the names of the ten labels.
    """

    data: DataSpec
    samples: NDArray[np.uint8]
    training_size: int
    evaluation_size: int
    classes: tuple[str, ...] = DIGITS


class DataRefused(Message, frozen=True):
    """The data cannot be used; the ones loaded before, if any, stay in use.

    reason: a sentence for people.
    """

    reason: str


class Best(Message, frozen=True):
    """The network of the epoch with the best evaluation accuracy.

    epoch: counted from 1 in this job.
    """

    epoch: int
    accuracy: int
    network: Network


class Epochs(Message, frozen=True):
    """The epochs that have ended since the last report, and the best of the run if it is new."""

    results: tuple[EpochResult, ...] = ()
    best: Best | None = None


class Learnt(Message, frozen=True):
    """How far a job has come, exactly enough to repeat it.

    mini_batches: how many it has learnt from. ends_epoch: whether the last of them ends an epoch
    that was measured. changes: all changes of settings so far.
    """

    mini_batches: int = 0
    ends_epoch: bool = True
    changes: tuple[Change, ...] = ()


class Advanced(Message, frozen=True):
    """Progress of the run after `seconds` of work (without pauses), with a snapshot."""

    run_id: str
    progress: Progress
    seconds: float
    network: Network
    epochs: Epochs
    learnt: Learnt = Learnt()


class Ended(Message, frozen=True):
    """The run is over, by itself or by `Stop`; carries the network as learnt last."""

    run_id: str
    seconds: float
    network: Network
    epochs: Epochs
    learnt: Learnt = Learnt()


class Failed(Message, frozen=True):
    """The run broke off. The process itself lives on.

    reason: a sentence for people. reached: what the run had learnt by then; None where nothing is
    known beyond the last report. diverged: whether the weights grew beyond all numbers.
    """

    run_id: str
    reason: str
    reached: Ended | None = None
    diverged: bool = False


Report = Heard | Ready | DataRefused | Advanced | Ended | Failed
