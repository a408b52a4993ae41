"""How the two layouts name the same tensor, and how they order the rows that rotary embeddings turn."""

_BLOCK = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OUTSIDE = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
_BLOCK_BACK = {folder: gguf for gguf, folder in _BLOCK.items()}
_OUTSIDE_BACK = {folder: gguf for gguf, folder in _OUTSIDE.items()}


def folder_name(gguf_name):
    """The folder's name for a GGUF tensor; None for one that the Llama family does not have."""
    stem, _, kind = gguf_name.rpartition(".")
    if kind != "weight":
        return None
    if stem in _OUTSIDE:
        return f"{_OUTSIDE[stem]}.weight"
    prefix, _, rest = stem.partition(".")
    index, _, part = rest.partition(".")
    if prefix != "blk" or not index.isdigit() or part not in _BLOCK:
        return None
    return f"model.layers.{index}.{_BLOCK[part]}.weight"


def gguf_name(folder_name):
    """The GGUF name for a folder's tensor; None for one that the Llama family does not have."""
    stem, _, kind = folder_name.rpartition(".")
    if kind != "weight":
        return None
    if stem in _OUTSIDE_BACK:
        return f"{_OUTSIDE_BACK[stem]}.weight"
    prefix = "model.layers."
    if not stem.startswith(prefix):
        return None
    index, _, part = stem[len(prefix):].partition(".")
    if not index.isdigit() or part not in _BLOCK_BACK:
        return None
    return f"blk.{index}.{_BLOCK_BACK[part]}.weight"


def rotated_heads(name, heads, key_value_heads):
    """How many heads' rows the layouts order differently in this tensor (either naming), or None for all others."""
    if ".attn_q." in name or ".q_proj." in name:
        return heads
    if ".attn_k." in name or ".k_proj." in name:
        return key_value_heads
    return None


def to_folder_order(rows, heads):
    """GGUF interleaves the two halves of each head (0, n/2, 1, n/2+1, ...); the folder keeps them one after the other."""
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def to_gguf_order(rows, heads):
    """The inverse of to_folder_order."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)
