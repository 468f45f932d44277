"""What follows from an outcome: notices, notes, Comment, ticks [D3-D9, L6-L9, O3, O4, A8, C7-C9]."""

import csv
import io

import pytest

from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.intake.passwords import Passwords
from cso_xl.notices import templates
from cso_xl.practice import week as practice
from helpers.decided import call
from helpers.files import Week
from helpers.outcomes import EACH_ROW, TABLE, to_tick


@EACH_ROW
def test_what_follows_from_an_outcome(row, settings):
    change = "Check" if row["id"] == "D10" else row["change"]
    asked = [
        one
        for one in questions.load(settings)[row["report"]]
        if (one.id, one.only) == (row["id"], row["only"]) and (not change or change in one.rows)
    ]
    (outcome,) = [found for question in asked if (found := question.outcome(row["outcome"]))]
    notices = "; ".join(map(str, outcome.notices))
    found = (notices, outcome.cen, outcome.scn, outcome.mark)
    assert found == (row["notices"], row["cen"], row["scn"], row["comment"])
    assert (outcome.asks, outcome.answers) == (row["asks"] == "yes", row["answers"] == "yes")  # [C8]
    assert outcome.to_tick == tuple(to_tick(row))  # [C7]


def test_every_outcome_is_in_the_table(settings):
    asked = [
        (question.report, question.id, question.only, outcome.name)
        for of_report in questions.load(settings).values()
        for question in of_report
        for outcome in question.outcomes
    ]
    assert sorted(asked) == sorted((row["report"], row["id"], row["only"], row["outcome"]) for row in TABLE)


def test_C9_nobody_under_16_is_offered_first_where_the_dates_of_birth_say_so(settings):
    first = {one.only: one.outcomes[0].name for one in questions.load(settings)["address_sharer"]}
    assert first == {"": "Not the same address: NFA", "adults": "Same address, nobody under 16: NFA"}


@pytest.mark.parametrize(
    ("setting", "second"), [("true", "No note: ask CPS to confirm first"), ("false", "No note: add it")]
)
def test_C9_a_setting_says_whether_cps_is_asked_before_a_note_is_added(setting, second, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(f"[on_list]\nask_cps_first = {setting}\n", encoding="utf-8")
    names = [one.name for one in questions.load(settings_.load(path))["on_list"][0].outcomes]
    assert next(name for name in names if name.startswith("No note")) == second
    assert sorted(names) == sorted(row["outcome"] for row in TABLE if row["id"] == "L6")


def test_every_change_that_asks_for_something_has_a_question(settings):
    asked = {name for question in questions.load(settings)["daily_diffs"] for name in question.rows}
    assert {change.name for change in settings.changes() if change.rule != "red"} <= asked


def test_every_template_can_be_filled(settings):
    templates.check(settings)
    used = {
        n.template
        for asked in questions.load(settings).values()
        for q in asked
        for o in q.outcomes
        for n in o.notices
    }
    assert used <= set(templates.names(settings))


SETTLED = {"NFA", "Not current", "Removed"}  # and match levels that are not worked


@pytest.mark.parametrize("report", questions.reports())
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_row_that_is_not_settled_is_on_the_worklist(report, seed, tmp_path, settings):
    """Nothing that somebody has to look at is left out [D10]."""
    report = report.replace("_", "-")
    week = practice.Week(seed=seed).write(tmp_path / "week")
    office = Office.at(week.records, settings, Passwords(settings, lambda prompt: practice.PASSWORD))
    source = week.address_report if report == "address-sharer" else week.datamatch
    done = headless.run(report, source, office, headless.Given(dry_run=True))
    open_rows = {
        one.row
        for one in done.decisions
        if one.status not in SETTLED and not one.status.startswith("Match level")
    }
    assert open_rows
    assert {row for one in done.worklist for row in one.line.rows} == open_rows


def test_a_change_of_ones_own_is_asked_about(tmp_path, records):
    """A unit may add a kind of change to settings; without a question of its own it is a person's to decide."""
    own_settings = tmp_path / "own.toml"
    own_settings.write_text(
        '[daily_diffs.changes]\n"Moved abroad" = { id = "D8", rule = "action", todo = "look it up" }\n',
        "utf-8",
    )
    week = Week()
    week.set("daily-diffs", 2, "What Has Changed", "Moved abroad")
    source = week.write("daily-diffs", tmp_path)
    shown = call("worklist", "daily-diffs", source, "--records", records, "--settings", own_settings)
    assert next(csv.DictReader(io.StringIO(shown.stdout)))["Ref"] == "D10-2"
