"""A GGUF file becomes a folder that training reads: fp32 weights, config.json, tokenizer and chat template."""

import json

import gguf
import numpy as np
from safetensors.numpy import save_file

from ..failure import CommandFailure
from . import byte_pair_tokenizer, tensor_names


class SourceFile:
    """One GGUF file of the Llama family, opened for reading."""

    def __init__(self, path):
        try:
            self._reader = gguf.GGUFReader(path)
        except (ValueError, IndexError, KeyError) as problem:
            raise CommandFailure("bad_gguf", f"{path.name} is not a readable GGUF file: {problem}") from None
        if self.value("general.architecture") != "llama":
            raise CommandFailure(
                "unsupported_architecture", f"{path.name} has architecture {self.value('general.architecture')!r}; only 'llama' is known"
            )
        self.heads = int(self.value("llama.attention.head_count"))
        self.key_value_heads = int(self.value("llama.attention.head_count_kv", self.heads))

    _REQUIRED = object()

    def value(self, key, default=_REQUIRED):
        field = self._reader.fields.get(key)
        if field is not None:
            return field.contents()
        if default is self._REQUIRED:
            raise CommandFailure("bad_gguf", f"the file does not say '{key}'")
        return default

    def weights(self):
        """Yields (folder name, fp32 array) for every tensor, dequantised and in the folder's row order."""
        for tensor in self._reader.tensors:
            name = tensor_names.folder_name(tensor.name)
            if name is None:
                raise CommandFailure("unsupported_tensor", f"tensor {tensor.name!r} is not one of the Llama family")
            values = np.asarray(gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
            heads = tensor_names.rotated_heads(tensor.name, self.heads, self.key_value_heads)
            yield name, values if heads is None else np.ascontiguousarray(tensor_names.to_folder_order(values, heads))


def model_config(source, tensor_names_written, vocabulary_size):
    """config.json of the folder, from the file's own numbers."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "name": source.value("general.name", "model"),
        "license": source.value("general.license", None),
        "hidden_size": int(source.value("llama.embedding_length")),
        "intermediate_size": int(source.value("llama.feed_forward_length")),
        "num_hidden_layers": int(source.value("llama.block_count")),
        "num_attention_heads": source.heads,
        "num_key_value_heads": source.key_value_heads,
        "max_position_embeddings": int(source.value("llama.context_length")),
        "rope_theta": float(source.value("llama.rope.freq_base", 10000.0)),
        # Written as a 32-bit number in the file: rounding gives back the decimal that was meant.
        "rms_norm_eps": float(f"{source.value('llama.attention.layer_norm_rms_epsilon'):.7g}"),
        "vocab_size": vocabulary_size,
        "tie_word_embeddings": "lm_head.weight" not in tensor_names_written,
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "bos_token_id": int(source.value("tokenizer.ggml.bos_token_id")),
        "eos_token_id": int(source.value("tokenizer.ggml.eos_token_id")),
        "pad_token_id": int(source.value("tokenizer.ggml.padding_token_id", source.value("tokenizer.ggml.eos_token_id"))),
        "torch_dtype": "float32",
    }


def tokenizer_config(source, config, tokens):
    template = source.value("tokenizer.chat_template", None)
    if template is None:
        raise CommandFailure("no_chat_template", "the file has no chat template, so chat rows cannot be written for it")
    unknown = source.value("tokenizer.ggml.unknown_token_id", None)
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": config["max_position_embeddings"],
        "bos_token": tokens[config["bos_token_id"]],
        "eos_token": tokens[config["eos_token_id"]],
        "pad_token": tokens[config["pad_token_id"]],
        "unk_token": None if unknown is None else tokens[int(unknown)],
        "clean_up_tokenization_spaces": False,
        "chat_template": template,
    }


def import_gguf(path, folder):
    """Writes the folder and answers (tensors written, parameters)."""
    source = SourceFile(path)
    kind = (source.value("tokenizer.ggml.model"), source.value("tokenizer.ggml.pre", None))
    if kind != (byte_pair_tokenizer.MODEL, byte_pair_tokenizer.PRE_TOKENIZER):
        raise CommandFailure("unsupported_tokenizer", f"the file's tokenizer is {kind}; only SmolLM's kind is known")
    tokens = source.value("tokenizer.ggml.tokens")
    folder.mkdir(parents=True, exist_ok=True)
    weights = dict(source.weights())
    config = model_config(source, weights, len(tokens))
    tokenizer = byte_pair_tokenizer.build(tokens, source.value("tokenizer.ggml.token_type"), source.value("tokenizer.ggml.merges"))
    tokenizer.save(str(folder / "tokenizer.json"))
    endings = {name: config[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    documents = {
        "config.json": config,
        "tokenizer_config.json": tokenizer_config(source, config, tokens),
        "generation_config.json": endings,
    }
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    # The weights come last and under their final name only when whole: a folder with weights is a finished one.
    unfinished = folder / "model.safetensors.partial"
    save_file(weights, unfinished, {"format": "pt"})
    unfinished.chmod(0o644)
    unfinished.rename(folder / "model.safetensors")
    return len(weights), int(sum(array.size for array in weights.values()))
