"""The wire to the caller: events out on standard output, the request and the sign of life in on standard input."""

import json
import math
import os
import sys
import threading

from .failure import EXIT_PARENT_GONE, BadRequest

REQUEST_LIMIT = 1 << 20
LOG_TEXT_LIMIT = 8 << 10


def finite(value):
    """The value with every number that JSON cannot say (NaN, infinities) replaced by null, at any depth."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return value


class EventChannel:
    """Writes events, one JSON object per line, each flushed at once; safe to call from several threads."""

    def __init__(self, stream):
        self._stream = stream
        self._lock = threading.Lock()

    @classmethod
    def claim_standard_output(cls):
        """Takes standard output for events alone: whatever a library prints from now on goes to standard error."""
        sys.stdout.flush()
        own = os.dup(1)
        os.set_inheritable(own, False)
        os.dup2(2, 1)
        return cls(os.fdopen(own, "w", encoding="ascii", newline="\n"))

    def send(self, event, **fields):
        line = json.dumps({"event": event, **finite(fields)}, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        with self._lock:
            try:
                self._stream.write(line + "\n")
                self._stream.flush()
            except (BrokenPipeError, ValueError):
                os._exit(EXIT_PARENT_GONE)

    def progress(self, step, of, **fields):
        self.send("progress", step=step, of=of, **fields)

    def log(self, level, code, message):
        self.send("log", level=level, code=code, message=message[:LOG_TEXT_LIMIT])


class RequestLine:
    """Standard input: the request first, then nothing but the fact that it is still open."""

    def __init__(self, stream):
        self._stream = stream

    def read(self):
        line = self._stream.readline(REQUEST_LIMIT + 1)
        if not line:
            raise BadRequest("standard input ended before a request came; write one line of JSON first")
        if len(line) > REQUEST_LIMIT:
            raise BadRequest(f"the request is longer than {REQUEST_LIMIT} bytes; hand larger data over in files")
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise BadRequest(f"the request is not JSON: {problem}") from None
        if not isinstance(document, dict):
            raise BadRequest("the request must be a JSON object")
        return document

    def end_with_caller(self):
        """Ends this process as soon as standard input closes, so that no orphan goes on using the machine."""

        def watch():
            while self._stream.readline(REQUEST_LIMIT):
                pass
            os._exit(EXIT_PARENT_GONE)

        threading.Thread(target=watch, name="caller-watch", daemon=True).start()
