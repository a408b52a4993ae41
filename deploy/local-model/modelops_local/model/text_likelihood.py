"""How surprised a model is by running text: the sum of negative log-probabilities of its tokens, window by window."""

import mlx.core as mx
import numpy as np

HEAD_ROWS = 64


def negative_log_likelihood(model, tokens, window, before_window=lambda: None):
    """(sum, tokens counted). Each window starts anew after the start token, so cost grows with the text's length only."""
    start = model.tokenizer.bos_token_id
    separator = model.tokenizer.convert_tokens_to_ids("<|endoftext|>")
    if isinstance(separator, int) and separator != model.tokenizer.unk_token_id or separator == 0:
        start = separator
    total, counted = 0.0, 0
    for position in range(0, len(tokens), window):
        before_window()
        piece = tokens[position : position + window]
        hidden = model.hidden(mx.array([[start] + piece[:-1]]))[0]
        targets = mx.array(np.array(piece, dtype=np.int32))
        # The head's output is one number per word of the vocabulary: a few rows at a time keep memory flat.
        for first in range(0, len(piece), HEAD_ROWS):
            rows = slice(first, first + HEAD_ROWS)
            log_probabilities = model.log_probabilities(hidden[rows])
            total -= mx.take_along_axis(log_probabilities, targets[rows][:, None], axis=1).sum().item()
        counted += len(piece)
    return total, counted
