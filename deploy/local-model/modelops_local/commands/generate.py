"""generate: {"model": folder, "rows": JSONL of chats, "max_tokens"} writes the most likely answer to each prompt.

Answers one "row" event per prompt: {"index", "text", "tokens", "finish"}, finish being "stop" or "length". Greedy, so
the same model and rows give the same answers.
"""

import time

from mlx_lm import batch_generate

from ..model.loaded_model import LoadedModel
from ..rows import read_chats


def run(request, events, stop):
    folder, rows = request.existing_folder("model"), request.existing_file("rows")
    max_tokens = request.integer("max_tokens", 64, 1, 8192)
    batch_size = request.integer("batch_size", 16, 1, 256)
    request.finish()
    started = time.monotonic()
    chats = read_chats(rows, answered=False)
    model = LoadedModel(folder)
    prompts = [model.prompt_tokens(messages) for messages in chats]
    order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
    generated = 0
    for first in range(0, len(order), batch_size):
        stop.check()
        indexes = order[first : first + batch_size]
        answer = batch_generate(
            model.network, model.tokenizer, [prompts[index] for index in indexes], max_tokens=max_tokens, return_token_ids=True
        )
        for index, text, tokens in zip(indexes, answer.texts, answer.token_ids):
            finish = "length" if len(tokens) >= max_tokens else "stop"
            events.send("row", index=index, text=text, tokens=len(tokens), finish=finish)
            generated += len(tokens)
        events.progress(first + len(indexes), len(order), unit="row")
    seconds = time.monotonic() - started
    return {"rows": len(prompts), "tokens": generated, "seconds": round(seconds, 3)}
