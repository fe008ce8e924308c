"""Runs: one, all of them, side by side, and in experiments.

run                a run: its settings, and its epochs
identity           which run a file is of
job                one stretch of a run's training, from Start to its end
maker              makes new runs
queue              makes runs of plans, and trains them: a person's, and experiments' side by side
processes          the training processes: which there are, and at which runs they work
queue_state        a plan, how far its job has come, and all that trains
runs               the table of runs, their networks, and which is in use
settings           the settings of training, one row each, with their words
run_settings       a run's settings in words, and how runs differ in them
advice             which settings make little sense together
form_words         what the form says: what is wrong in it, or differs from the run in use
words              sentences about the run in use, for the head and the foot of the window
list_words         what the tab Runs says of several runs
series             a run's measurements as arrays, and remarks on its curves
run_charts         the charts of runs
curves_csv         the curves of runs as CSV
python_lines       scripts that repeat a run
own_experiment     a person's own experiment: several values of one setting
experiment_list    all experiments with their guesses and states; begins them
experiment_state   how far an experiment has come, and what came out
experiment_charts  an experiment's charts
time_needed        how long a run and an experiment take here
"""
