"""Training processes that tests look back at."""

from digitpad.training.process import Process


class Recorded(Process):
    """A process that knows whether it was ended."""

    lives = True

    def kill(self):
        self.lives = False
        super().kill()
