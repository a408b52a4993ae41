"""Training examples: a conversation's tokens, and where its answer begins. Only the answer is learnt."""

from dataclasses import dataclass

from ..rows import read_chats


@dataclass(frozen=True)
class Example:
    tokens: tuple
    answer_start: int

    def __len__(self):
        return len(self.tokens)


def make_example(model, messages):
    """The prompt ends where the template hands over to the assistant; the answer ends with the end of the turn."""
    prompt = model.prompt_tokens(messages[:-1])
    return Example(tuple(prompt + model.answer_tokens(messages[-1]["content"])), len(prompt))


def read_examples(model, path, max_seq_length):
    """(examples, how many were left out because they are longer than max_seq_length).

    A longer conversation is left out, not cut: a cut one would teach an answer without its end.
    """
    every = [make_example(model, messages) for messages in read_chats(path, answered=True)]
    kept = [example for example in every if len(example) <= max_seq_length]
    return kept, len(every) - len(kept)
