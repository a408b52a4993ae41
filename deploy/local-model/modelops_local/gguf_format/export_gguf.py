"""A model folder becomes one GGUF file in the wanted format, with everything that a server needs in it."""

import json
import os

import gguf
import numpy as np
from safetensors import safe_open

from ..failure import CommandFailure
from . import byte_pair_tokenizer, tensor_names

_Tensor, _File = gguf.GGMLQuantizationType, gguf.LlamaFileType
FORMATS = {
    "f32": (_Tensor.F32, _File.ALL_F32),
    "f16": (_Tensor.F16, _File.MOSTLY_F16),
    "q8_0": (_Tensor.Q8_0, _File.MOSTLY_Q8_0),
    "q4_0": (_Tensor.Q4_0, _File.MOSTLY_Q4_0),
}


def _document(folder, name):
    path = folder / name
    if not path.is_file():
        raise CommandFailure("bad_model_folder", f"the model folder has no {name}")
    return json.loads(path.read_text(encoding="utf-8"))


def _chat_template(folder, tokenizer):
    separate = folder / "chat_template.jinja"
    return separate.read_text(encoding="utf-8") if separate.is_file() else tokenizer.get("chat_template")


def write_numbers(writer, config, file_type):
    """The model's shape."""
    head_size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    writer.add_type("model")
    writer.add_name(config.get("name") or "model")
    if config.get("license"):
        writer.add_license(config["license"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_rope_dimension_count(head_size)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(int(file_type))
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def write_tokenizer(writer, folder, config):
    tokenizer = _document(folder, "tokenizer_config.json")
    tokens, types, merges = byte_pair_tokenizer.take_apart(folder / "tokenizer.json")
    writer.add_tokenizer_model(byte_pair_tokenizer.MODEL)
    writer.add_tokenizer_pre(byte_pair_tokenizer.PRE_TOKENIZER)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    unknown = tokenizer.get("unk_token")
    if unknown in tokens:
        writer.add_unk_token_id(tokens.index(unknown))
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    template = _chat_template(folder, tokenizer)
    if template:
        writer.add_chat_template(template)


def packed(values, kind):
    """The bytes of one tensor: matrices in the wanted format, everything else as it is in fp32."""
    if values.ndim == 1 or kind == _Tensor.F32:
        return values, None
    if kind == _Tensor.F16:
        return values.astype(np.float16), None
    return np.ascontiguousarray(gguf.quants.quantize(values, kind)), kind


def export_gguf(folder, path, format_name, on_tensor):
    """Writes the file under its final name once it is whole; on_tensor(done, of) is called after each tensor."""
    kind, file_type = FORMATS[format_name]
    config = _document(folder, "config.json")
    if config.get("model_type") != "llama":
        raise CommandFailure("unsupported_architecture", f"model_type {config.get('model_type')!r}; only 'llama' is known")
    unfinished = path.with_name(path.name + ".partial")
    # Sorting fixes the order of tensors, and with it the bytes of the file, whatever wrote the folder.
    with safe_open(str(folder / "model.safetensors"), "np") as source:
        names = sorted(source.keys())
        writer = gguf.GGUFWriter(unfinished, "llama")
        write_numbers(writer, config, file_type)
        write_tokenizer(writer, folder, config)
        for done, name in enumerate(names, 1):
            values = source.get_tensor(name).astype(np.float32)
            target = tensor_names.gguf_name(name)
            if target is None:
                raise CommandFailure("unsupported_tensor", f"tensor {name!r} is not one of the Llama family")
            heads = tensor_names.rotated_heads(name, config["num_attention_heads"], config["num_key_value_heads"])
            if heads is not None:
                values = np.ascontiguousarray(tensor_names.to_gguf_order(values, heads))
            data, raw_type = packed(values, kind)
            writer.add_tensor(target, data, raw_dtype=raw_type)
            on_tensor(done, len(names))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    os.replace(unfinished, path)
    return len(names)
