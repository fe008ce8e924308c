"""What is kept on disk, so that no crash costs it.

Begin to read with `run_store.py`, which shows the folder. `run_keeper.py` writes what would be
lost, `recovery.py` finds what a crash has left. An entry is a folder (`run_entry.py`); its files
are those of `run_file.py`, `drawing_file.py` and `experiment_file.py`. Hands, the digits of one
person each, are entries, too, which several windows may add to (`hand_store.py`).
"""
