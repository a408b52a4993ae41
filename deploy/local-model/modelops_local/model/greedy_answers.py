"""The most likely continuation of prompts, token by token."""

import mlx.core as mx

from .prompt_states import PromptStates


class GreedyAnswers:
    def __init__(self, model, prompts, max_tokens):
        self._model, self._max_tokens = model, max_tokens
        self._ends = set(model.tokenizer.eos_token_ids) | {model.end_token}
        self._states = PromptStates(model, prompts)

    def answer(self, prompts):
        """For prompts of one length: per prompt (its tokens without the end, whether it came to an end)."""
        states, output = self._states.after(prompts)
        answers, ended = [[] for _ in prompts], [False] * len(prompts)
        for _ in range(self._max_tokens):
            chosen = mx.argmax(self._model.logits(output), axis=-1).tolist()
            for row, token in enumerate(chosen):
                ended[row] = ended[row] or token in self._ends
                if not ended[row]:
                    answers[row].append(token)
            if all(ended):
                break
            # Rows that have ended go along as ballast: the batch keeps its shape, and its time.
            output = self._model.hidden(mx.array(chosen)[:, None], states)[:, -1]
        return list(zip(answers, ended))
