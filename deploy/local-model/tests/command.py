"""Runs a command as the fleet does: a process of its own, the request on standard input, events on standard output."""

import json
import os
import pathlib
import queue
import subprocess
import sys
import threading

PACKAGE_FOLDER = pathlib.Path(__file__).resolve().parent.parent


class Command:
    def __init__(self, name, request):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "modelops_local", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(PACKAGE_FOLDER)},
        )
        line = request if isinstance(request, bytes) else json.dumps(request).encode() + b"\n"
        self.process.stdin.write(line)
        self.process.stdin.flush()
        self._events = queue.Queue()
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self):
        for line in self.process.stdout:
            self._events.put(json.loads(line))
        self._events.put(None)

    def next_event(self, kind, timeout=120):
        """The next event of a kind; None when the command ended without one."""
        while (event := self._events.get(timeout=timeout)) is not None:
            if event["event"] == kind:
                return event
        return None

    def finish(self, timeout=120):
        """(exit status, events not yet read)"""
        events = []
        while (event := self._events.get(timeout=timeout)) is not None:
            events.append(event)
        status = self.process.wait(timeout)
        self._close()
        return status, events

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self):
        self.process.stdin.close()
        self.process.stdout.close()


def run(name, request):
    """(exit status, all events)"""
    return Command(name, request).finish()


def of_kind(events, kind):
    return [event for event in events if event["event"] == kind]
