"""What crosses the pipe between the window and the training process.

Commands go to the process, reports come back. A report that carries a network is a snapshot.
While one is on its way no other is sent, and the epochs that end meanwhile wait for the next: a
slow window never makes a queue grow.
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
    """What all messages are. A dataclass takes fifty times as long to make; the window waits."""


# Commands: from the window to the process.


class Train(Message, frozen=True):
    """A job: train this network. Only an idle process may be told.

    run_id: comes back in each report, so that none is taken for another run's.
    best_accuracy: of the run's epochs before; a network is the best only above it.
    """

    run_id: str
    network: Network
    hyperparameters: Hyperparameters
    data: DataSpec = DataSpec()
    best_accuracy: int = -1


class UseData(Message, frozen=True):
    """Load these data, for the runs to come. `Ready` or `DataRefused` answers.

    Only an idle process may be told.
    """

    data: DataSpec


class Pause(Message, frozen=True):
    """Wait, with everything in place."""


class Resume(Message, frozen=True):
    """Go on after a pause."""


class ChangeSettings(Message, frozen=True):
    """Train on with these settings, from the next mini-batch on."""

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
    """The data are loaded: training with them begins at once.

    samples: some training images, bytes of shape (n, 784), to look at.
    training_size, evaluation_size: how many images there are of each kind.
    classes: the names of what the ten labels stand for.
    """

    data: DataSpec
    samples: NDArray[np.uint8]
    training_size: int
    evaluation_size: int
    classes: tuple[str, ...] = DIGITS


class DataRefused(Message, frozen=True):
    """The data cannot be used; those before, if there are any, stay in place.

    reason: a sentence for people.
    """

    reason: str


class Best(Message, frozen=True):
    """The network of the epoch that read the most of the evaluation data.

    epoch: counted from 1 in the call of `train` that reports it.
    """

    epoch: int
    accuracy: int
    network: Network


class Epochs(Message, frozen=True):
    """Epochs that have ended since the last report, and the best of the run if it is new."""

    results: tuple[EpochResult, ...] = ()
    best: Best | None = None


class Learnt(Message, frozen=True):
    """How far a job has come, so exactly that it can be repeated.

    mini_batches: learnt from since it began. ends_epoch: whether they end an epoch that was
    measured. changes: all that there were.
    """

    mini_batches: int = 0
    ends_epoch: bool = True
    changes: tuple[Change, ...] = ()


class Advanced(Message, frozen=True):
    """How far the run is after `seconds` of work (pauses not counted), with a snapshot."""

    run_id: str
    progress: Progress
    seconds: float
    network: Network
    epochs: Epochs
    learnt: Learnt = Learnt()


class Ended(Message, frozen=True):
    """The run is over, by itself or by `Stop`: the network as it was learnt last."""

    run_id: str
    seconds: float
    network: Network
    epochs: Epochs
    learnt: Learnt = Learnt()


class Failed(Message, frozen=True):
    """The run broke off; `reason` is a sentence for people. The process itself lives on.

    reached: what it had learnt by then; None where nobody can tell more than the last report did.
    diverged: whether it broke off since the weights grew beyond all numbers.
    """

    run_id: str
    reason: str
    reached: Ended | None = None
    diverged: bool = False


class Noticed(Message, frozen=True):
    """Something that the user may want to know; `sentence` is for people, and sent once."""

    sentence: str


Report = Heard | Ready | DataRefused | Advanced | Ended | Failed | Noticed
