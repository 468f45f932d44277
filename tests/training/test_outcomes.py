"""Outcomes chosen 'as if looked up in CMS' are marked against the practice CMS, kindly [X8]."""

import csv
import json
import shutil

import pytest

from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.cases.worklist.worklist_lines import ask
from cso_xl.errors import InputError
from cso_xl.training import case_pages, check, cms, outcomes
from cso_xl.training.outcomes import Chosen
from helpers.fresh_week import COMMITTED, call, given, received
from helpers.training_workbook import cells

SETTINGS = settings_.load(settings_.DEFAULTS)
KEY = cms.key()
ASKED = {ask(question): question for listed in questions.load(SETTINGS).values() for question in listed}


def name(ref):
    return ref.replace("-", "_")


def right(**other):
    """The right outcomes of every line, but for some, by their Ref."""
    return [
        Chosen(
            ref,
            *other.get(ref.replace("-", "_"), (one.right.outcomes[0], one.right.detail)),
            one.line.client_number,
        )
        for ref, one in KEY.items()
    ]


def words(**other):
    return {one.ref: one.words for one in outcomes.marked(right(**other)) if one.state != check.RIGHT}


@pytest.mark.parametrize("ref", KEY)
def test_each_line_of_the_practice_week_has_an_answer_among_those_it_offers(ref):
    one = KEY[ref]
    question = ASKED[one.line.question]
    for outcome in filter(None, (*one.right.outcomes, one.right.then)):
        assert question.outcome(outcome).name == outcome
    first = question.outcome(one.right.outcomes[0])
    assert bool(one.right.then) == first.asks
    assert bool(one.right.detail) == bool(first.detail)
    if one.right.then:
        assert question.outcome(one.right.then).answers and one.client.asked


def test_each_client_is_asked_about_and_every_answer_used():
    assert {(one.client.report, one.client.row) for one in KEY.values()} == {
        (one.report, one.row) for one in cms.CLIENTS
    }
    assert len(KEY) == sum(len(one.right) for one in cms.CLIENTS)


def test_a_household_says_where_each_of_its_sharers_lives():
    for one in KEY.values():
        if one.client.report == "address-sharer":
            assert {*map(str, one.line.rows)} == {*one.client.sharers}
            homes = {text.partition(". ")[0].partition(",")[0] for text in one.client.sharers.values()}
            same = homes == {one.client.lives.partition(",")[0]} or "4/12" in one.client.lives
            assert same != one.right.outcomes[0].startswith("Not the same"), one.client.row


def test_right_outcomes_score_full_marks_also_once_cps_have_answered():
    found = outcomes.marked(right())
    assert check.score(found) == f"{len(KEY)} of {len(KEY)} right. Ka pai! Everything is right."
    later = {
        ref.replace("-", "_"): (one.right.then, one.right.detail)
        for ref, one in KEY.items()
        if one.right.then
    }
    assert len(later) == 9
    assert words(**later) == {}


def test_a_mistake_is_explained_and_what_is_missing_is_not_given_away():
    said = words(
        D6_17=("Suspended or expired for another reason: tell CPS", ""), O3_2=("", ""), A8_40=("NFA", "")
    )
    assert said == {
        "D6-17": "Not yet: it is ‘Suspended: in prison: NFA’. The report knew no more than ‘Under review’. SWIFTT "
        "says: in prison, which needs no further action. [D6]",
        "O3-2": "Not chosen yet. Look the client up on the sheet ‘Practice CMS’; rule O3 helps.",
        "A8-40": "Not yet: it is ‘Same address, nobody under 16: NFA’. The 16th birthday is the day of the report, and "
        "counts as 16. [A8]",
    }


def test_a_name_that_is_missing_in_detail_is_said():
    [said] = words(D3_7=(KEY["D3-7"].right.outcomes[0], "Rimu, Tama")).values()
    assert said.startswith("The outcome is right; Detail still needs ‘Tama Hine’. Two children under 16")


def test_one_choice_that_answers_two_questions_leaves_neither_open():
    both = ("Note in place, and L7 does not apply: NFAR", "")
    assert words(L6_15=both, L7_15=("", "")) == {}
    assert list(words(L6_15=("Note in place: NFAR", ""), L7_15=("", ""))) == ["L7-15"]


def test_another_weeks_worklist_is_not_marked():
    for chosen in ([], [Chosen("D6-17", "", "", "123456789")], [Chosen("D6-99", "", "", "019798125")]):
        with pytest.raises(InputError, match="not that of the practice week of 13 January 2025"):
            outcomes.marked(chosen)


@pytest.fixture
def week(tmp_path, monkeypatch):
    folder = tmp_path / "week"
    shutil.copytree(COMMITTED, folder)
    monkeypatch.chdir(folder)
    return folder


def fill_in(path, chosen):
    """The outcomes filled in where `cso-xl worklist` has left them open."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["Outcome"], row["Detail"] = chosen(KEY[row["Ref"]])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_the_worklist_as_a_csv_and_the_filed_copy_are_marked(week):
    zipped, _ = received(week)
    given(f'cso-xl run daily-diffs "{zipped}" --records records')
    given(f'cso-xl worklist daily-diffs "{zipped}" --records records --into decided.csv')
    fill_in(week / "decided.csv", lambda one: (one.right.outcomes[0], one.right.detail))
    said = given("cso-xl training check decided.csv")
    assert "Daily diffs, outcomes: 11 of 11 right. Ka pai!" in said
    given("cso-xl mark daily-diffs --decisions decided.csv --records records")
    [copy] = (week / "records").rglob("20250113 Daily Diffs.xlsx")
    found = json.loads(call("training", "check", copy, "--json").stdout)
    assert (found["right"], found["questions"], found["sheets"]) == (11, [], [])
    assert found["outcomes"][0] | {"words": ""} == {
        "report": "daily-diffs", "ref": "D7-19", "outcome": "New child included: tell CPS and Oranga Tamariki",
        "state": "right", "rule": "D7", "words": "",
    }  # fmt: skip
    other = call("training", "check", copy, "--report", "on-list")
    assert (other.exit_code, other.stderr) == (
        1, "This is the worklist of daily-diffs, not of on-list. Leave out --report.\n",
    )  # fmt: skip


def test_a_csv_that_is_no_worklist_is_said(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Name,Ref\nKea,D3-7\n")
    done = call("training", "check", path)
    assert (done.exit_code, done.stderr) == (
        1, "mine.csv is not a worklist: it has no column 'Outcome'. Write one with cso-xl worklist, and fill in "
        "Outcome and Detail.\n",
    )  # fmt: skip


def test_the_sheet_shows_every_client_and_gives_no_outcome_away(training_book):
    sheet = training_book[cms.SHEET]
    said = "\n".join(cells(sheet))
    assert [row[2] for row in sheet.iter_rows(min_row=7, values_only=True)] == [
        one.number for one in cms.shown(SETTINGS)
    ]
    outcomes_ = {name for one in KEY.values() for name in (*one.right.outcomes, one.right.then) if name}
    assert [name for name in outcomes_ if name in said] == []
    assert case_pages.practice_cms(SETTINGS).name == "Practice CMS"
