"""quantize: {"model": folder, "output": file, "format": "q8_0|q4_0|f16|f32"} gives one GGUF file."""

import time

from ..digest import sha256_of
from ..gguf_format.export_gguf import FORMATS, export_gguf


def run(request, events, stop):
    folder, output = request.existing_folder("model"), request.new_path("output")
    format_name = request.text("format", choices=tuple(FORMATS))
    request.finish()
    started = time.monotonic()

    def on_tensor(done, of):
        stop.check()
        if done % 50 == 0 or done == of:
            events.progress(done, of, unit="tensor")

    tensors = export_gguf(folder, output, format_name, on_tensor)
    return {
        "file": str(output),
        "format": format_name,
        "tensors": tensors,
        "bytes": output.stat().st_size,
        "source_bytes": (folder / "model.safetensors").stat().st_size,
        "sha256": sha256_of(output),
        "seconds": round(time.monotonic() - started, 3),
    }
