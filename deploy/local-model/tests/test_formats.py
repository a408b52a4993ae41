"""Quantising and converting back: the numbers, the row order and the tokenizer survive the way."""

import json
import pathlib
import tempfile
import unittest

import gguf
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from modelops_local.gguf_format import tensor_names

from . import tiny_model
from .command import run

STRINGS = ["abc xyz", "12345", "naïve café", "日本 😀", "<|im_start|>user\nhi<|im_end|>", "a\r\nb", "   ", "don't"]


class FormatTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.model = tiny_model.write(self.folder / "model")

    def quantized(self, format_name, model=None):
        path = self.folder / f"{format_name}.gguf"
        status, events = run("quantize", {"model": str(model or self.model), "output": str(path), "format": format_name})
        self.assertEqual(status, 0, events)
        return path, events[-1]

    def test_there_and_back_gives_the_same_weights_bit_for_bit(self):
        for tied in (True, False):
            model = tiny_model.write(self.folder / f"tied-{tied}", tied)
            path, _ = self.quantized("f32", model)
            status, events = run("convert", {"gguf": str(path), "output": str(self.folder / f"back-{tied}")})
            self.assertEqual(status, 0, events)
            before, after = load_file(model / "model.safetensors"), load_file(self.folder / f"back-{tied}" / "model.safetensors")
            self.assertEqual(before.keys(), after.keys())
            for name, values in before.items():
                np.testing.assert_array_equal(values, after[name], name)

    def test_there_and_back_keeps_tokenizer_template_and_shape(self):
        path, _ = self.quantized("f32")
        back = self.folder / "back"
        run("convert", {"gguf": str(path), "output": str(back)})
        before, after = (Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (self.model, back))
        for text in STRINGS:
            self.assertEqual(before.encode(text).ids, after.encode(text).ids, text)
        for name in ("config.json", "tokenizer_config.json", "generation_config.json"):
            self.assertEqual(json.loads((back / name).read_text()), json.loads((self.model / name).read_text()), name)

    def test_rows_of_queries_and_keys_change_their_order_and_back(self):
        rows = np.arange(16 * 3).reshape(16, 3)
        turned = tensor_names.to_gguf_order(rows, 2)
        # Two heads of eight rows: each head's halves are interleaved.
        np.testing.assert_array_equal(turned[:4, 0] // 3, [0, 4, 1, 5])
        np.testing.assert_array_equal(tensor_names.to_folder_order(turned, 2), rows)

    def test_a_quantised_file_is_smaller_and_near_the_original(self):
        sizes = {}
        for format_name, tolerance in (("f32", 0), ("f16", 1e-3), ("q8_0", 0.01), ("q4_0", 0.1)):
            path, result = self.quantized(format_name)
            sizes[format_name] = result["bytes"]
            self.assertEqual(result["bytes"], path.stat().st_size)
            tensor = next(entry for entry in gguf.GGUFReader(path).tensors if entry.name == "blk.0.ffn_down.weight")
            values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
            original = load_file(self.model / "model.safetensors")["model.layers.0.mlp.down_proj.weight"]
            self.assertLessEqual(float(np.abs(values - original).max()), tolerance + 1e-9, format_name)
        self.assertLess(sizes["q4_0"], sizes["q8_0"])
        self.assertLess(sizes["q8_0"], sizes["f16"])
        self.assertLess(sizes["f16"], sizes["f32"])

    def test_the_same_model_gives_the_same_file(self):
        self.assertEqual(self.quantized("q8_0")[1]["sha256"], self.quantized("q8_0")[1]["sha256"])

    def test_a_file_that_is_no_gguf_is_an_error_not_a_crash(self):
        path = self.folder / "bad.gguf"
        path.write_bytes(b"not a model at all, whatever its name may say")
        status, events = run("convert", {"gguf": str(path), "output": str(self.folder / "back")})
        self.assertEqual((status, events[-1]["code"]), (1, "bad_gguf"))

    def test_an_unknown_format_names_the_known_ones(self):
        status, events = run("quantize", {"model": str(self.model), "output": str(self.folder / "x.gguf"), "format": "q5_1"})
        self.assertEqual((status, events[-1]["code"]), (2, "bad_request"))
        self.assertIn("q8_0", events[-1]["message"])
