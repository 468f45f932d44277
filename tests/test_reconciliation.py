"""Rows in always equal rows accounted for, and no cell changes on the way [rules 1 and 5 of the design]."""

import csv
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cso_xl import headless
from cso_xl.desk import Office
from cso_xl.procedures.address_sharer import REMOVED_SHEET

ADDRESSES = [
    "12 Kauri Road",
    "12 Kauri Rd",
    "14 Kauri Road",
    "No Fixed Abode",
    "Tui Motel",
    "4/12 Kauri Road",
    "",
    "=1+1",
]
cells = st.one_of(
    st.sampled_from(
        ["=1+1", "+64", "-5", "@x", "1E5", "E5", "TRUE", "00012", "#N/A", "_x0041_", " a ", "a\nb", "Māngere"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12),
)
numbers = st.integers(0, 999_999_999).map(lambda number: f"{number:09}")
LIST_HEADINGS = [
    "Match Level", "CSO Client Number", "Free", "Surname on MSD System", "Given Names on MSD System",
    "Date of Birth on MSD System",
]  # fmt: skip
list_rows = st.lists(
    st.tuples(st.sampled_from("12345"), numbers, cells, cells, cells, st.sampled_from(["", "01/02/1980"])),
    min_size=1,
)
SHARER_HEADINGS = ["CSO Client Number", "CSO Address", "Sharer Address", "Sharer Client Number", "Free"]
sharer_rows = st.lists(
    st.tuples(numbers, st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES), numbers, cells), min_size=1
)
thorough = profile(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def csv_bytes(headings, rows):
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def read(data, sheet=0):
    book = load_workbook(io.BytesIO(data))
    return [
        ["" if cell.value is None else cell.value for cell in row]
        for row in book.worksheets[sheet].iter_rows()
    ]


@pytest.fixture
def run(tmp_path_factory, settings, passwords):
    def run(report, name, data):
        folder = tmp_path_factory.mktemp("run")
        (folder / "records").mkdir()
        (folder / name).write_bytes(data)
        result = headless.run(report, folder / name, Office.at(folder / "records", settings, passwords))
        return result, {one.kind: (folder / "records" / one.path).read_bytes() for one in result.filed}

    return run


@thorough
@given(rows=list_rows)
def test_on_list(run, rows):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cso_on_list_daily_20250113_050021.csv", csv_bytes(LIST_HEADINGS, rows))
        daily = [[rows[0][1], "Current"], ["1", "Expired"]]
        archive.writestr(
            "cso_daily_20250113_050021.csv", csv_bytes(["CSO Client Number", "SWIFTT Status"], daily)
        )
    result, files = run("on-list", "cso_20250113_20250113.zip", out.getvalue())
    kept = [list(row) for row in rows if any(cell.strip() for cell in row)]
    assert [decision.row for decision in result.decisions] == list(range(2, len(rows) + 2))
    assert [row[:6] for row in read(files["report"])[1 : len(kept) + 1]] == kept


@thorough
@given(rows=sharer_rows)
def test_address_sharer(run, rows):
    book = Workbook()
    for at, row in enumerate([SHARER_HEADINGS, *rows], 1):
        for column, text in enumerate(row, 1):
            cell = book.active.cell(at, column, text)
            cell.value, cell.data_type = text, "s"
    received = io.BytesIO()
    book.save(received)
    result, files = run(
        "address-sharer", "CSO Living with Children WB 13 January 2025.xlsx", received.getvalue()
    )
    assert files["master"] == received.getvalue()
    as_read = read(received.getvalue())[1:]
    working, removed = read(files["working"])[1:], read(files["working"], 1)[1:]
    assert len(working) + len(removed) == len(rows) == result.counts["rows_in"]
    statuses = [decision.status for decision in result.decisions]
    assert (statuses.count("Removed"), len(statuses)) == (len(removed), len(rows))
    out = {int(row[0]): row[2:7] for row in removed}
    kept = iter(working)
    for decision, cells in zip(result.decisions, as_read, strict=True):
        found = out[decision.row] if decision.status == "Removed" else next(kept)[:5]
        assert found == cells
    assert load_workbook(io.BytesIO(files["working"])).sheetnames[1] == REMOVED_SHEET
