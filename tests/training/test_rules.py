"""The rules by number: whatever cites one can be looked up [X8]."""

import re

from cso_xl.training import rules
from cso_xl.training.exercises import EXERCISES
from helpers.documented import PAGES, ROOT, read
from helpers.training_workbook import QUESTIONS, cells

NUMBER = re.compile(r"\b[IDLOAXC]\d{1,2}\b")
CITED = re.compile(
    r"\[([IDLOAXC]\d{1,2}(?:-[IDLOAXC]\d{1,2})?(?:, [IDLOAXC]\d{1,2}(?:-[IDLOAXC]\d{1,2})?)*)\]"
)


def known():
    return [number for group in rules.GROUPS for number in group.rules]


def unknown(text):
    return {number for cited in CITED.findall(text) for number in NUMBER.findall(cited)} - set(known())


def test_each_rule_has_one_number_in_the_order_of_the_guidelines():
    counted = [(letter, number) for letter, last in zip("IDLOAXC", (7, 12, 13, 5, 13, 8, 16), strict=True)
               for number in range(1, last + 1)]  # fmt: skip
    assert known() == [f"{letter}{number}" for letter, number in counted]


def test_each_rule_is_a_sentence_or_two():
    every = [words for group in rules.GROUPS for words in group.rules.values()]
    assert [
        words for words in every if not re.fullmatch(r"[A-Z‘7].*\.", words) or len(words.split()) > 40
    ] == []


def test_the_workbook_lists_every_rule(training_book):
    rows = training_book[rules.SHEET].iter_rows(min_row=7, min_col=3, max_col=4, values_only=True)
    assert dict(rows) == {number: words for group in rules.GROUPS for number, words in group.rules.items()}


def test_what_the_workbook_cites_is_a_rule(training_book):
    for sheet in training_book.worksheets:
        notes = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
        assert unknown("\n".join(cells(sheet) + notes)) == set(), sheet.title


def test_what_check_yourself_and_the_outcomes_cite_is_a_rule():
    asked = {number for _, _, question in QUESTIONS for number in NUMBER.findall(question.ids)}
    asked |= {number for one in EXERCISES for number in NUMBER.findall(one.rows_ids)}
    assert asked - set(known()) == set()


def test_what_the_pages_and_the_code_cite_is_a_rule():
    code = [path for kind in ("py", "toml") for path in (ROOT / "cso_xl").rglob(f"*.{kind}")]
    assert len(code) > 200
    for path in (*PAGES, *code):
        assert unknown(read(path)) == set(), path
