"""score_labels: {"model": folder, "rows": JSONL of chats, "labels": [...]} ranks the labels after each prompt.

Answers one "row" event per prompt: {"index", "label", "sums", "means"}, in the order of lengths, not of the file;
"label" is the one with the highest sum. A final assistant turn in a row is not shown to the model.
"""

import time

from ..model.label_scoring import LabelScorer
from ..model.loaded_model import LoadedModel
from ..model.prompt_states import groups_of_one_length
from ..rows import read_chats

RANKED_BY = "sum"


def run(request, events, stop):
    folder, rows = request.existing_folder("model"), request.existing_file("rows")
    labels = request.texts("labels", low=2, high=1024)
    batch_size = request.integer("batch_size", 16, 1, 256)
    request.finish()
    started = time.monotonic()
    chats = read_chats(rows, answered=False)
    model = LoadedModel(folder)
    prompts = [model.prompt_tokens(messages) for messages in chats]
    scorer = LabelScorer(model, labels, prompts)
    done = 0
    for indexes in groups_of_one_length(prompts, batch_size):
        stop.check()
        for index, scores in zip(indexes, scorer.scores([prompts[index] for index in indexes])):
            sums = [round(total, 5) for total, _ in scores]
            means = [round(total / count, 5) for total, count in scores]
            best = max(range(len(labels)), key=lambda position: scores[position][0])
            events.send("row", index=index, label=labels[best], sums=sums, means=means)
        done += len(indexes)
        events.progress(done, len(prompts), unit="row")
    return {"rows": len(prompts), "ranked_by": RANKED_BY, "labels": labels, "seconds": round(time.monotonic() - started, 3)}
