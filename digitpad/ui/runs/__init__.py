"""The tab Runs: all runs in a table, and their curves over one another.

runs_panel    the tab, and the comparison of runs side by side
runs_actions  the actions for the chosen runs
runs_table    the table
runs_curves   the plots of the checked runs
"""
