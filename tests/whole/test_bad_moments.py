"""Bad moments of a case, at the command line and with the buttons: each does its work or says what to do [C1-C6]."""

import re
from datetime import timedelta
from email.utils import format_datetime

import pytest

from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import AtTheCommand, fill_in, now
from helpers.season.mail import reply, sent_copy
from helpers.walking import NFA

ASK, IN_PLACE = "No note: ask CPS to confirm", "Note in place: NFA"
DENIED = "CPS: not a CSO: NFA"
NOT_SAME = "Not the same address: NFA"
CPS = "20250113-D5-2-cps"


@pytest.fixture
def diffs(hands):
    """The daily diffs: two benefits that were added, of two clients."""
    week = Week(2)
    for row in (2, 3):
        week.set("daily-diffs", row, "What Has Changed", "Added SWIFTT")
    return hands("daily-diffs", week)


@pytest.fixture
def told(diffs):
    """A notice to CPS is drafted."""
    fill_in(diffs, "D5-2", Outcome=ASK, Client_Name="Weka, Mere")
    assert states(diffs)["D5-2"] == ["to send"]
    return diffs


def states(hands):
    """By entry, whatever the notice."""
    found = {}
    for line in due.listed(hands.records, hands.settings, now()):
        found.setdefault("-".join(line.reference.split("-")[1:3]), []).append(line.state)
    return found


def draft(hands):
    (path,) = hands.records.rglob(f"Drafts/*{CPS}*.eml")
    return path


def sent(draft_bytes, tmp_path):
    (tmp_path / "draft.eml").write_bytes(draft_bytes)
    mail = tmp_path / "sent.eml"
    mail.write_bytes(sent_copy(tmp_path / "draft.eml", format_datetime(now())))
    return mail


def answer(tmp_path):
    mail = tmp_path / "answer.eml"
    mail.write_bytes(reply(f"[{CPS}]", format_datetime(now() + timedelta(seconds=1))))
    return mail


def test_one_cso_in_two_households_keeps_each_childs_outcome_when_the_report_is_sorted(hands):
    week = Week(2)
    for row, home in ((2, "1 Tui Street Ōtaki"), (3, "5 Kauri Road Ōtaki")):
        week.set("address-sharer", row, "CSO Client Number", "010000001")
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, home)
    worked = hands("address-sharer", week)
    book = worked.book()
    book.cell("A8-2", "Outcome").value = NOT_SAME
    column = week.grids["address-sharer"][0].index("CSO Address")
    book.sort(book.report, column, backwards=True)
    book.save()
    worked.press()
    book = worked.book()
    assert [*book.places()] == [3, 2], "it is sorted"
    assert (book.comment(2).value, book.comment(3).value or "") == (NFA, "")
    assert states(worked) == {"A8-3": ["to decide"]}


def test_all_answers_of_the_on_list_stand_when_it_is_sorted(hands):
    week = Week(6)
    for row in range(2, 8):
        week.set("on-list", row, "Match Level", "1")
        week.set("cso-daily", row, "SWIFTT Status", "Current")
    worked = hands("on-list", week)
    book, chosen = worked.book(), {}
    for ref in book.lines():
        chosen[ref] = {
            "L6": "Note in place: NFAR", "L7": "Neither: NFA", "L8": "No children: NFA",
            "L9": "Not in social housing: NFA",
        }[ref.partition("-")[0]]  # fmt: skip
        book.cell(ref, "Outcome").value = chosen[ref]
    book.sort(book.report, 13, backwards=True)
    book.save()
    worked.press()
    book = worked.book()
    assert {ref: book.cell(ref, "Outcome").value for ref in book.lines()} == chosen
    assert (len(chosen), states(worked)) == (24, {})


def test_a_column_inserted_at_the_left_stops_until_it_is_deleted(diffs):
    before = states(diffs)
    book = diffs.book()
    book.cell("D5-3", "Outcome").value = IN_PLACE
    book.insert_column()
    book.save()
    assert "Column A is empty. If a column was inserted left of the report, delete it" in diffs.press()
    assert states(diffs) == before
    book.delete_column()
    book.save()
    diffs.press()
    assert states(diffs) == {"D5-2": ["to decide"]}
    assert (diffs.book().comment(3).value, diffs.book().comment(2).value or "") == (NFA, "")


def test_an_outcome_in_another_case_and_with_spaces_is_one(diffs):
    fill_in(diffs, "D5-2", Outcome=f"  {IN_PLACE.upper().replace(' ', '  ')} ")
    assert states(diffs) == {"D5-3": ["to decide"]}


@pytest.fixture
def contradicted(told, tmp_path):
    """Two people decide differently about one case, the second on the sheet as it was before."""
    told.keep(tmp_path / "kept.xlsx")
    fill_in(told, "D5-2", Outcome=IN_PLACE)
    told.keep(tmp_path / "decided.xlsx")
    told.come_back_with(tmp_path / "kept.xlsx")
    fill_in(told, "D5-2", Outcome=DENIED)
    return told


def test_two_people_who_decide_differently_are_asked_and_the_first_decision_stands_meanwhile(contradicted):
    said = contradicted.book().cell("D5-2", "State").value
    assert re.fullmatch(
        rf".* decided otherwise on .*: '{IN_PLACE}'\. Talk to them\. Choose that here and press; if another is right, "
        "choose it after that",
        said,
    )
    assert contradicted.book().cell("D5-2", "Outcome").value == DENIED, "what was typed stays"
    listed = due.listed(contradicted.records, contradicted.settings, now())
    (line,) = (line for line in listed if line.reference == "20250113-D5-2")
    assert re.fullmatch(
        r"a copy of the worklist says otherwise than .+ decided: talk to each other, then choose there what was "
        r"decided and press; if another is right, choose it after that; if that copy is gone, cso-xl "
        r"take-back 20250113-D5-2",
        line.next,
    )
    contradicted.press()
    assert states(contradicted) == {"D5-2": ["to decide"], "D5-3": ["to decide"]}


def test_C3_two_who_decided_differently_settle_it_by_choosing_what_stands(contradicted):
    fill_in(contradicted, "D5-2", Outcome=IN_PLACE)
    assert states(contradicted) == {"D5-3": ["to decide"]}
    assert contradicted.book().cell("D5-2", "State").value == "Done"


def test_C3_and_may_then_choose_the_other(contradicted):
    fill_in(contradicted, "D5-2", Outcome=IN_PLACE)
    fill_in(contradicted, "D5-2", Outcome=DENIED)
    assert states(contradicted) == {"D5-3": ["to decide"]}
    assert contradicted.book().cell("D5-2", "Outcome").value == DENIED


def test_C3_or_by_taking_back_what_a_copy_said_that_is_gone(contradicted, tmp_path):
    contradicted.come_back_with(tmp_path / "decided.xlsx")
    contradicted.press()
    assert states(contradicted)["D5-2"] == ["to decide"]
    assert "'contradicted' of " in contradicted.take_back("D5-2")
    assert states(contradicted) == {"D5-3": ["to decide"]}
    assert contradicted.book().cell("D5-2", "Outcome").value == IN_PLACE


def test_an_answer_to_a_withdrawn_notice_answers_nothing(told, tmp_path):
    fill_in(told, "D5-2", Outcome=IN_PLACE)
    if isinstance(told, AtTheCommand):
        assert f"{CPS} was withdrawn before it was sent" in told.answered(CPS)
    else:
        assert told.answered(CPS) is None, "it is not on the list of what is awaited"
    told.file(answer(tmp_path))
    assert states(told) == {"D5-3": ["to decide"]}


def test_a_notice_that_was_sent_from_a_copy_of_its_draft(told, tmp_path):
    """Withdrawn it was, but it has gone out: a correction is owed."""
    kept = draft(told).read_bytes()
    fill_in(told, "D5-2", Outcome=IN_PLACE)
    assert not [*told.records.rglob(f"Drafts/*{CPS}*.eml")]
    told.file(sent(kept, tmp_path))
    assert states(told)["D5-2"] == ["to send"]
    listed = due.listed(told.records, told.settings, now())
    assert [one.notice for one in listed if "D5-2" in one.reference] == ["correction"]


def test_the_same_answer_filed_twice_is_one(told, tmp_path):
    told.file(sent(draft(told).read_bytes(), tmp_path))
    mail = answer(tmp_path)
    told.file(mail)
    before = states(told)
    assert before["D5-2"] == ["answered: decide now"]
    told.file(mail)
    assert states(told) == before
    assert len([*told.records.rglob("*answer*.eml")]) <= 1
