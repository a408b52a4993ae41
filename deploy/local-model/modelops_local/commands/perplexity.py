"""perplexity: {"model": folder, "texts": JSONL of {"text", "name"?}} tells how well the model still knows general text.

Answers a "row" event per text and a result over all tokens: exp(sum of negative log-likelihoods / tokens).
"""

import math
import time

from ..failure import CommandFailure
from ..model.loaded_model import LoadedModel
from ..model.text_likelihood import negative_log_likelihood
from ..rows import read_objects


def read_texts(path):
    texts = []
    for number, row in read_objects(path):
        if not isinstance(row.get("text"), str) or not row["text"].strip():
            raise CommandFailure("bad_row", f"{path.name}, line {number}: 'text' must be a text that is not empty")
        texts.append((str(row.get("name") or f"line {number}"), row["text"]))
    if not texts:
        raise CommandFailure("no_rows", f"{path.name} has no rows")
    return texts


def run(request, events, stop):
    folder, source = request.existing_folder("model"), request.existing_file("texts")
    window = request.integer("window", 256, 8, 8192)
    max_tokens = request.integer("max_tokens", 1000, 1, 1 << 20)
    request.finish()
    started = time.monotonic()
    texts = read_texts(source)
    model = LoadedModel(folder)
    total, counted = 0.0, 0
    for index, (name, text) in enumerate(texts):
        tokens = list(model.tokenizer.encode(text, add_special_tokens=False))[:max_tokens]
        loss, count = negative_log_likelihood(model, tokens, window, stop.check)
        total, counted = total + loss, counted + count
        events.send("row", index=index, name=name, tokens=count, perplexity=round(math.exp(loss / count), 4))
        events.progress(index + 1, len(texts), unit="text")
    return {
        "perplexity": round(math.exp(total / counted), 4),
        "negative_log_likelihood": round(total, 4),
        "tokens": counted,
        "texts": len(texts),
        "seconds": round(time.monotonic() - started, 3),
    }
