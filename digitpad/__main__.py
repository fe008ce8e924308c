"""python -m digitpad"""

import sys

# Guarded: the training process imports this module too, under another name.
if __name__ == "__main__":
    from digitpad.app import main

    sys.exit(main())
