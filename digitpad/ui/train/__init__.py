"""The tab Train: the form, the buttons, the progress and the curves.

train_panel                       puts the parts together, and trains
form, fields                      the form, and its fields with what they mean
seed_field, samples_strip         the field for the seed; training images, perhaps distorted
form_note                         says whose settings the form has; lends it to an experiment
train_actions, train_buttons      the actions, and the buttons for some of them
run_curves                        the curves of the run in use
run_progress                      the progress bar, and why a run ended
stuck_process                     offers to end a process that does not answer
"""
