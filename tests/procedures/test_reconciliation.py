"""Nothing changes silently: what comes out equals what went in, cell by cell, or the run stops [rules 1 and 5]."""

import io
import os
import zipfile
from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cso_xl.cells.text import heading_key
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.errors import InputError
from cso_xl.procedures.work import REMOVED_SHEET
from helpers.files import NAMES, SHARERS_FILE, csv_bytes, kept, xlsx
from helpers.raw import plain

pytestmark = pytest.mark.proof

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
thorough = profile(max_examples=1_000 if FULL else 50, deadline=None, suppress_health_check=list(HealthCheck))

LOOKS = [
    "=1+1", "+64", "-5", "@x", "1E5", "E5", "TRUE", "00012", "#N/A", "_x0041_", " a ", "a\nb", "a\tb", "Māngere",
    "Ma\u0304ngere", "\u202eabc", "a\ufeffb", "1/2", "12 Kauri Road", "12 Kauri Rd", "14 Kauri Road", "No Fixed Abode",
    "Tui Motel", "4/12 Kauri Road", "", "", "'5", '"', "é" * 300, "x" * 32_767,
]  # fmt: skip
# at the front of a CSV U+FEFF is the mark of UTF-8 and no letter
cells = st.one_of(
    st.sampled_from(LOOKS),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12
    ),
)
numbers = st.integers(0, 999_999_999).map(lambda number: f"{number:09}")
levels = st.sampled_from("12345")
dates = st.sampled_from(["", "01/02/1980", "1980-02-01", "29/02/2024"])
changes = st.sampled_from(["Address Change", "New Child", "Name Change", "Benefit Change", "never heard of"])
COLUMNS = {  # of each report, those that it cannot be without and those that decide what becomes of a row
    "on-list": {
        "Match Level": levels,
        "CSO Client Number": numbers,
        "Surname on MSD System": cells,
        "Given Names on MSD System": cells,
        "Date of Birth on MSD System": dates,
    },
    "off-list": {"Match Level": st.one_of(levels, st.just("")), "CSO Client Number": numbers},
    "daily-diffs": {
        "What Has Changed": changes,
        "Client Number": numbers,
        "Value Previously": cells,
        "Value Current": cells,
    },
    "address-sharer": {
        "CSO Client Number": numbers,
        "CSO Address": cells,
        "Sharer Address": cells,
        "Sharer Client Number": st.one_of(numbers, st.just("")),
        "Sharer Date of Birth": dates,
    },
}


@st.composite
def tables(draw, report):
    """Headings in any order, among others that nobody knows, and rows of them, some of which are there twice."""
    known = COLUMNS[report]
    others = draw(st.lists(cells.filter(str.strip), max_size=4, unique_by=heading_key))
    known_keys = {heading_key(heading) for heading in (*known, "Comment", "Status", "Reason")}
    others = [other for other in others if heading_key(other) and heading_key(other) not in known_keys]
    headings = draw(st.permutations([*known, *others]))
    row = st.tuples(*(known.get(heading, cells) for heading in headings)).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=12))
    again = draw(st.lists(st.sampled_from(rows), max_size=3))
    return headings, draw(st.permutations(rows + again))


def received(report, headings, rows):
    """The report as a file: its name and bytes."""
    if report == "address-sharer":
        return SHARERS_FILE, xlsx([headings, *rows])
    out = io.BytesIO()
    daily = [["CSO Client Number", "SWIFTT Status"], ["000000017", "Current"], ["1", "Expired"]]
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(NAMES[report], csv_bytes([headings, *rows]))
        archive.writestr(NAMES["cso-daily"], csv_bytes(daily))
    return "cso_20250113_20250113.zip", out.getvalue()


@pytest.fixture
def run_table(tmp_path_factory, settings, passwords):
    """Run a report; returns the result and the sheets of each copy by its kind."""

    def run(report, headings, rows):
        folder = tmp_path_factory.mktemp("run")
        (folder / "records").mkdir()
        name, data = received(report, headings, rows)
        (folder / name).write_bytes(data)
        office = Office.at(folder / "records", settings, passwords)
        try:
            result = headless.run(report, folder / name, office)
        except InputError:
            assert kept(folder / "records") == []
            raise
        paths = {one.kind: folder / "records" / one.path for one in result.filed}
        if "master" in paths:
            assert paths.pop("master").read_bytes() == data
        return result, {kind: plain(path) for kind, path in paths.items()}

    return run


def places(headings, found):
    """Where each heading stands on a sheet, in the order received; what was added stands between or after."""
    at = []
    for heading in headings:
        at.append(found.index(heading, at[-1] + 1 if at else 0))
    return at


def cells_under(at, rows):
    return [[row[place] if place < len(row) else "" for place in at] for row in rows]


def not_blank(rows):
    return [row for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize("report", ["on-list", "off-list", "daily-diffs"])
@thorough
@given(data=st.data())
def test_every_row_of_a_list_is_there_in_its_order_with_every_cell_as_it_was(run_table, report, data):
    headings, rows = data.draw(tables(report))
    result, copies = run_table(report, headings, rows)
    first, *found = next(iter(copies["report"].values()))
    expected = not_blank(rows)
    held = cells_under(places(headings, first), found)
    assert held[: len(expected)] == expected
    assert not_blank(held[len(expected) :]) == []
    assert [decision.row for decision in result.decisions] == list(range(2, len(rows) + 2))


@thorough
@given(table=tables("address-sharer"))
def test_every_row_of_the_address_report_is_there_or_on_the_sheet_removed(run_table, table):
    headings, rows = table
    result, copies = run_table("address-sharer", headings, rows)
    removed = {decision.row for decision in result.decisions if decision.status == "Removed"}
    staying = [row for number, row in enumerate(rows, 2) if number not in removed]
    for kind in ("filtered", "working"):
        first, *found = next(iter(copies[kind].values()))
        assert cells_under(places(headings, first), found) == staying
        first, *found = copies[kind].get(REMOVED_SHEET, [headings])
        assert cells_under(places(headings, first), found) == [rows[number - 2] for number in sorted(removed)]
    assert result.counts["rows_in"] == len(rows)
    assert Counter(map(tuple, rows)) == Counter(map(tuple, staying)) + Counter(
        tuple(rows[number - 2]) for number in removed
    )


def put(text, *headings):
    """A cell under the first of the headings that is there gets a text."""

    def spoil(table, rng):
        at = next(place for heading in headings for place, one in enumerate(table[0]) if one == heading)
        rng.choice(table[1:])[at] = text

    return spoil


def cut(table, rng):
    rng.choice(table[1:]).pop()


def widen(table, rng):
    rng.choice(table[1:]).append("x")


def without(table, rng):
    at = (
        table[0].index("CSO Client Number")
        if "CSO Client Number" in table[0]
        else table[0].index("Client Number")
    )
    for row in table:
        del row[at]


NUMBER = ("CSO Client Number", "Client Number")
TEXT = ("Surname on MSD System", "Value Current", "Sharer Address", *NUMBER)
SPOILT = {
    "a number with a letter": put("12345678x", *NUMBER),
    "a number in short form": put("1.2E+08", *NUMBER),
    "no number": put("", *NUMBER),
    "a number of ten digits": put("1234567890", *NUMBER),
    "no column of numbers": without,
}
SPOILT_CSV = {
    "a row that is short": cut,
    "a row that is long": widen,
    "a control character": put("a\x07b", *TEXT),
    "a text that Excel would cut": put("x" * 32_768, *TEXT),
}


@pytest.mark.parametrize("report", COLUMNS)
@thorough
@given(data=st.data())
def test_a_table_with_one_thing_wrong_stops_the_run(run_table, report, data):
    headings, rows = data.draw(tables(report))
    ways = SPOILT if report == "address-sharer" else SPOILT | SPOILT_CSV
    if report == "on-list":
        ways = ways | {
            "no such level": put("6", "Match Level"),
            "no such date": put("31/02/2025", "Date of Birth on MSD System"),
        }
    table = [list(row) for row in (headings, *rows)]
    ways[data.draw(st.sampled_from(sorted(ways)))](table, data.draw(st.randoms(use_true_random=False)))
    assume(not_blank(table[1:]) == table[1:])
    with pytest.raises(InputError):
        run_table(report, table[0], table[1:])
