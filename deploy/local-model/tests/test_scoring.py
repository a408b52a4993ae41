"""Scores against a plain second way of computing them, and the answers of both engines on one model."""

import json
import math
import pathlib
import tempfile
import unittest
import urllib.error
import urllib.request

import mlx.core as mx

from modelops_local.model.loaded_model import LoadedModel
from modelops_local.model.prompt_states import groups_of_one_length

from . import tiny_model
from .command import Command, of_kind, run

LABELS = ["ab", "abc", "xy", "q"]
PROMPTS = ["abc", "what is 7", "abc", "xyxyxyxy", "", "12"]


def plain_log_probability(model, tokens, start):
    """The log-probability of tokens[start:], by one pass over everything."""
    logits = model.network(mx.array([tokens[:-1]])).astype(mx.float32)[0]
    table = logits - mx.logsumexp(logits, axis=-1, keepdims=True)
    return sum(table[place - 1, tokens[place]].item() for place in range(start, len(tokens)))


class ScoringTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.model = tiny_model.write(self.folder / "model")
        self.rows = tiny_model.write_rows(self.folder / "rows.jsonl", [(prompt, None) for prompt in PROMPTS])

    def test_label_scores_equal_those_of_one_pass_for_each_label(self):
        for batch_size in (1, 8):
            request = {"model": str(self.model), "rows": str(self.rows), "labels": LABELS, "batch_size": batch_size}
            status, events = run("score_labels", request)
            self.assertEqual(status, 0, events)
            found = {event["index"]: event for event in of_kind(events, "row")}
            self.assertEqual(sorted(found), list(range(len(PROMPTS))))
            model = LoadedModel(self.model)
            for index, prompt in enumerate(PROMPTS):
                start = model.prompt_tokens([{"role": "user", "content": prompt}])
                for position, label in enumerate(LABELS):
                    answer = model.answer_tokens(label)
                    expected = plain_log_probability(model, start + answer, len(start))
                    self.assertAlmostEqual(found[index]["sums"][position], expected, places=3)
                    self.assertAlmostEqual(found[index]["means"][position], expected / len(answer), places=3)
                best = max(range(len(LABELS)), key=found[index]["sums"].__getitem__)
                self.assertEqual(found[index]["label"], LABELS[best])

    def test_a_label_given_twice_is_refused(self):
        status, events = run("score_labels", {"model": str(self.model), "rows": str(self.rows), "labels": ["ab", "ab"]})
        self.assertNotEqual(status, 0)
        self.assertIn("labels", events[-1]["message"])

    def test_the_assistants_turn_of_a_row_is_not_shown(self):
        answered = tiny_model.write_rows(self.folder / "answered.jsonl", [(prompt, "xy") for prompt in PROMPTS])
        request = {"model": str(self.model), "labels": LABELS}
        with_answer, without = (of_kind(run("score_labels", {**request, "rows": str(rows)})[1], "row") for rows in (answered, self.rows))
        self.assertEqual(with_answer, without)

    def test_groups_hold_prompts_of_one_length_and_all_of_them(self):
        prompts = [[0] * length for length in (3, 5, 3, 3, 5, 9)]
        groups = list(groups_of_one_length(prompts, 2))
        self.assertEqual(sorted(index for group in groups for index in group), list(range(6)))
        self.assertTrue(all(len({len(prompts[index]) for index in group}) == 1 and len(group) <= 2 for group in groups))

    def test_perplexity_equals_the_plain_computation(self):
        texts = self.folder / "texts.jsonl"
        words = "abc xy and then some more of it"
        texts.write_text(json.dumps({"name": "one", "text": words}) + "\n", encoding="utf-8")
        status, events = run("perplexity", {"model": str(self.model), "texts": str(texts), "window": 4096})
        self.assertEqual(status, 0, events)
        model = LoadedModel(self.model)
        tokens = [0] + list(model.tokenizer.encode(words, add_special_tokens=False))
        expected = math.exp(-plain_log_probability(model, tokens, 1) / (len(tokens) - 1))
        self.assertAlmostEqual(events[-1]["perplexity"], expected, delta=expected * 1e-4)
        self.assertEqual(events[-1]["tokens"], len(tokens) - 1)


class ServingTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.model = tiny_model.write(self.folder / "model")
        self.file = self.folder / "model.gguf"
        run("quantize", {"model": str(self.model), "output": str(self.file), "format": "f32"})

    def post(self, url, body, key=None):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
        request = urllib.request.Request(f"{url}/v1/chat/completions", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def test_a_served_file_answers_as_the_folder_does_with_usage_and_log_probabilities(self):
        rows = tiny_model.write_rows(self.folder / "rows.jsonl", [(prompt, None) for prompt in PROMPTS])
        _, events = run("generate", {"model": str(self.model), "rows": str(rows), "max_tokens": 6})
        expected = {event["index"]: event for event in of_kind(events, "row")}
        server = Command("serve", {"model": str(self.file), "threads": 1})
        self.addCleanup(server.kill)
        url = server.next_event("ready")["url"]
        self.assertTrue(url.startswith("http://127.0.0.1:"))
        answered = 0
        for index, prompt in enumerate(PROMPTS):
            body = {"messages": [{"role": "user", "content": prompt}], "max_tokens": 6, "temperature": 0, "logprobs": True}
            answer = self.post(url, body)
            # The server counts the token that ends the turn.
            ending = expected[index]["finish"] == "stop"
            self.assertEqual(answer["usage"]["completion_tokens"], expected[index]["tokens"] + ending)
            # Random weights like to say bytes that are no whole character: the server then leaves the log-probabilities out.
            tokens = (answer["choices"][0].get("logprobs") or {"content": []})["content"]
            self.assertIn(len(tokens), (0, expected[index]["tokens"]))
            self.assertTrue(all(token["logprob"] <= 0 for token in tokens))
            answered += len(tokens)
            self.assertEqual(answer["choices"][0]["message"]["content"].strip("\ufffd"), expected[index]["text"].strip("\ufffd"))
        self.assertGreater(answered, 0)

    def test_with_a_key_only_its_bearer_is_answered(self):
        server = Command("serve", {"model": str(self.file), "threads": 1, "api_key": "for-this-test-only"})
        self.addCleanup(server.kill)
        url = server.next_event("ready")["url"]
        body = {"messages": [{"role": "user", "content": "abc"}], "max_tokens": 2}
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.post(url, body)
        refused.exception.close()
        self.assertEqual(refused.exception.code, 401)
        self.assertEqual(self.post(url, body, key="for-this-test-only")["object"], "chat.completion")

    def test_a_server_ends_with_its_caller(self):
        server = Command("serve", {"model": str(self.file), "threads": 1})
        self.assertIsNotNone(server.next_event("ready"))
        server.process.stdin.close()
        self.assertEqual(server.process.wait(30), 3)
        server.process.stdout.close()

    def test_a_broken_file_is_an_error_event(self):
        self.file.write_bytes(self.file.read_bytes()[:5000])
        status, events = run("serve", {"model": str(self.file), "threads": 1})
        self.assertEqual((status, events[-1]["code"]), (1, "server_failed"))

    def test_a_benchmark_asks_both_models_in_turn_and_as_often(self):
        smaller = self.folder / "smaller.gguf"
        run("quantize", {"model": str(self.model), "output": str(smaller), "format": "q8_0"})
        rows = tiny_model.write_rows(self.folder / "rows.jsonl", [(prompt, "xy") for prompt in PROMPTS])
        request = {"before": str(self.file), "after": str(smaller), "rows": str(rows), "limit": 4, "warm_up": 1, "threads": 1}
        status, events = run("benchmark", request)
        self.assertEqual(status, 0, events)
        found = [(event["index"], event["system"]) for event in of_kind(events, "row")]
        self.assertEqual(found[:4], [(0, "before"), (0, "after"), (1, "after"), (1, "before")])
        self.assertEqual(len(found), 8)
        self.assertTrue(all(event["milliseconds"] > 0 and "text" in event for event in of_kind(events, "row")))
