"""Text of a decisions CSV that is typed back to what the report says: taken, or named, never lost [C1, C3]."""

import csv
import io
from email import policy
from email.parser import BytesParser

import pytest
from openpyxl import load_workbook

from helpers.decided import call, decided
from helpers.entries import Entries
from helpers.files import COPIES, FOLDERS, Week

TELL = "Registered, current or appointment: tell ASCM/SCM"
CENTRE = {"Service Centre": "Levin", "Service Centre Email": "levin@example.org"}
KNOWN_TO = "The list of decisions says 'Levin', and it is not known whether somebody means that. If it is right, type "


def printed_now(records):
    shown = call("worklist", "on-list", "--records", records)
    return {row["Ref"]: row for row in csv.DictReader(io.StringIO(shown.stdout))}


@pytest.fixture
def filed(tmp_path, records):
    """An on list whose one client is at the service centre of Levin, filed and printed."""
    week = Week(1)
    for heading, text in {"Match Level": "1", "CSO Client Number": "010000001", **CENTRE}.items():
        week.set("on-list", 2, heading, text)
    week.set("cso-daily", 2, "SWIFTT Status", "Current")
    week.set("cso-daily", 2, "CSO Client Number", "010000001")
    source = week.write("on-list", tmp_path / "received")
    assert call("run", "on-list", source, "--records", records).exit_code == 0


@pytest.fixture
def give(filed, tmp_path, records):
    """The list as it is printed now, or as it was `printed`, given with this typed for an entry; what is said then."""

    def give(printed=None, ref="L7-2", without_trace=False, **typed):
        rows = printed or printed_now(records)
        rows = {key: dict(row) for key, row in rows.items()}
        rows[ref] |= {name.replace("_", " "): text for name, text in typed.items()}
        for row in rows.values():
            row |= {"Trace": ""} if without_trace else {}
        done = call("mark", "on-list", "--decisions", decided(tmp_path, rows), "--records", records)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    return give


def stands(records, *headings, ref="L7-2"):
    entries = Entries(load_workbook(records / FOLDERS["on-list"] / COPIES["on-list"][0]))
    return tuple(entries.cell(ref, heading).value for heading in headings)


def ready(records):
    """The address and the text of the one draft to the service centre that may be sent."""
    (path,) = (path for path in records.rglob("Drafts/*-scm*.eml") if path.parent.name == "Drafts")
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return f"To: {mail['To']}\n{mail.get_body(('plain',)).get_content()}".replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("heading", "other", "first", "in_draft"),
    [
        ("Service Centre", "Ōtaki", "Levin", "- Service centre: Levin\n"),
        ("Service Centre Email", "otaki@example.org", "levin@example.org", "To: levin@example.org\n"),
        ("Client Name", "Kea, Jim", "", ""),
    ],
)
def test_C1_typed_back_it_counts_and_the_draft_has_it(heading, other, first, in_draft, give, records):
    was = stands(records, heading)[0]
    give(Outcome=TELL)
    give(**{heading: other})
    assert (stands(records, heading), other in ready(records)) == ((other,), True)
    assert " stays " not in give(**{heading: first or was})
    assert stands(records, heading) == (was,)
    assert (in_draft or f"- Client: {was}\n") in ready(records)


def test_C1_also_before_an_outcome_is_chosen_and_for_all_questions_of_the_line(give, records):
    give(Service_Centre="Ōtaki")
    assert " stays " not in give(Service_Centre="Levin", ref="L6-2")
    assert stands(records, "Service Centre") == ("Levin",)


def test_C3_a_list_that_was_printed_before_undoes_nothing_and_says_so(give, records):
    printed = printed_now(records)
    give(Service_Centre="Ōtaki")
    said = give(printed, Outcome=TELL)
    assert f"L7-2: Service Centre stays 'Ōtaki', as it stands on the worklist. {KNOWN_TO}" in said
    assert (
        "it on the worklist, or print the filed copy's list again with cso-xl worklist and type it there."
        in said
    )
    assert "- Service centre: Ōtaki\n" in ready(records)


def test_C3_nor_does_an_older_list_undo_what_another_typed_over_its_text(give, records):
    give(Service_Centre="Ōtaki")
    printed = printed_now(records)
    give(Service_Centre="Kaikohe")
    assert "L7-2: Service Centre stays 'Kaikohe'" in give(printed)
    assert stands(records, "Service Centre") == ("Kaikohe",)


def test_C3_text_typed_on_it_is_taken_and_what_it_replaces_is_named(give, records):
    printed = printed_now(records)
    give(Service_Centre="Ōtaki")
    said = give(printed, Service_Centre="Kaikohe")
    assert stands(records, "Service Centre") == ("Kaikohe",)
    assert (
        "L7-2: Service Centre is now 'Kaikohe' in place of 'Ōtaki', which was typed on the worklist after the list "
        "was printed: check it." in said
    )


def test_C3_without_its_Trace_it_is_not_known_and_said(give, records):
    give(Service_Centre="Ōtaki")
    assert f"L7-2: Service Centre stays 'Ōtaki', as it stands on the worklist. {KNOWN_TO}" in give(
        without_trace=True, Service_Centre="Levin"
    )
