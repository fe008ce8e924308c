"""What crosses the pipe between the window and the training process.

Commands go to the process, reports come back. A report that carries a network is a snapshot;
while one is on its way no other is sent, so that a slow window never makes a queue grow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, Progress

# Commands: from the window to the process.


@dataclass(frozen=True, slots=True)
class Start:
    """Train this network; only an idle process may be told."""

    network: Network
    hyperparameters: Hyperparameters


@dataclass(frozen=True, slots=True)
class UseData:
    """Train with the data of this folder from now on; only an idle process may be told.

    folder: has the four IDX files; None for the MNIST that came with digitpad. `Ready` or
    `DataRefused` answers.
    """

    folder: str | None


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


Command = Start | UseData | Pause | Resume | Change | Stop | Taken | Quit

# Reports: from the process to the window.


@dataclass(frozen=True, slots=True)
class Ready:
    """The data are in place: a `Start` begins at once.

    samples: some training images, bytes of shape (n, 784), to look at; folder: where the data
    come from, None for the MNIST that came with digitpad.
    """

    samples: NDArray[np.uint8]
    folder: str | None


@dataclass(frozen=True, slots=True)
class DataRefused:
    """The data of a folder cannot be used; those before, if there are any, stay in place.

    reason: a sentence for people.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Advanced:
    """How far the run is after `seconds` of work (pauses not counted), with a snapshot."""

    progress: Progress
    seconds: float
    network: Network


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """An epoch's monitored costs and accuracies; always sent.

    `best` is the network, where no epoch of the run read more of the evaluation data.
    """

    result: EpochResult
    seconds: float
    best: Network | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over, by itself or by `Stop`: the network as it was learnt last."""

    network: Network


@dataclass(frozen=True, slots=True)
class Failed:
    """The run broke off; `reason` is a sentence for people. The process itself lives on."""

    reason: str


Report = Ready | DataRefused | Advanced | EpochEnded | Ended | Failed
