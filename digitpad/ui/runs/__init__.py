"""The tab Runs: all runs in a table, and their curves over one another.

runs_panel              the tab, and what can be done with runs
runs_model, runs_table  the table
runs_curves             the plots of the checked runs
comparison_dialog       runs side by side
"""
