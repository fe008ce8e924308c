"""What the parts of the tab Runs show, by object names."""

from digitpad.core.book.experiments import EXPERIMENTS

CARD = (
    "An experiment of the book: read the question, guess, press Run, and see what comes out beside "
    "the book’s numbers."
)
PARTS = {
    "runs": "A row is a run. Check it, or press the space bar, to draw its curves over the "
    "others’; Return takes its network again; F2 renames it.",
    "no_runs": "The first row comes with the first run.",
    "too_many_checked": "More lines are no picture: check fewer runs.",
    "kept_room": "How many runs there are, and what room they take on the disk. A run stays until "
    "you delete it.",
    "runs_left_out": "To draw others, check fewer runs.",
    "experiment_figures": "What was measured here beside the book’s numbers, from one run each. "
    "Point at a row to see all of it.",
    "cancel_experiment": "End it here. What was done stays, and Go On does the rest.",
    "experiment_progress": "How far the experiment is.",
    "experiment_time": "About how long the experiment takes here, judged by earlier runs.",
    "experiment_verdict": "What follows from what was measured. Another seed may say otherwise.",
    "experiment_answer": "What the book says to this question, and where.",
    "experiment_guess": "What you guessed before the run.",
    **{
        f"guess_{number}": "What do you expect? Guess first: the answer then stays in mind."
        for number in range(max(len(experiment.choices) for experiment in EXPERIMENTS))
    },
}
