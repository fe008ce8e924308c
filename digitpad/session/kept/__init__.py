"""What is kept on disk, so that no crash costs it.

Begin to read with `run_store.py`, which shows the folder. `run_keeper.py` writes what would be
lost, `recovery.py` finds what a crash has left. An entry is a folder (`run_entry.py`); its files
are those of `run_file.py`, `drawing_file.py` and `experiment_file.py`. Hands, the digits of one
person each, are entries, too, which several windows may add to (`hand_store.py`).

What holds, and which tests prove it (the guide tells users, in its chapter on files and safety):

- The run in use is written when it begins, and every few seconds from then on, by a thread that
  does nothing else; where it is late or cannot be written, the status bar says so. A run that was
  neither saved nor discarded is kept, and removed last (tests/session/test_run_keeper.py).
- Each entry stands alone. What was read and found damaged is put aside and reported once; what
  could not be read at the moment, or is of a later version, is left alone
  (test_run_store.py, test_run_store_damaged.py, test_recovery.py).
- A run grows no further than it can be written and read again (test_run_record.py).
- `python tests/fuzz_store.py` damages, removes, swaps and links the files of whole stores, with
  two windows on them: no readable network is gone or missing from the lists.

Not covered: a power cut while the disk holds back what it has confirmed, and file systems without
locks, on which two windows may write the same run.
"""
