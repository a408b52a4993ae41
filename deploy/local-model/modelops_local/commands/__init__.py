"""The commands by name. A new command is one module here and one line in this table."""

from importlib import import_module

_NAMES = ("benchmark", "convert", "generate", "perplexity", "quantize", "score_labels", "serve", "train")


def _deferred(name):
    # The model libraries take a second to load, so a command's module is imported when it runs.
    def run(request, events, stop):
        return import_module(f".{name}", __name__).run(request, events, stop)

    return run


COMMANDS = {name: _deferred(name) for name in _NAMES}
