"""convert: {"gguf": file, "output": folder} gives a folder with fp32 weights, config, tokenizer and chat template."""

import time

from ..digest import sha256_of
from ..gguf_format.import_gguf import import_gguf


def run(request, events, stop):
    source, folder = request.existing_file("gguf"), request.new_path("output")
    request.finish()
    started = time.monotonic()
    tensors, parameters = import_gguf(source, folder)
    weights = folder / "model.safetensors"
    return {
        "folder": str(folder),
        "tensors": tensors,
        "parameters": parameters,
        "bytes": weights.stat().st_size,
        "source_sha256": sha256_of(source),
        "sha256": sha256_of(weights),
        "seconds": round(time.monotonic() - started, 3),
    }
