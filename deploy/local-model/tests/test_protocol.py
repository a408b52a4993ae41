"""The wire: what a caller may rely on whatever the command."""

import pathlib
import tempfile
import unittest

from modelops_local.channel import finite
from modelops_local.failure import EXIT_BAD_REQUEST, EXIT_PARENT_GONE, BadRequest
from modelops_local.request import Request

from . import tiny_model
from .command import Command, run


class RequestTests(unittest.TestCase):
    def test_a_field_that_nobody_reads_is_refused_by_name(self):
        request = Request({"max_steps": 3, "max_step": 3})
        request.integer("max_steps")
        with self.assertRaisesRegex(BadRequest, "max_step;"):
            request.finish()

    def test_a_number_out_of_range_names_the_field_and_the_range(self):
        with self.assertRaisesRegex(BadRequest, "'rank' is 0; allowed is 1 to 64"):
            Request({"rank": 0}).integer("rank", low=1, high=64)

    def test_truth_values_and_texts_are_not_numbers(self):
        for value in (True, "3", 3.5, [3]):
            with self.assertRaises(BadRequest):
                Request({"n": value}).integer("n")

    def test_a_number_that_is_not_one_is_out_of_range(self):
        with self.assertRaises(BadRequest):
            Request({"learning_rate": float("nan")}).number("learning_rate", low=0, high=1)

    def test_a_relative_path_is_refused(self):
        with self.assertRaisesRegex(BadRequest, "absolute"):
            Request({"model": "models/x"}).existing_folder("model")

    def test_numbers_that_json_cannot_say_become_null(self):
        self.assertEqual(finite({"loss": float("nan"), "all": [1.0, float("inf")]}), {"loss": None, "all": [1.0, None]})


class ProcessTests(unittest.TestCase):
    def test_a_request_that_is_no_json_is_an_error_event_and_exit_2(self):
        status, events = run("convert", b"{not json\n")
        self.assertEqual((status, events[-1]["event"], events[-1]["code"]), (EXIT_BAD_REQUEST, "error", "bad_request"))

    def test_an_unknown_command_is_refused_with_the_known_ones(self):
        status, events = run("trian", {})
        self.assertEqual(status, EXIT_BAD_REQUEST)
        self.assertIn("train", events[-1]["message"])

    def test_a_command_ends_when_its_callers_pipe_closes(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            rows = tiny_model.write_rows(folder / "rows.jsonl", [("abc", "x")] * 8)
            request = {
                "model": str(tiny_model.write(folder / "model")), "train": str(rows), "output": str(folder / "out"),
                "max_steps": 1_000_000, "num_layers": 2,
            }
            command = Command("train", request)
            self.assertIsNotNone(command.next_event("progress"))
            command.process.stdin.close()
            self.assertEqual(command.process.wait(30), EXIT_PARENT_GONE)
            command.process.stdout.close()
