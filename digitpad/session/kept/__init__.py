"""What is kept on disk, so that no crash loses it.

Begin with `run_store.py`, which shows the folder. `run_keeper.py` writes what a crash would lose,
`recovery.py` finds what a crash has left. An entry is a folder (`run_entry.py`); `run_file.py`,
`drawing_file.py` and `experiment_file.py` say what its files hold. Hands, the digits of one person
each, are entries as well; several windows may add to them (`hand_store.py`).

Guarantees, and the tests that prove them (the guide's chapter on files and safety tells users):

- The run in use is written when it begins, and every few seconds from then on, by a thread that
  does nothing else. If it is late or cannot be written, the status bar says so. A run that was
  neither saved nor discarded is kept, and removed last (tests/session/test_run_keeper.py).
- Each entry stands alone. A damaged one is put aside and reported once; one that cannot be read
  now, or was written by a later version, is left alone (test_run_store.py,
  test_run_store_damaged.py, test_recovery.py).
- A run grows no further than it can be written and read again (test_run_record.py).
- `python tests/fuzz_store.py` damages, removes and swaps the files of whole stores, with
  two windows on them: no readable network is gone or missing from the lists.

Not covered: a power cut while the disk still holds back what it has confirmed, and file systems
without locks, on which two windows may write the same run.
"""
