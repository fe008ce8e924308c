"""What all tests share."""

import os

# Qt chooses its platform when it starts, so this comes before anything imports it: tests need
# no display, and no window flashes up on the screen of whoever runs them. A platform that is
# already named, as in QT_QPA_PLATFORM=xcb, is left alone, to watch a test at work.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
