"""The quick start's data set: balanced, without repeats, and the same for the same archive and seed."""

import collections
import random
import unittest

import debian_packages as data


def index(packages_per_section=40):
    stanzas = []
    for section in data.SECTIONS:
        for number in range(packages_per_section):
            stanzas.append(
                f"Package: {section}{number}\nSource: src-{section}{number // 2} (1.0-{number})\nMaintainer: A <a@example.org>\n"
                f"Description: {section} thing {number}\n more about it\n  Section: not a field\nSection: {section}\n"
            )
    stanzas.append("Package: x\nMaintainer: B <b@example.org>\nDescription: a library\nSection: libs\n")
    stanzas.append("Package: y\nMaintainer: B <b@example.org>\nDescription: Doc Thing  3\nSection: doc\n")
    stanzas.append("Package: z\nMaintainer: B <b@example.org>\nDescription: transitional package\nSection: doc\n")
    return stanzas


def chosen(stanzas, per_section=20, seed=1):
    lines = "\n".join(stanzas).splitlines()
    return data.choose(filter(None, map(data.package_row, data.stanzas(lines))), per_section, seed)


class DebianPackagesTests(unittest.TestCase):
    def test_the_choice_is_balanced_over_the_sections(self):
        counts = collections.Counter(row["section"] for row in chosen(index()))
        self.assertEqual(counts, {section: 20 for section in data.SECTIONS})

    def test_the_same_archive_in_another_order_gives_the_same_rows(self):
        stanzas = index()
        before = chosen(stanzas)
        random.Random(3).shuffle(stanzas)
        self.assertEqual(chosen(stanzas), before)

    def test_another_seed_gives_other_rows(self):
        self.assertNotEqual(chosen(index(), seed=1), chosen(index(), seed=2))

    def test_no_synopsis_occurs_twice_whatever_its_case_and_spaces(self):
        rows = chosen(index(), per_section=40)
        self.assertEqual(len({" ".join(row["synopsis"].lower().split()) for row in rows}), len(rows))

    def test_transitional_packages_and_other_sections_stay_out(self):
        texts = {row["synopsis"] for row in chosen(index(), per_section=40)}
        self.assertNotIn("transitional package", texts)
        self.assertNotIn("a library", texts)

    def test_the_source_is_named_without_its_version(self):
        self.assertTrue(all("(" not in row["source_package"] for row in chosen(index())))

    def test_too_few_packages_are_an_error_that_names_the_section(self):
        with self.assertRaisesRegex(ValueError, "doc"):
            chosen(index(packages_per_section=5))


if __name__ == "__main__":
    unittest.main()
