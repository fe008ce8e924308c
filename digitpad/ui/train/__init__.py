"""The tab Train: the form, the buttons, the progress and the curves.

train_panel      the actions and their buttons; puts the parts together, and trains
form, fields     the form, and its fields with their values
samples_strip    some training images
run_curves       the curves of the run in use, and its progress
"""
