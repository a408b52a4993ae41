"""Which examples stand in which step: a pure function of seed, step and the examples, so that nothing needs saving."""

import random

import mlx.core as mx
import numpy as np

WINDOW_BATCHES = 8
PADDED_TO = 8


class BatchOrder:
    """The order of examples over all epochs.

    Each epoch shuffles the examples, sorts them by length inside windows of a few batches (rows of like length stand
    together, so that little is computed for padding), and shuffles the batches.
    """

    def __init__(self, lengths, batch_size, seed):
        self._lengths, self._batch_size, self._seed = lengths, batch_size, seed
        self.batches_per_epoch = -(-len(lengths) // batch_size)
        self._epoch, self._batches = None, []

    def indexes(self, step):
        """The examples of a step, numbered from 1."""
        epoch, position = divmod(step - 1, self.batches_per_epoch)
        if epoch != self._epoch:
            self._epoch, self._batches = epoch, self._arrange(epoch)
        return self._batches[position]

    def _arrange(self, epoch):
        chance = random.Random(f"{self._seed}/{epoch}")
        order = list(range(len(self._lengths)))
        chance.shuffle(order)
        window = self._batch_size * WINDOW_BATCHES
        batches = []
        for start in range(0, len(order), window):
            part = sorted(order[start : start + window], key=self._lengths.__getitem__)
            batches += [part[first : first + self._batch_size] for first in range(0, len(part), self._batch_size)]
        chance.shuffle(batches)
        return batches


def collate(examples, padding):
    """(inputs, positions, targets): padded rows, and the flat positions whose output is compared with a target token."""
    longest = max(len(example) - 1 for example in examples)
    width = -(-longest // PADDED_TO) * PADDED_TO
    inputs = np.full((len(examples), width), padding, dtype=np.int32)
    positions, targets = [], []
    for row, example in enumerate(examples):
        inputs[row, : len(example) - 1] = example.tokens[:-1]
        for place in range(example.answer_start, len(example)):
            positions.append(row * width + place - 1)
            targets.append(example.tokens[place])
    return mx.array(inputs), mx.array(positions), mx.array(targets)
