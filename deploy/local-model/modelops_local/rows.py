"""Chat rows from JSON Lines files: {"messages": [{"role", "content"}, ...]}, checked line by line."""

import json

from .failure import CommandFailure

ROLES = ("system", "user", "assistant", "tool")


def _refuse(path, number, reason):
    raise CommandFailure("bad_row", f"{path.name}, line {number}: {reason}")


def read_objects(path):
    """Yields (line number, object) of a JSON Lines file; empty lines are passed over."""
    with open(path, encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as problem:
                    _refuse(path, number, f"not JSON: {problem}")
                if not isinstance(row, dict):
                    _refuse(path, number, "not a JSON object")
                yield number, row
        except UnicodeDecodeError:
            _refuse(path, "?", "not UTF-8")


def read_chats(path, answered):
    """The conversations of a file, as lists of messages.

    answered=True keeps only files whose every conversation ends with the assistant's turn (training rows);
    answered=False drops a final assistant turn where there is one (prompts).
    """
    chats = []
    for number, row in read_objects(path):
        messages = row.get("messages")
        if not isinstance(messages, list) or not messages:
            _refuse(path, number, "'messages' must be a list that is not empty")
        for message in messages:
            if not isinstance(message, dict) or message.get("role") not in ROLES:
                _refuse(path, number, f"each message needs a 'role' out of {', '.join(ROLES)}")
            if not isinstance(message.get("content"), str):
                _refuse(path, number, "each message needs 'content' as text")
        ends_answered = messages[-1]["role"] == "assistant"
        if answered and not (ends_answered and messages[-1]["content"] and len(messages) > 1):
            _refuse(path, number, "the last message must be the assistant's, with text, after at least one other")
        chats.append(messages if answered or not ends_answered else messages[:-1])
        if not chats[-1]:
            _refuse(path, number, "no message is left to answer")
    if not chats:
        raise CommandFailure("no_rows", f"{path.name} has no rows")
    return chats
