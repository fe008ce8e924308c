"""Runs: one, all of them, side by side, and in experiments.

run            a run: a network, its settings, and its epochs
job            one stretch of a run's training, from Start to its end
maker          makes new runs, and numbers them
queue          what trains: plans, of which it makes runs, one after the other
run_list       all runs, of this window and of earlier ones
run_settings   a run's settings in words, by epoch, and how runs differ in them
course         how a run goes, or went, in a sentence
words          what is said of the run in use, at the top and at the foot
ranking        which run reads best, in a sentence
comparison     a table of runs side by side
curves_csv     the curves of runs as CSV
python_lines   scripts that repeat a run, or a person's own experiment
experiment_list  what was done of each experiment, and what was guessed; begins them
own_experiment  a person's own: one setting, several values, all else alike
experiment_state  how far an experiment is, and what came out
time_needed    how long a run and an experiment take here
"""
