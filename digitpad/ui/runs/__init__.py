"""The tab Runs: the book's experiments, all runs in a table, and their curves over one another.

runs_panel, runs_view                 the tab with its actions, and what is in it
runs_columns, runs_model, runs_table  the table of runs
runs_curves, runs_charts              the plots of the checked runs, and the charts in them
experiment_card                       an experiment: question, guess, verdict
experiment_chart, experiment_figures  its figure, and its numbers beside the book's
comparison_dialog                     runs side by side
runs_export                           curves to give away, as numbers or as a picture
recovery_offer                        what a crash left
"""
