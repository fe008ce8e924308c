"""How long tests wait: only one that fails waits to the end, and a machine of CI may be busy."""

import os

SECONDS = 60 if os.environ.get("CI") else 12
MILLISECONDS = 1000 * SECONDS
