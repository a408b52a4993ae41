"""The state of a model after prompts, with what prompts have in common computed once.

Two savings, neither of which changes a number: the beginning that all prompts share is run once for all of them, and
prompts of one length are run together, so that nothing is padded.
"""

import os

import mlx.core as mx
from mlx_lm.models.cache import KVCache


def repeat_rows(states, times):
    """A copy of the states in which each row stands `times` in succession."""
    copies = []
    for layer in states:
        copy = KVCache()
        if layer.keys is not None:
            keys, values = layer.keys_and_values()
            copy.state = (mx.repeat(keys, times, axis=0), mx.repeat(values, times, axis=0), layer.offset)
        copies.append(copy)
    return copies


class PromptStates:
    def __init__(self, model, prompts):
        self._model = model
        # At least one token of each prompt stays outside the beginning: its output predicts what follows.
        self._shared = min(len(os.path.commonprefix(prompts)), min(map(len, prompts)) - 1)
        self._beginning = [KVCache() for _ in model.network.layers]
        if self._shared:
            mx.eval(model.hidden(mx.array([prompts[0][: self._shared]]), self._beginning))

    def after(self, prompts):
        """For prompts of one length: (states of the layers, output at the last position of each prompt)."""
        states = repeat_rows(self._beginning, len(prompts))
        rest = mx.array([prompt[self._shared:] for prompt in prompts])
        return states, self._model.hidden(rest, states)[:, -1]


def groups_of_one_length(prompts, limit):
    """Lists of indexes of prompts that have one length, at most `limit` in each; short prompts first."""
    by_length = {}
    for index, prompt in enumerate(prompts):
        by_length.setdefault(len(prompt), []).append(index)
    for length in sorted(by_length):
        indexes = by_length[length]
        for start in range(0, len(indexes), limit):
            yield indexes[start : start + limit]
