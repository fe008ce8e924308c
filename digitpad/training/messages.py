"""What crosses the pipe between the window and the training process.

Commands go to the process, reports come back. A report that carries a network is a snapshot.
While one is on its way no other is sent, and the epochs that end meanwhile wait for the next: a
slow window never makes a queue grow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data_spec import DataSpec
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, Progress

# Commands: from the window to the process.


@dataclass(frozen=True, slots=True)
class Train:
    """A job: train this network. Only an idle process may be told.

    run_id: comes back in each report, so that none is taken for another run's.
    best_accuracy: of the run's epochs before; a network is the best only above it.
    """

    run_id: str
    network: Network
    hyperparameters: Hyperparameters
    data: DataSpec = DataSpec()
    best_accuracy: int = -1


@dataclass(frozen=True, slots=True)
class UseData:
    """Load these data, for the runs to come. `Ready` or `DataRefused` answers.

    Only an idle process may be told.
    """

    data: DataSpec


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait, with everything in place."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a pause."""


@dataclass(frozen=True, slots=True)
class Change:
    """Train on with these settings, from the next mini-batch on."""

    hyperparameters: Hyperparameters


@dataclass(frozen=True, slots=True)
class Stop:
    """End the run; what was learnt comes back in `Ended`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The last snapshot has arrived; the next may be sent."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the process."""


Command = Train | UseData | Pause | Resume | Change | Stop | Taken | Quit

# Reports: from the process to the window.


@dataclass(frozen=True, slots=True)
class Ready:
    """The data are loaded: training with them begins at once.

    samples: some training images, bytes of shape (n, 784), to look at.
    training_size, evaluation_size: how many images there are of each kind.
    """

    data: DataSpec
    samples: NDArray[np.uint8]
    training_size: int
    evaluation_size: int


@dataclass(frozen=True, slots=True)
class DataRefused:
    """The data cannot be used; those before, if there are any, stay in place.

    reason: a sentence for people.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Best:
    """The network of the epoch that read the most of the evaluation data.

    epoch: counted from 1 in the call of `train` that reports it.
    """

    epoch: int
    accuracy: int
    network: Network


@dataclass(frozen=True, slots=True)
class Epochs:
    """Epochs that have ended since the last report, and the best of the run if it is new."""

    results: tuple[EpochResult, ...] = ()
    best: Best | None = None


@dataclass(frozen=True, slots=True)
class Advanced:
    """How far the run is after `seconds` of work (pauses not counted), with a snapshot."""

    run_id: str
    progress: Progress
    seconds: float
    network: Network
    epochs: Epochs


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over, by itself or by `Stop`: the network as it was learnt last."""

    run_id: str
    seconds: float
    network: Network
    epochs: Epochs


@dataclass(frozen=True, slots=True)
class Failed:
    """The run broke off; `reason` is a sentence for people. The process itself lives on."""

    run_id: str
    reason: str
    epochs: Epochs = Epochs()


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that the user may want to know; `sentence` is for people, and sent once."""

    sentence: str


Report = Ready | DataRefused | Advanced | Ended | Failed | Noticed
