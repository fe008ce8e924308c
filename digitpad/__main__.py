"""python -m digitpad; a frozen bundle starts here as well."""

import sys

# Guarded: a process that Python's `multiprocessing` spawns imports this module too.
if __name__ == "__main__":
    from digitpad.training import process

    if process.serve(sys.argv[1:]):  # asked first: a child imports its own module alone
        sys.exit()
    from digitpad.app import main

    sys.exit(main())
