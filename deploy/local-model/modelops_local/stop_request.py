"""SIGTERM as a question that long work answers between two steps."""

import signal

from .failure import Interrupted


class StopRequest:
    def __init__(self):
        self.asked = False

    def listen(self):
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, _number, _frame):
        self.asked = True

    def check(self):
        """Ends the command here when a stop was asked for; for work that keeps nothing."""
        if self.asked:
            raise Interrupted("stopped on request")
