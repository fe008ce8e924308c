"""The tab Runs: all runs in a table, and their curves over one another.

runs_panel    the tab, what can be done with runs, and runs side by side
runs_table    the table
runs_curves   the plots of the checked runs
"""
