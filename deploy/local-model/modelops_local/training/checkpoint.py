"""Checkpoints: a folder that holds all that a run needs to go on from its step, written whole or not at all."""

import json
import os
import shutil

import mlx.core as mx
from mlx.utils import tree_flatten, tree_unflatten

from ..failure import CommandFailure

ADAPTER, OPTIMIZER, STATE = "adapter.safetensors", "optimizer.safetensors", "state.json"
KEPT = 3


def _sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class CheckpointFolder:
    """The checkpoints of one run under one folder, the newest few of them."""

    def __init__(self, folder, run_identity):
        self._folder, self._identity = folder, run_identity
        folder.mkdir(parents=True, exist_ok=True)

    def save(self, step, network, optimizer, losses):
        """Writes the checkpoint of a finished step and answers its folder."""
        target = self._folder / f"step-{step:06d}"
        unfinished = self._folder / f".step-{step:06d}.partial"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        mx.save_safetensors(str(unfinished / ADAPTER), dict(tree_flatten(network.trainable_parameters())))
        mx.save_safetensors(str(unfinished / OPTIMIZER), dict(tree_flatten(optimizer.state)))
        state = {"step": step, "run": self._identity, "losses": losses}
        (unfinished / STATE).write_text(json.dumps(state) + "\n", encoding="utf-8")
        for path in (unfinished / ADAPTER, unfinished / OPTIMIZER, unfinished / STATE, unfinished):
            _sync(path)
        shutil.rmtree(target, ignore_errors=True)
        unfinished.rename(target)
        _sync(self._folder)
        for old in sorted(self._folder.glob("step-*"))[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return target

    def newest(self):
        """The folder of the latest finished checkpoint of this run, or None; another run's are passed over."""
        for folder in sorted(self._folder.glob("step-*"), reverse=True):
            try:
                if json.loads((folder / STATE).read_text(encoding="utf-8"))["run"] == self._identity:
                    return folder
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return None


def restore(folder, run_identity, network, optimizer):
    """Puts the checkpoint's state into network and optimizer; answers (step, losses so far)."""
    try:
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        step, identity, losses = int(state["step"]), state["run"], state["losses"]
        adapter = mx.load(str(folder / ADAPTER))
        moments = mx.load(str(folder / OPTIMIZER))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as problem:
        raise CommandFailure("bad_checkpoint", f"the checkpoint {folder.name} cannot be read: {problem}") from None
    if identity != run_identity:
        different = sorted(name for name in run_identity if identity.get(name) != run_identity[name])
        raise CommandFailure("checkpoint_mismatch", f"the checkpoint is of another run: {', '.join(different)} differ")
    wanted = {name: array.shape for name, array in tree_flatten(network.trainable_parameters())}
    if wanted != {name: array.shape for name, array in adapter.items()}:
        raise CommandFailure("bad_checkpoint", f"the adapter of {folder.name} does not fit the model")
    network.load_weights(list(adapter.items()), strict=False)
    optimizer.init(network.trainable_parameters())
    optimizer.state = tree_unflatten(list(moments.items()))
    mx.eval(network.parameters(), optimizer.state)
    return step, losses
