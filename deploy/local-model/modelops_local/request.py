"""Typed, strict reading of a request: every field is asked for by name, and one that nobody asked for is an error."""

import pathlib

from .failure import BadRequest

_MISSING = object()


class Request:
    def __init__(self, document):
        self._document = document
        self._read = set()

    def _take(self, name, default):
        self._read.add(name)
        value = self._document.get(name)
        if value is not None:
            return value
        if default is _MISSING:
            raise BadRequest(f"'{name}' is missing")
        return default

    def integer(self, name, default=_MISSING, low=None, high=None):
        value = self._take(name, default)
        if value is default and default is not _MISSING:
            return value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadRequest(f"'{name}' must be a whole number, not {value!r}")
        return self._in_range(name, value, low, high)

    def number(self, name, default=_MISSING, low=None, high=None):
        value = self._take(name, default)
        if value is default and default is not _MISSING:
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise BadRequest(f"'{name}' must be a number, not {value!r}")
        return self._in_range(name, float(value), low, high)

    def text(self, name, default=_MISSING, choices=None):
        value = self._take(name, default)
        if value is default and default is not _MISSING:
            return value
        if not isinstance(value, str) or not value:
            raise BadRequest(f"'{name}' must be a text that is not empty")
        if choices is not None and value not in choices:
            raise BadRequest(f"'{name}' is {value!r}; known are {', '.join(choices)}")
        return value

    def texts(self, name, low=1, high=4096):
        value = self._take(name, _MISSING)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise BadRequest(f"'{name}' must be a list of texts, none empty")
        if not low <= len(value) <= high:
            raise BadRequest(f"'{name}' has {len(value)} entries; {low} to {high} are allowed")
        return value

    def existing_file(self, name, default=_MISSING):
        path = self._path(name, default)
        if path is not None and not path.is_file():
            raise BadRequest(f"'{name}': there is no file {path}")
        return path

    def existing_folder(self, name, default=_MISSING):
        path = self._path(name, default)
        if path is not None and not path.is_dir():
            raise BadRequest(f"'{name}': there is no folder {path}")
        return path

    def new_path(self, name):
        """A path to write to: its folder is there or can be made."""
        path = self._path(name, _MISSING)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise BadRequest(f"'{name}': cannot write to {path}: {problem.strerror}") from None
        return path

    def finish(self):
        """Refuses fields that nobody read: a mistyped name must not pass for a default."""
        unknown = sorted(set(self._document) - self._read)
        if unknown:
            raise BadRequest(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(self._read))}")

    def _path(self, name, default):
        value = self._take(name, default)
        if value is default and default is not _MISSING:
            return value
        if not isinstance(value, str) or not value.startswith("/"):
            raise BadRequest(f"'{name}' must be an absolute path")
        return pathlib.Path(value)

    @staticmethod
    def _in_range(name, value, low, high):
        if (low is not None and not value >= low) or (high is not None and not value <= high):
            raise BadRequest(f"'{name}' is {value}; allowed is {low} to {high}")
        return value
