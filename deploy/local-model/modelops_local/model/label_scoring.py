"""How likely each of a few answers is after a prompt, without running the prompt once per answer.

The score of a label is the log-probability of its tokens and of the token that ends the turn. The end counts, so that
"perl" is not credited with what belongs to "perl-doc". The ranking uses the sum, which is the probability of exactly
this answer; the mean over the tokens is reported beside it.

Three savings, none of which changes a number: the beginning that all prompts share is run once; prompts of one length
are run together, so that nothing is padded; all answers continue one copy of their prompt's state.
"""

import os

import mlx.core as mx
from mlx_lm.models.cache import KVCache

from ..failure import CommandFailure


def _repeat(cache, times):
    """A copy of the state in which each row stands `times` in succession."""
    copies = []
    for layer in cache:
        copy = KVCache()
        if layer.keys is not None:
            keys, values = layer.keys_and_values()
            copy.state = (mx.repeat(keys, times, axis=0), mx.repeat(values, times, axis=0), layer.offset)
        copies.append(copy)
    return copies


class LabelScorer:
    """Scores one fixed set of labels after many prompts."""

    def __init__(self, model, labels, prompts):
        self._model = model
        self._answers = [model.answer_tokens(label) for label in labels]
        if len({tuple(answer) for answer in self._answers}) != len(labels):
            raise CommandFailure("bad_request", "'labels' holds the same label twice")
        longest = max(map(len, self._answers))
        # The last token of an answer predicts nothing that counts, so it need not be run.
        self._continuations = [answer[:-1] + [model.padding] * (longest - len(answer)) for answer in self._answers]
        # At least one token of each prompt stays outside the shared beginning: its output predicts the answer.
        shared = min(len(os.path.commonprefix(prompts)), min(map(len, prompts)) - 1)
        self._shared = prompts[0][:shared]
        self._beginning = [KVCache() for _ in model.network.layers]
        if shared:
            mx.eval(model.hidden(mx.array([self._shared]), self._beginning))

    def scores(self, prompts):
        """For prompts of one length: per prompt the list of (sum of log-probabilities, tokens), one for each label."""
        model, answers = self._model, self._answers
        cache = _repeat(self._beginning, len(prompts))
        last = model.hidden(mx.array([prompt[len(self._shared):] for prompt in prompts]), cache)[:, -1]
        first = model.log_probabilities(last)
        continued = None
        if len(self._continuations[0]):
            rows = mx.tile(mx.array(self._continuations), (len(prompts), 1))
            hidden = model.hidden(rows, _repeat(cache, len(answers)))
            continued = hidden.reshape(len(prompts), len(answers), rows.shape[1], -1)
        sums = [[self._sum(first, continued, row, index) for index in range(len(answers))] for row in range(len(prompts))]
        table = mx.stack([mx.stack(row) for row in sums]).tolist()
        return [[(value, len(answer)) for value, answer in zip(row, answers)] for row in table]

    def _sum(self, first, continued, row, index):
        answer = self._answers[index]
        total = first[row, answer[0]]
        if len(answer) > 1:
            following = self._model.log_probabilities(continued[row, index, : len(answer) - 1])
            total = total + mx.take_along_axis(following, mx.array(answer[1:])[:, None], axis=1).sum()
        return total


def groups_of_one_length(prompts, limit):
    """Lists of indexes of prompts that have one length, at most `limit` in each; short prompts first."""
    by_length = {}
    for index, prompt in enumerate(prompts):
        by_length.setdefault(len(prompt), []).append(index)
    for length in sorted(by_length):
        indexes = by_length[length]
        for start in range(0, len(indexes), limit):
            yield indexes[start : start + limit]
