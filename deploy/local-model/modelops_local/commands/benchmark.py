"""benchmark: {"before": GGUF file, "after": GGUF file, "rows": JSONL of chats, ...} measures two models side by side.

Both are served at once and asked in turn, one request at a time, the order changing from row to row: what else the machine
does falls on both alike. Each is asked `warm_up` times first. Answers a "row" event per request: {"index", "system"
("before" or "after"), "milliseconds", "completion_tokens", "prompt_tokens", "text"}, or {"index", "system", "failed"}.
"""

import http.client
import json
import time
from urllib.parse import urlsplit

from ..rows import read_chats
from ..serving import start_server

TIMEOUT_SECONDS = 300


class Asked:
    """One served model and the connection to it."""

    def __init__(self, path, threads, max_tokens):
        self._server = start_server(path, threads=threads)
        address = urlsplit(self._server.listening_address)
        self._connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT_SECONDS)
        self._max_tokens = max_tokens

    def ask(self, messages):
        # Without the cache each request costs what a first request costs.
        body = {"messages": messages, "max_tokens": self._max_tokens, "temperature": 0, "cache_prompt": False}
        started = time.perf_counter()
        try:
            self._connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self._connection.close()
            return {"failed": f"{type(problem).__name__}: {problem}"[:200]}
        milliseconds = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            return {"failed": f"HTTP {answer.status}"}
        document = json.loads(content)
        return {
            "milliseconds": round(milliseconds, 3),
            "prompt_tokens": document["usage"]["prompt_tokens"],
            "completion_tokens": document["usage"]["completion_tokens"],
            "text": document["choices"][0]["message"]["content"],
        }


def run(request, events, stop):
    before, after = request.existing_file("before"), request.existing_file("after")
    rows = request.existing_file("rows")
    max_tokens = request.integer("max_tokens", 16, 1, 8192)
    limit = request.integer("limit", 60, 1, 10_000)
    warm_up = request.integer("warm_up", 3, 0, 1000)
    threads = request.integer("threads", None, 1, 512)
    request.finish()
    started = time.monotonic()
    chats = read_chats(rows, answered=False)[:limit]
    systems = [(name, Asked(path, threads, max_tokens)) for name, path in (("before", before), ("after", after))]
    for number in range(warm_up):
        for _, model in systems:
            model.ask(chats[number % len(chats)])
    for index, messages in enumerate(chats):
        stop.check()
        for name, model in systems if index % 2 == 0 else systems[::-1]:
            events.send("row", index=index, system=name, **model.ask(messages))
        events.progress(index + 1, len(chats), unit="row")
    return {"rows": len(chats), "warm_up": warm_up, "seconds": round(time.monotonic() - started, 3)}
