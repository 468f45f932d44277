"""A practice week is worked from its e-mails alone, by the commands of its README."""

import csv
import email
import email.policy
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from helpers.files import saved
from helpers.fresh_week import COMMITTED, call, contents, given, made, received, refused

SAME, NOT_THE_SAME = "Same address: tell Oranga Tamariki", "Not the same address: NFA"


@pytest.fixture(params=["the one of the repository", "a fresh one"])
def practised(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a week, in which the terminal stands."""
    folder = tmp_path / "week"
    if request.param == "a fresh one":
        made(folder, "--seed", 11, "--rows", 80, "--date", "2025-09-01")
    else:
        shutil.copytree(COMMITTED, folder)
    monkeypatch.chdir(folder)
    return folder


def test_the_commands_of_its_readme_lead_from_the_e_mails_to_the_processed_copy(practised: Path) -> None:
    run, mark, look = blocks(practised)
    worked, listed = [given(line) for line in run]
    assert worked.startswith("5 reports worked, ")
    assert listed == "Written: decided.csv\n"
    decide(same_every=3)
    assert "To send: " in given(mark[0])
    drafts = sorted((practised / "records").rglob("Drafts/*.eml"))
    of_sharers = [draft for draft in drafts if "-A8-" in draft.name]
    assert len(of_sharers) > 4 and len(drafts) == len(of_sharers) + 1  # and the Youth Service Notification
    assert "Nothing was written" in refused(mark[1]) or "no outcome" in refused(mark[1])
    decide(same_every=3, sent="yes")
    given(mark[0])
    assert "processed: filed" in given(mark[1])
    (processed,) = (practised / "records").rglob(f"{date_of(practised)} Processed Copy*.xlsx")
    comments = comments_of(processed)
    assert set(comments) == {"Email sent", "NFA"}
    assert "master, filtered, working, processed filed" in given(look[0])
    assert "to send" in given(look[1])
    assert "as it was written" in given("cso-xl log verify --records records")


@pytest.mark.parametrize("report", ["daily-diffs", "on-list", "off-list", "address-sharer"])
def test_a_copy_in_which_nobody_has_worked_stays_as_it_was_filed(practised: Path, report: str) -> None:
    """Numbers pasted further down than the report goes, and last week's rows beside it, stay out of its filter."""
    run, *_ = blocks(practised)
    given(run[0])
    before = contents(practised / "records")
    said = " ".join(given(f"cso-xl draft {report} --records records").split())
    assert "brought up to date" not in said
    assert (
        "Note: No outcome is chosen on the worklist yet, so there is nothing to draft. Choose in the filed copy, or "
        f"give a list of outcomes: cso-xl mark {report} --decisions FILE."
    ) in said
    assert contents(practised / "records") == before


def test_the_master_is_what_the_e_mail_carries(practised: Path, tmp_path: Path) -> None:
    _, addresses = received(practised)
    assert call("run", "address-sharer", addresses, "--records", "records").exit_code == 0
    (master,) = (practised / "records").rglob(f"{date_of(practised)} Master Copy*.xlsx")
    assert master.read_bytes() == saved(addresses, tmp_path).read_bytes()


def test_a_draft_is_addressed_to_nobody_and_opens_as_a_draft(practised: Path) -> None:
    run, mark, _ = blocks(practised)
    given(run[-2])
    given(run[-1])
    decide(same_every=1)
    given(mark[0])
    drafts = [*(practised / "records").rglob("Drafts/*-A8-*.eml")]
    for draft in drafts:
        message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.strict)
        assert (message["x-unsent"], message["to"]) == ("1", "contact@ot.example")
    assert drafts


def test_working_a_week_touches_nothing_that_was_in_it(practised: Path) -> None:
    before = contents(practised)
    run, *_ = blocks(practised)
    for line in run:
        given(line)
    assert before.items() <= contents(practised).items()


def blocks(week: Path) -> list[list[str]]:
    """The commands of the week's README, block by block."""
    found = re.findall(
        r"^```sh\n(.*?)^```", (week / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [block.splitlines() for block in found]


def decide(same_every: int, sent: str = "") -> None:
    """Fill in the printed worklist: every so many addresses are the same, the others are not."""
    path = Path("decided.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        same = number % same_every == 0
        row["Outcome"], row["Sent"] = (SAME, sent) if same else (NOT_THE_SAME, "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def date_of(week: Path) -> str:
    """'20250113', from the ZIP's name in the README's commands."""
    day = re.search(r"--date (\S+)", "\n".join(blocks(week)[-1]))
    assert day is not None
    return day[1].replace("-", "")


def comments_of(path: Path) -> list[str]:
    headings, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    place = headings.index("Comment")
    return [str(row[place]) for row in rows if row[0]]
