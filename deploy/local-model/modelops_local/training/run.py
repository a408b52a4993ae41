"""One training run: steps, validation, checkpoints and the events that tell of them."""

import math
import time
from dataclasses import asdict, dataclass

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optimizers

from ..failure import CommandFailure, Interrupted
from .batches import BatchOrder, collate


@dataclass(frozen=True)
class Hyperparameters:
    max_steps: int
    batch_size: int
    learning_rate: float
    num_layers: int
    rank: int
    scale: float
    seed: int
    max_seq_length: int

    def identity(self):
        """What a checkpoint must agree with."""
        return asdict(self)


class TrainingRun:
    def __init__(self, model, hyperparameters, train, validation, checkpoints, cadence, events, stop):
        self._model, self._settings = model, hyperparameters
        self._train, self._validation = train, validation
        self._checkpoints, self._cadence = checkpoints, cadence
        self._events, self._stop = events, stop
        self.optimizer = optimizers.Adam(learning_rate=hyperparameters.learning_rate)
        self.optimizer.init(model.network.trainable_parameters())
        self._loss_and_gradients = nn.value_and_grad(model.network, self._loss)
        self.losses = {"first": None, "last": None, "validation": None}

    def _loss(self, inputs, positions, targets):
        # Only positions that teach something pass through the head: the vocabulary makes it a fifth of the work.
        hidden = self._model.hidden(inputs)
        chosen = hidden.reshape(-1, hidden.shape[-1])[positions]
        return nn.losses.cross_entropy(self._model.logits(chosen).astype(mx.float32), targets, reduction="mean")

    def _step(self, examples):
        loss, gradients = self._loss_and_gradients(*collate(examples, self._model.padding))
        self.optimizer.update(self._model.network, gradients)
        mx.eval(self._model.network.trainable_parameters(), self.optimizer.state, loss)
        return loss.item()

    def validate(self, step):
        """Mean loss over the answer tokens of the validation rows (or of the first so many, as the cadence says)."""
        rows = self._validation[: self._cadence.validation_rows]
        if not rows:
            return
        total, counted = 0.0, 0
        for first in range(0, len(rows), self._settings.batch_size):
            self._check_stop(step)
            inputs, positions, targets = collate(rows[first : first + self._settings.batch_size], self._model.padding)
            total += self._loss(inputs, positions, targets).item() * targets.size
            counted += targets.size
        self.losses["validation"] = total / counted
        self._events.send("validation", step=step, loss=round(total / counted, 6), rows=len(rows))

    def save(self, step):
        folder = self._checkpoints.save(step, self._model.network, self.optimizer, self.losses)
        size = sum(path.stat().st_size for path in folder.iterdir())
        self._events.send("checkpoint", step=step, of=self._settings.max_steps, folder=str(folder), bytes=size)

    def go(self, done):
        """Takes the steps after `done` up to the last; answers the seconds they took."""
        settings, cadence = self._settings, self._cadence
        order = BatchOrder([len(example) for example in self._train], settings.batch_size, settings.seed)
        if done == 0:
            self.validate(0)
        started = window_started = time.monotonic()
        window_steps = window_tokens = 0
        for step in range(done + 1, settings.max_steps + 1):
            self._check_stop(step - 1)
            examples = [self._train[index] for index in order.indexes(step)]
            loss = self._step(examples)
            if not math.isfinite(loss):
                raise CommandFailure("diverged", f"the loss is no number at step {step}; lower the learning rate")
            self.losses["first"] = loss if self.losses["first"] is None else self.losses["first"]
            self.losses["last"] = loss
            window_steps += 1
            window_tokens += sum(map(len, examples))
            if step % cadence.report_every == 0 or step == settings.max_steps:
                seconds = max(time.monotonic() - window_started, 1e-6)
                self._report(step, loss, window_tokens / seconds, seconds / window_steps)
                window_started, window_steps, window_tokens = time.monotonic(), 0, 0
            last = step == settings.max_steps
            if step % cadence.checkpoint_every == 0 and not last:
                self.save(step)
            if last or (cadence.validate_every and step % cadence.validate_every == 0):
                self.validate(step)
        return time.monotonic() - started

    def _report(self, step, loss, tokens_per_second, seconds_per_step):
        self._events.progress(
            step,
            self._settings.max_steps,
            unit="step",
            loss=round(loss, 6),
            tokens_per_second=round(tokens_per_second, 1),
            seconds_per_step=round(seconds_per_step, 3),
            eta_seconds=round(seconds_per_step * (self._settings.max_steps - step), 1),
        )

    def _check_stop(self, finished_step):
        if not self._stop.asked:
            return
        if finished_step > 0:
            self.save(finished_step)
        raise Interrupted(f"stopped on request after step {finished_step} of {self._settings.max_steps}")


@dataclass(frozen=True)
class Cadence:
    """How often the run speaks; none of it changes what it computes."""

    report_every: int
    checkpoint_every: int
    validate_every: int
    validation_rows: int
