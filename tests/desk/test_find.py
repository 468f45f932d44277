"""`cso-xl find`: a client in every report that names them, with what was asked, decided, drafted, sent and answered."""

import json

import pytest
from click.testing import CliRunner

from cso_xl import cli
from helpers.files import CANARIES, COPIES, FOLDERS, PASSWORD, Week
from helpers.post import KINDS, saved

CHANGED = 'Ref,Outcome,Client Name,Sent\nD3-2,Address changed: tell CPS,"Weka, Mere",\n'


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


def find(records, number):
    done = call("find", number, "--json", "--records", records)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def number_of(week, report, row):
    """The client's number, or the CSO's, in a row of a report."""
    headings, *_ = grid = week.grids[report]
    return grid[row - 1][next(at for at, text in enumerate(headings) if "Client Number" in text)]


@pytest.fixture
def week():
    """A change of address of a client with a leading zero; the same client shares an address, and is on the on list."""
    week = Week()
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    return week


@pytest.fixture
def filed(week, tmp_path, records):
    """The daily diffs with a draft, the on list and the address report, all filed."""
    (tmp_path / "decided.csv").write_text(CHANGED, "utf-8")
    decided = {"daily-diffs": ("--decisions", tmp_path / "decided.csv")}
    for report in ("daily-diffs", "on-list", "address-sharer"):
        source = week.write(report, tmp_path)
        done = call("run", report, source, "--records", records, *decided.get(report, ()))
        assert done.exit_code == 0, done.output
    return records


def test_a_client_is_found_with_rows_cases_and_copies(week, filed):
    number = number_of(week, "daily-diffs", 2)
    found = find(filed, number)
    [diffs] = [one for one in found["reports"] if one["report"] == "daily-diffs"]
    assert (diffs["date"], diffs["issue"]) == ("2025-01-13", 1)
    assert diffs["copies"] == {"report": f"{FOLDERS['daily-diffs']}/{COPIES['daily-diffs'][0]}"}
    assert [row["number"] for row in diffs["rows"]] == ["2"]
    [case] = [one for one in diffs["cases"] if one["reference"] == "20250113-D3-2"]
    assert (case["is_about"], case["state"]) == ("client", "To send: 20250113-D3-2-cps")
    assert [event["kind"] for event in case["events"]] == ["asked", "decided", "drafted"]
    assert case["letters"] == [
        {"reference": "20250113-D3-2-cps", "folder": f"{FOLDERS['daily-diffs']}/Drafts"}
    ]


def test_leading_zeros_do_not_matter(week, filed):
    number = number_of(week, "daily-diffs", 2)
    other = number.lstrip("0") if number.startswith("0") else number.zfill(9)
    assert find(filed, other)["reports"] == find(filed, number)["reports"]


def test_who_shares_an_address_is_found_as_a_sharer(week, filed):
    headings, *rows = week.grids["address-sharer"]
    at = headings.index("Sharer Client Number")
    found = [find(filed, row[at]) for row in rows]
    roles = {case["is_about"] for one in found for day in one["reports"] for case in day["cases"]}
    assert "sharer" in roles
    assert all(day["rows"] for one in found for day in one["reports"] if day["report"] == "address-sharer")


def test_a_person_reads_what_happened_and_no_name(week, filed):
    number = number_of(week, "daily-diffs", 2)
    said = call("find", number, "--records", filed).output
    assert f"client {number}." in said.splitlines()[0]
    assert "Daily diffs of 13 January 2025" in said
    assert "decided 'Address changed: tell CPS'" in said and ": put on the worklist\n" in said
    assert f"the draft 20250113-D3-2-cps lies in {FOLDERS['daily-diffs']}/Drafts\n" in said
    assert not [name for name in CANARIES if name in said]


def test_that_somebody_looked_is_in_the_activity_log(week, filed):
    number = number_of(week, "daily-diffs", 2)
    find(filed, number)
    logged = json.loads(call("footprint", number, "--json", "--records", filed).stdout)
    assert logged[-1]["step"] == "find"


def test_nobody_is_found(filed):
    assert find(filed, "999999999")["reports"] == []
    assert call("find", "999999999", "--records", filed).output == "No report names client 999999999.\n"


@pytest.mark.parametrize("number", ["Weka", "0", "1234567890", ""])
def test_what_is_no_client_number_is_refused_and_not_repeated(number, records):
    done = call("find", number, "--records", records)
    assert (done.exit_code, done.stderr) == (
        2, "What was typed is not a client number: it has 1 to 9 digits. A client is found by it and not by name: look "
        "the number up in CMS.\n",
    )  # fmt: skip


def test_a_number_is_found_as_cms_shows_it_and_said_as_the_reports_have_it(week, filed):
    number = number_of(week, "daily-diffs", 2)
    assert number.startswith("0")
    in_groups = f" {number[:3]} {number[3:6]} {number[6:]}"
    for typed in (in_groups, number.lstrip("0")):
        assert f" client {number}.\n" in call("find", typed, "--records", filed).stdout


def test_it_says_where_what_was_sent_and_its_answer_lie(week, filed, tmp_path):
    where = f"    the e-mail as it was sent{{}} lies in {FOLDERS['daily-diffs']}\n"
    for kind, answer in (("ours", ""), ("from whom we asked", ", and its answer")):
        call("file-email", saved(tmp_path, "m.eml", **KINDS[kind][0]), "--records", filed)
        assert (
            where.format(answer) in call("find", number_of(week, "daily-diffs", 2), "--records", filed).stdout
        )


def test_a_copy_that_cannot_be_read_is_named_and_the_rest_is_shown(week, filed):
    number = number_of(week, "daily-diffs", 2)
    (filed / FOLDERS["daily-diffs"] / COPIES["daily-diffs"][0]).write_bytes(b"noise")
    found = find(filed, number)
    assert found["notices"][0].startswith("Rows could not be looked up. ")
    assert "20250113-D3-2" in [case["reference"] for day in found["reports"] for case in day["cases"]]
