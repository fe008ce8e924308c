"""The tab Train: the form, the buttons, the progress and the curves.

train_panel      the actions and their buttons; puts the parts together, and trains
form, fields     the form, and its fields with their values
form_pictures    some training images, and the weights of the first layer
run_curves       the curves of the run in use, and its progress
"""
