"""Training: it learns, it is the same for the same seed, and a killed run goes on where it was."""

import json
import pathlib
import signal
import tempfile
import unittest

from modelops_local.failure import EXIT_BAD_REQUEST, EXIT_FAILED, EXIT_INTERRUPTED
from modelops_local.training.batches import BatchOrder

from . import tiny_model
from .command import Command, of_kind, run

ROWS = [(f"abc {number}", "xy" if number % 2 else "ab") for number in range(24)]


class BatchOrderTests(unittest.TestCase):
    def test_every_epoch_takes_each_example_once(self):
        order = BatchOrder(list(range(10)), 4, seed=3)
        for epoch in range(3):
            steps = range(1 + 3 * epoch, 4 + 3 * epoch)
            self.assertEqual(sorted(index for step in steps for index in order.indexes(step)), list(range(10)))

    def test_a_step_has_the_same_examples_whichever_step_was_asked_before(self):
        lengths = [number % 7 for number in range(50)]
        whole, late = BatchOrder(lengths, 4, seed=5), BatchOrder(lengths, 4, seed=5)
        before = [whole.indexes(step) for step in range(1, 30)]
        self.assertEqual(late.indexes(29), before[-1])

    def test_another_seed_gives_another_order(self):
        lengths = list(range(40))
        self.assertNotEqual(BatchOrder(lengths, 4, 1).indexes(1), BatchOrder(lengths, 4, 2).indexes(1))


class TrainTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.model = tiny_model.write(self.folder / "model")
        self.rows = tiny_model.write_rows(self.folder / "rows.jsonl", ROWS)

    def request(self, name, **changes):
        request = {
            "model": str(self.model), "train": str(self.rows), "validation": str(self.rows), "output": str(self.folder / name),
            "max_steps": 12, "batch_size": 4, "learning_rate": 3e-3, "num_layers": 3, "rank": 4, "seed": 1, "checkpoint_every": 4,
        }
        return {**request, **changes}

    def test_the_loss_falls_and_the_result_names_what_was_made(self):
        status, events = run("train", self.request("out", max_steps=40, checkpoint_every=20))
        self.assertEqual(status, 0)
        result = events[-1]
        self.assertEqual(result["event"], "result")
        self.assertLess(result["last_loss"], result["first_loss"] * 0.7)
        before, after = (event["loss"] for event in of_kind(events, "validation"))
        self.assertLess(after, before)
        steps = [event["step"] for event in of_kind(events, "progress")]
        self.assertEqual(steps, list(range(1, 41)))
        for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"):
            self.assertTrue((pathlib.Path(result["model"]) / name).is_file(), name)
        self.assertTrue((pathlib.Path(result["adapter"]) / "adapters.safetensors").is_file())

    def test_the_same_seed_gives_the_same_weights_and_another_seed_others(self):
        first, second, other = (run("train", self.request(name, seed=seed))[1][-1] for name, seed in (("a", 1), ("b", 1), ("c", 2)))
        self.assertEqual(first["sha256"], second["sha256"])
        self.assertNotEqual(first["sha256"], other["sha256"])

    def test_a_killed_run_goes_on_from_its_checkpoint_and_ends_with_the_same_weights(self):
        whole = run("train", self.request("whole", max_steps=60, checkpoint_every=7))[1][-1]
        command = Command("train", self.request("killed", max_steps=60, checkpoint_every=7))
        self.assertIsNotNone(command.next_event("checkpoint"))
        checkpoint = command.next_event("checkpoint")
        command.kill()
        # Somewhere else, as another worker would: only the checkpoint folder is handed over.
        status, events = run("train", self.request("resumed", max_steps=60, checkpoint_every=7, resume=checkpoint["folder"]))
        self.assertEqual((status, events[-1]["resumed_from"]), (0, checkpoint["step"]))
        self.assertEqual(of_kind(events, "progress")[0]["step"], checkpoint["step"] + 1)
        self.assertEqual(events[-1]["sha256"], whole["sha256"])

    def test_a_run_started_again_in_its_folder_finds_its_newest_checkpoint(self):
        command = Command("train", self.request("out", max_steps=60, checkpoint_every=7))
        checkpoint = command.next_event("checkpoint")
        command.kill()
        _, events = run("train", self.request("out", max_steps=60, checkpoint_every=7))
        self.assertGreaterEqual(events[-1]["resumed_from"], checkpoint["step"])

    def test_a_termination_signal_keeps_the_steps_already_made(self):
        command = Command("train", self.request("out", max_steps=100_000, checkpoint_every=100_000))
        self.assertIsNotNone(command.next_event("progress"))
        command.process.send_signal(signal.SIGTERM)
        status, events = command.finish()
        self.assertEqual((status, events[-1]["code"]), (EXIT_INTERRUPTED, "interrupted"))
        checkpoint = of_kind(events, "checkpoint")[-1]
        state = json.loads((pathlib.Path(checkpoint["folder"]) / "state.json").read_text())
        self.assertEqual(state["step"], checkpoint["step"])

    def test_a_checkpoint_of_another_run_is_refused(self):
        run("train", self.request("first"))
        checkpoint = self.folder / "first" / "checkpoints" / "step-000008"
        status, events = run("train", self.request("second", seed=2, resume=str(checkpoint)))
        self.assertEqual((status, events[-1]["code"]), (EXIT_FAILED, "checkpoint_mismatch"))
        self.assertIn("seed", events[-1]["message"])

    def test_a_damaged_checkpoint_is_refused(self):
        run("train", self.request("first"))
        checkpoint = self.folder / "first" / "checkpoints" / "step-000008"
        (checkpoint / "adapter.safetensors").write_bytes(b"\x08\x00\x00")
        status, events = run("train", self.request("second", resume=str(checkpoint)))
        self.assertEqual((status, events[-1]["code"]), (EXIT_FAILED, "bad_checkpoint"))

    def test_only_the_answer_is_learnt(self):
        # With prompts of noise and one constant answer the loss must come near zero: noise cannot be learnt.
        rows = [("".join(chr(97 + (number * 7 + place * 13) % 26) for place in range(20)), "ab") for number in range(24)]
        tiny_model.write_rows(self.rows, rows)
        _, events = run("train", self.request("out", max_steps=150, checkpoint_every=200))
        self.assertLess(events[-1]["last_loss"], 0.5)

    def test_a_bad_row_is_named_by_its_line(self):
        with open(self.rows, "a", encoding="utf-8") as lines:
            lines.write('{"messages": [{"role": "user", "content": "no answer"}]}\n')
        status, events = run("train", self.request("out"))
        self.assertEqual((status, events[-1]["code"]), (EXIT_FAILED, "bad_row"))
        self.assertIn("line 25", events[-1]["message"])

    def test_rows_that_are_too_long_are_left_out_with_a_warning(self):
        with open(self.rows, "a", encoding="utf-8") as lines:
            lines.write(json.dumps({"messages": [{"role": "user", "content": "z" * 900}, {"role": "assistant", "content": "ab"}]}) + "\n")
        status, events = run("train", self.request("out", max_seq_length=128))
        self.assertEqual((status, events[-1]["rows"]), (0, len(ROWS)))
        self.assertIn("rows_too_long", [event["code"] for event in of_kind(events, "log")])

    def test_more_layers_than_the_model_has_is_a_bad_request(self):
        status, events = run("train", self.request("out", num_layers=4))
        self.assertEqual((status, events[-1]["code"]), (EXIT_BAD_REQUEST, "bad_request"))
