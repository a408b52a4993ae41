"""One model in memory: the network, its tokenizer, and the two halves (body, head) that scoring and training use apart."""

import json

import mlx.core as mx
from mlx_lm.utils import load

from ..failure import CommandFailure


class LoadedModel:
    """A model folder loaded for computing on the processor in fp32."""

    def __init__(self, folder):
        mx.set_default_device(mx.cpu)
        for name in ("config.json", "tokenizer.json", "model.safetensors"):
            if not (folder / name).is_file():
                raise CommandFailure("bad_model_folder", f"the model folder has no {name}")
        self.folder = folder
        self.config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        try:
            self.network, self.tokenizer = load(str(folder))
        except (ValueError, KeyError) as problem:
            raise CommandFailure("bad_model_folder", f"the model cannot be loaded: {problem}") from None
        self.end_token = self.tokenizer.eos_token_id
        self.padding = self.tokenizer.pad_token_id if self.tokenizer.pad_token_id is not None else self.end_token

    def hidden(self, tokens, cache=None):
        """The last layer's output for a batch of token rows."""
        return self.network.model(tokens, cache)

    def logits(self, hidden):
        """What the head makes of chosen rows of `hidden`; the vocabulary is large, so callers choose first."""
        if self.network.args.tie_word_embeddings:
            return self.network.model.embed_tokens.as_linear(hidden)
        return self.network.lm_head(hidden)

    def log_probabilities(self, hidden):
        logits = self.logits(hidden).astype(mx.float32)
        return logits - mx.logsumexp(logits, axis=-1, keepdims=True)

    def prompt_tokens(self, messages):
        """The tokens after which the assistant's answer begins."""
        return list(self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False))

    def answer_tokens(self, text):
        """The tokens of an answer and the token that ends the turn."""
        return list(self.tokenizer.encode(text, add_special_tokens=False)) + [self.end_token]
