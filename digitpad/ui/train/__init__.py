"""The tab Train: the form, the buttons, the progress and the curves.

train_panel     the actions and their buttons; puts the parts together, trains, and says how form
                and run differ
form, settings  the form with a strip of training images, and its fields with what they mean
run_curves      the curves of the run in use, its progress, and why it ended
"""
