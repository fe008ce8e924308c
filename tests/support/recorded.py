"""Training processes that tests look back at."""

from digitpad.training.process import Process


class Recorded(Process):
    """A process that knows whether it was ended."""

    lives = True

    def die(self, *, at_once=True):
        self.lives = False
        return super().die(at_once=at_once)
