"""Warns that the network in a file reads better than the one that is to replace it. No Qt."""

from digitpad.core.files.network_file import NetworkFile
from digitpad.session.runs.run_settings import percent

LITTLE = 1.0  # points that a network may be worse than the one that it replaces in a file


def better_in_file(there: NetworkFile, ours: NetworkFile) -> str:
    """A sentence if the network in a file read more of the same data; else empty."""
    if not there.history or not ours.history:
        return ""
    their_last, our_last = there.history[-1], ours.history[-1]
    same = (
        there.data_set == ours.data_set
        and there.evaluation_data == ours.evaluation_data
        and their_last.evaluation_size == our_last.evaluation_size
    )
    theirs, own = percent(their_last, "evaluation"), percent(our_last, "evaluation")
    if not same or theirs is None or own is None or theirs - own <= LITTLE:
        return ""
    data = f"{there.evaluation_data or 'evaluation'} data"
    return f"It reads {theirs:.2f} % of the {data}, this one {own:.2f} %."
