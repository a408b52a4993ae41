"""serve: {"model": GGUF file, ...} answers the OpenAI-compatible HTTP interface on loopback until standard input closes.

"port" 0 takes a free one; the "ready" event names it. Chat completions carry usage and, where asked for, log-probabilities.
With "api_key" every request must bear it.
"""

import os
import threading
import time
from urllib.parse import urlsplit

from ..failure import CommandFailure

HOST = "127.0.0.1"
LOG_NOTHING_BUT_ERRORS = 1


def parameters_of(request):
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(request.existing_file("model"))
    parameters.model_alias = {request.text("name", "local")}
    parameters.hostnames = [HOST]
    parameters.port = request.integer("port", 0, 0, 65535)
    threads = request.integer("threads", os.cpu_count() or 1, 1, 512)
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.n_parallel = request.integer("parallel", 2, 1, 64)
    # The server shares one context between its slots.
    parameters.n_ctx = parameters.n_parallel * request.integer("context_length", 2048, 64, 1 << 20)
    parameters.n_gpu_layers = 0
    parameters.verbosity = LOG_NOTHING_BUT_ERRORS
    parameters.endpoint_metrics = True
    key = request.text("api_key", None)
    if key is not None:
        parameters.api_keys = [key]
    request.finish()
    return parameters


def run(request, events, stop):
    parameters = parameters_of(request)
    import xllamacpp

    started = time.monotonic()
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as problem:
        raise CommandFailure("server_failed", f"the model server did not start: {problem}") from None
    address = server.listening_address
    events.send("ready", port=urlsplit(address).port, url=address, seconds=round(time.monotonic() - started, 3))
    # The watch on standard input ends the process; SIGTERM asks for the same in good order.
    pause = threading.Event()
    while not stop.asked:
        pause.wait(0.2)
    return {"url": address, "served_seconds": round(time.monotonic() - started, 3)}
