"""The tokenizer of the SmolLM family (byte-level BPE, digits one by one) in both of its written forms."""

import json

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from ..failure import CommandFailure

MODEL = "gpt2"
PRE_TOKENIZER = "smollm"
NORMAL, CONTROL, USER_DEFINED = 1, 3, 4


def build(tokens, types, merges):
    """A tokenizer from a GGUF file's lists of tokens, token types and merges."""
    pairs = [tuple(merge.split(" ", 1)) for merge in merges]
    tokenizer = Tokenizer(models.BPE(vocab={token: index for index, token in enumerate(tokens)}, merges=pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, types) if kind == CONTROL]
    added = [token for token, kind in zip(tokens, types) if kind == USER_DEFINED]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in control])
    tokenizer.add_tokens([AddedToken(token, normalized=False) for token in added])
    return tokenizer


def take_apart(path):
    """(tokens, types, merges) of a tokenizer.json; refuses one that is not of this family."""
    with open(path, encoding="utf-8") as source:
        document = json.load(source)
    model, splitter = document.get("model") or {}, document.get("pre_tokenizer") or {}
    parts = splitter.get("pretokenizers") or [splitter]
    digits = any(part.get("type") == "Digits" and part.get("individual_digits") for part in parts)
    byte_level = any(part.get("type") == "ByteLevel" and not part.get("add_prefix_space") for part in parts)
    if model.get("type") != "BPE" or not (digits and byte_level) or document.get("normalizer"):
        raise CommandFailure(
            "unsupported_tokenizer", f"{path.name} is not a byte-level BPE with single digits; only SmolLM's kind can be written"
        )
    vocabulary = dict(model["vocab"])
    types = {}
    for token in document.get("added_tokens", []):
        vocabulary[token["content"]] = token["id"]
        types[token["content"]] = CONTROL if token["special"] else USER_DEFINED
    tokens = sorted(vocabulary, key=vocabulary.get)
    if [vocabulary[token] for token in tokens] != list(range(len(tokens))):
        raise CommandFailure("unsupported_tokenizer", f"{path.name}: token numbers have gaps")
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]]
    return tokens, [types.get(token, NORMAL) for token in tokens], merges
