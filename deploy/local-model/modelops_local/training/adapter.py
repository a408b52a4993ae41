"""LoRA adapters: put on a model, saved in mlx-lm's own layout, and worked into the weights."""

import json
import shutil

import mlx.core as mx
from mlx.utils import tree_flatten, tree_unflatten
from mlx_lm.tuner.utils import linear_to_lora_layers

from ..failure import BadRequest

# What a fused folder takes over from the base model as it is.
COMPANIONS = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


def put_on(model, num_layers, rank, scale, seed):
    """Freezes the model and lays adapters over every linear map of its last num_layers blocks."""
    blocks = len(model.network.layers)
    if num_layers > blocks:
        raise BadRequest(f"'num_layers' is {num_layers}, but the model has {blocks}")
    mx.random.seed(seed)
    model.network.freeze()
    linear_to_lora_layers(model.network, num_layers, {"rank": rank, "scale": scale, "dropout": 0.0})
    mx.eval(model.network.parameters())


def save(network, folder, num_layers, rank, scale):
    folder.mkdir(parents=True, exist_ok=True)
    mx.save_safetensors(str(folder / "adapters.safetensors"), dict(tree_flatten(network.trainable_parameters())))
    layout = {
        "fine_tune_type": "lora",
        "num_layers": num_layers,
        "lora_parameters": {"rank": rank, "scale": scale, "dropout": 0.0},
    }
    (folder / "adapter_config.json").write_text(json.dumps(layout, indent=1) + "\n", encoding="utf-8")


def fuse(model, folder):
    """Works the adapters into the weights and writes a model folder that needs no adapter."""
    fused = [(name, module.fuse()) for name, module in model.network.named_modules() if hasattr(module, "fuse")]
    model.network.update_modules(tree_unflatten(fused))
    folder.mkdir(parents=True, exist_ok=True)
    for name in COMPANIONS:
        if (model.folder / name).is_file():
            shutil.copyfile(model.folder / name, folder / name)
    unfinished = folder / "model.partial.safetensors"
    mx.save_safetensors(str(unfinished), dict(tree_flatten(model.network.parameters())), {"format": "pt"})
    unfinished.rename(folder / "model.safetensors")
