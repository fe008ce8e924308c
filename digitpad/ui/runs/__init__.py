"""The tab Runs: all runs in a table, and their curves over one another.

runs_panel    the tab: the table above the curves
runs_actions  the actions for the chosen runs
runs_model    the rows of the table, and which of them are checked
runs_table    the table
note_view     the note on the selected run
runs_curves   the plots of the checked runs
"""
