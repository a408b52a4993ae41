"""A model of a hundred thousand random parameters, small enough that every command runs in seconds."""

import json
import pathlib

import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_lm.models.llama import Model, ModelArgs
from tokenizers import pre_tokenizers

from modelops_local.gguf_format import byte_pair_tokenizer

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
# A word or two so that merges are exercised; all other text goes byte by byte.
MERGES = ["a b", "ab c", "x y"]
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def write(folder: pathlib.Path, tied=True):
    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = SPECIAL + letters + [merge.replace(" ", "") for merge in MERGES]
    types = [byte_pair_tokenizer.CONTROL] * len(SPECIAL) + [byte_pair_tokenizer.NORMAL] * (len(tokens) - len(SPECIAL))
    byte_pair_tokenizer.build(tokens, types, MERGES).save(str(folder / "tokenizer.json"))
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "name": "tiny", "license": "apache-2.0",
        "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
        "max_position_embeddings": 512, "rope_theta": 10000.0, "rms_norm_eps": 1e-5, "vocab_size": len(tokens),
        "tie_word_embeddings": tied, "hidden_act": "silu", "attention_bias": False, "mlp_bias": False,
        "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2, "torch_dtype": "float32",
    }
    mx.set_default_device(mx.cpu)
    mx.random.seed(11)
    network = Model(ModelArgs.from_dict(config))
    mx.save_safetensors(str(folder / "model.safetensors"), dict(tree_flatten(network.parameters())), {"format": "pt"})
    endings = {name: config[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "bos_token": SPECIAL[1], "eos_token": SPECIAL[2],
        "pad_token": SPECIAL[2], "unk_token": SPECIAL[0], "clean_up_tokenization_spaces": False, "chat_template": TEMPLATE,
    }
    documents = {"config.json": config, "tokenizer_config.json": tokenizer, "generation_config.json": endings}
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return folder


def write_rows(path: pathlib.Path, rows):
    """rows: (prompt, answer) pairs; an answer of None leaves the assistant's turn out."""
    with open(path, "w", encoding="utf-8") as lines:
        for prompt, answer in rows:
            messages = [{"role": "user", "content": prompt}]
            if answer is not None:
                messages.append({"role": "assistant", "content": answer})
            lines.write(json.dumps({"messages": messages}) + "\n")
    return path
