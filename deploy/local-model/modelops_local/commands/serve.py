"""serve: {"model": GGUF file, ...} answers the OpenAI-compatible HTTP interface on loopback until standard input closes.

"port" 0 takes a free one; the "ready" event names it. Chat completions carry usage and, where asked for, log-probabilities.
With "api_key" every request must bear it.
"""

import threading
import time
from urllib.parse import urlsplit

from ..serving import start_server


def run(request, events, stop):
    path = request.existing_file("model")
    options = {
        "name": request.text("name", "local"),
        "port": request.integer("port", 0, 0, 65535),
        "threads": request.integer("threads", None, 1, 512),
        "parallel": request.integer("parallel", 2, 1, 64),
        "context_length": request.integer("context_length", 2048, 64, 1 << 20),
        "api_key": request.text("api_key", None),
    }
    request.finish()
    started = time.monotonic()
    server = start_server(path, **options)
    address = server.listening_address
    events.send("ready", port=urlsplit(address).port, url=address, seconds=round(time.monotonic() - started, 3))
    # The watch on standard input ends the process; SIGTERM asks for the same in good order.
    pause = threading.Event()
    while not stop.asked:
        pause.wait(0.2)
    return {"url": address, "served_seconds": round(time.monotonic() - started, 3)}
