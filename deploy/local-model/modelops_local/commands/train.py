"""train: LoRA fine-tuning of a model folder on chat rows; answers the adapter and a fused model folder.

Request: model, train, validation (or null), output, resume (a checkpoint folder, or null), max_steps, batch_size,
learning_rate, num_layers, rank, scale, seed, max_seq_length, checkpoint_every, report_every, validate_every,
validation_rows. Without "resume" a run goes on from the newest checkpoint of the same run under `output`, if one is there.
SIGTERM saves a checkpoint after the current step and ends with code "interrupted".
"""

import hashlib
import time

from ..digest import sha256_of
from ..failure import CommandFailure
from ..model.loaded_model import LoadedModel
from ..training import adapter
from ..training.checkpoint import CheckpointFolder, restore
from ..training.examples import read_examples
from ..training.matmul_speed import warn_if_slow
from ..training.run import Cadence, Hyperparameters, TrainingRun


def read_hyperparameters(request):
    return Hyperparameters(
        max_steps=request.integer("max_steps", low=1, high=10_000_000),
        batch_size=request.integer("batch_size", 4, 1, 4096),
        learning_rate=request.number("learning_rate", 1e-4, 1e-9, 1.0),
        num_layers=request.integer("num_layers", 16, 1, 1024),
        rank=request.integer("rank", 8, 1, 1024),
        scale=request.number("scale", 20.0, 1e-3, 1e4),
        seed=request.integer("seed", 0, 0, (1 << 63) - 1),
        max_seq_length=request.integer("max_seq_length", 512, 8, 1 << 20),
    )


def read_cadence(request):
    return Cadence(
        report_every=request.integer("report_every", 1, 1, 1 << 30),
        checkpoint_every=request.integer("checkpoint_every", 25, 1, 1 << 30),
        validate_every=request.integer("validate_every", 0, 0, 1 << 30),
        validation_rows=request.integer("validation_rows", 64, 0, 1 << 30),
    )


def examples_of(model, path, settings, events):
    examples, left_out = read_examples(model, path, settings.max_seq_length)
    if left_out:
        events.log(
            "warning", "rows_too_long", f"{left_out} rows of {path.name} are longer than {settings.max_seq_length} tokens and left out"
        )
    if not examples:
        raise CommandFailure("no_rows", f"every row of {path.name} is longer than {settings.max_seq_length} tokens")
    return examples


def identity_of(settings, model_folder, train):
    """Tells one run from another: its settings, its rows and its base model (by the weights' size and beginning)."""
    with open(model_folder / "model.safetensors", "rb") as weights:
        beginning = hashlib.sha256(weights.read(1 << 22)).hexdigest()
    return {**settings.identity(), "rows": sha256_of(train), "base": beginning}


def run(request, events, stop):
    folder, train_file = request.existing_folder("model"), request.existing_file("train")
    validation_file, output = request.existing_file("validation", None), request.new_path("output")
    resume = request.existing_folder("resume", None)
    settings, cadence = read_hyperparameters(request), read_cadence(request)
    request.finish()
    started = time.monotonic()
    model = LoadedModel(folder)
    speed = warn_if_slow(events)
    train = examples_of(model, train_file, settings, events)
    validation = examples_of(model, validation_file, settings, events) if validation_file else []
    adapter.put_on(model, settings.num_layers, settings.rank, settings.scale, settings.seed)
    identity = identity_of(settings, folder, train_file)
    checkpoints = CheckpointFolder(output / "checkpoints", identity)
    training = TrainingRun(model, settings, train, validation, checkpoints, cadence, events, stop)
    done, taken_up = 0, resume or checkpoints.newest()
    if taken_up is not None:
        done, training.losses = restore(taken_up, identity, model.network, training.optimizer)
        events.log("info", "resumed", f"going on after step {done} of {settings.max_steps}")
    seconds = training.go(done)
    adapter.save(model.network, output / "adapter", settings.num_layers, settings.rank, settings.scale)
    adapter.fuse(model, output / "fused")
    return {
        "adapter": str(output / "adapter"),
        "model": str(output / "fused"),
        "sha256": sha256_of(output / "fused" / "model.safetensors"),
        "steps": settings.max_steps,
        "resumed_from": done,
        "rows": len(train),
        "tokens": sum(map(len, train)),
        "first_loss": training.losses["first"],
        "last_loss": training.losses["last"],
        "validation_loss": training.losses["validation"],
        "matmul_gflops": speed,
        "training_seconds": round(seconds, 3),
        "seconds": round(time.monotonic() - started, 3),
    }
