"""The tab Train: the form, the buttons, the progress and the curves."""
