"""How likely each of a few answers is after a prompt, without running the prompt once per answer.

The score of a label is the log-probability of its tokens and of the token that ends the turn. The end counts, so that
"perl" is not credited with what belongs to "perl-doc". The ranking uses the sum, which is the probability of exactly
this answer; the mean over the tokens is reported beside it.
"""

import mlx.core as mx
import numpy as np

from ..failure import CommandFailure
from .prompt_states import PromptStates, repeat_rows


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
        self._states = PromptStates(model, prompts)

    def scores(self, prompts):
        """For prompts of one length: per prompt the list of (sum of log-probabilities, tokens), one for each label."""
        states, last = self._states.after(prompts)
        targets = [[answer[0] for answer in self._answers]] * len(prompts)
        places = [(row, index) for row in range(len(prompts)) for index in range(len(self._answers))]
        sums = self._chosen(last, targets)
        if len(self._continuations[0]):
            tokens = mx.tile(mx.array(self._continuations), (len(prompts), 1))
            hidden = self._model.hidden(tokens, repeat_rows(states, len(self._answers)))
            # Every position that counts, of all rows and labels, goes through the head at once: it is the largest matrix.
            rows = [(place, position) for place, (_, index) in enumerate(places) for position in range(len(self._answers[index]) - 1)]
            outputs = hidden[mx.array([place for place, _ in rows]), mx.array([position for _, position in rows])]
            following = [[self._answers[places[place][1]][position + 1]] for place, position in rows]
            for (place, _), value in zip(rows, self._chosen(outputs, following)[:, 0]):
                row, index = places[place]
                sums[row, index] += value
        return [[(float(value), len(answer)) for value, answer in zip(row, self._answers)] for row in sums]

    def _chosen(self, outputs, targets):
        """The log-probabilities of chosen tokens after each output, as double precision."""
        logits = self._model.logits(outputs).astype(mx.float32)
        chosen = mx.take_along_axis(logits, mx.array(targets), axis=1) - mx.logsumexp(logits, axis=-1, keepdims=True)
        return np.array(chosen, dtype=np.float64)
