"""generate: {"model": folder, "rows": JSONL of chats, "max_tokens"} writes the most likely answer to each prompt.

Answers one "row" event per prompt: {"index", "text", "tokens", "finish"}, finish being "stop" or "length", in the order of
lengths, not of the file. Greedy, so the same model and rows give the same answers. A final assistant turn is not shown.
"""

import time

from ..model.greedy_answers import GreedyAnswers
from ..model.loaded_model import LoadedModel
from ..model.prompt_states import groups_of_one_length
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
    writer = GreedyAnswers(model, prompts, max_tokens)
    done = generated = 0
    for indexes in groups_of_one_length(prompts, batch_size):
        stop.check()
        for index, (tokens, ended) in zip(indexes, writer.answer([prompts[index] for index in indexes])):
            text = model.tokenizer.decode(tokens)
            events.send("row", index=index, text=text, tokens=len(tokens), finish="stop" if ended else "length")
            generated += len(tokens)
        done += len(indexes)
        events.progress(done, len(prompts), unit="row")
    return {"rows": len(prompts), "tokens": generated, "seconds": round(time.monotonic() - started, 3)}
