"""A model server inside this process: llama.cpp behind the OpenAI-compatible HTTP interface, on loopback only."""

import os

from .failure import CommandFailure

HOST = "127.0.0.1"
LOG_NOTHING_BUT_ERRORS = 1


def start_server(path, name="local", port=0, threads=None, parallel=1, context_length=2048, api_key=None):
    """Loads a GGUF file and answers the running server; it ends with the process or when it is let go."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {name}
    parameters.hostnames = [HOST]
    parameters.port = port
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads or os.cpu_count() or 1
    parameters.n_parallel = parallel
    # The server shares one context between its slots.
    parameters.n_ctx = parallel * context_length
    parameters.n_gpu_layers = 0
    parameters.verbosity = LOG_NOTHING_BUT_ERRORS
    parameters.endpoint_metrics = True
    if api_key is not None:
        parameters.api_keys = [api_key]
    try:
        return xllamacpp.Server(parameters)
    except RuntimeError as problem:
        raise CommandFailure("server_failed", f"the model server did not start: {problem}") from None
