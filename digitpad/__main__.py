"""python -m digitpad; a frozen bundle starts here as well."""

import sys

# Guarded: a process that Python's `multiprocessing` spawns imports this module too.
if __name__ == "__main__":
    from digitpad.training import process

    if process.serve(sys.argv[1:]):  # first, so that a child imports nothing else
        sys.exit()
    from digitpad.app import main

    sys.exit(main())
