"""Weeks that follow each other, and files that come in another way than the last time."""

import pytest
from openpyxl import load_workbook

from cso_xl.desk import headless, reopen
from cso_xl.desk.office import Office
from cso_xl.errors import InputError
from cso_xl.practice.week import Week
from helpers.files import kept, saved


@pytest.fixture
def practice_week(tmp_path):
    return Week().write(tmp_path / "week")


@pytest.fixture
def headlessly(settings, passwords):
    return lambda report, source, records: headless.run(
        report, source, Office.at(records, settings, passwords)
    )


def states(result):
    return {one.kind: one.state for one in result.filed}


def bytes_of(folder):
    return {path: path.read_bytes() for path in kept(folder)}


def type_outcomes(path, outcome):
    """Write an outcome beside every row of a Working Copy, as staff do in Excel."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "Comment")
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, column, outcome)
    book.save(path)


def test_a_workbook_from_its_e_mail_and_then_from_disk_is_the_same_report(
    practice_week, headlessly, tmp_path
):
    assert set(
        states(headlessly("address-sharer", practice_week.address_report, practice_week.records)).values()
    ) == {"filed"}
    from_disk = saved(practice_week.address_report, tmp_path)
    assert set(states(headlessly("address-sharer", from_disk, practice_week.records)).values()) == {
        "unchanged"
    }


def test_outcomes_of_a_late_week_change_nothing_that_is_filed(practice_week, headlessly, settings, passwords):
    """The Working Copy was worked before last week's outcomes came in: it stays, and counts."""
    result = headlessly("address-sharer", practice_week.address_report, practice_week.records)
    type_outcomes(
        next(practice_week.records / one.path for one in result.filed if one.kind == "working"), "NFA"
    )
    before = bytes_of(practice_week.records)
    again = headlessly("address-sharer", practice_week.address_report, practice_week.records)
    assert states(again) == {"master": "unchanged", "filtered": "unchanged", "working": "kept"}
    assert again.unchanged
    assert any("stays as it is filed" in notice for notice in again.notices)
    assert bytes_of(practice_week.records) == before
    finished = reopen.finish(
        Office.at(practice_week.records, settings, passwords), None, without_outcomes=False
    )
    assert states(finished) == {"processed": "filed", "working": "renewed"}


def test_what_was_processed_is_recognised_the_week_after(
    practice_week, headlessly, settings, passwords, tmp_path
):
    result = headlessly("address-sharer", practice_week.address_report, practice_week.records)
    type_outcomes(
        next(practice_week.records / one.path for one in result.filed if one.kind == "working"), "Email sent"
    )
    reopen.finish(Office.at(practice_week.records, settings, passwords), None, without_outcomes=False)
    next_week = tmp_path / "CSO Living with Children WB 20 January 2025.xlsx"
    saved(practice_week.address_report, tmp_path).rename(next_week)
    decisions = headlessly("address-sharer", next_week, practice_week.records).decisions
    new = {one.row for one in result.decisions if one.status == "New"}
    reasons = {one.reason for one in decisions if one.row in new}
    assert reasons == {"recognised: Email sent, Processed Copy of 13 January 2025"}


def test_a_file_without_headings_shows_nobodys_data(settings, passwords, records, tmp_path):
    (tmp_path / "cso_off_list_daily_20250113_050021.csv").write_text(
        "1,123456789,Canary,Road\n2,7,Canary,Lane\n"
    )
    with pytest.raises(InputError) as error:
        headless.run(
            "off-list",
            tmp_path / "cso_off_list_daily_20250113_050021.csv",
            Office.at(records, settings, passwords),
        )
    assert "Canary" not in str(error.value)
    assert "The first row, of 4 cells, does not look like headings." in str(error.value)


def test_an_address_report_as_csv_is_found_again_the_week_after(settings, passwords, records, tmp_path):
    rows = (
        "CSO Client Number,CSO Address,Sharer Address,Sharer Client Number\n1,12 Kauri Road,12 Kauri Road,2\n"
    )
    for day in ("06", "13"):
        file = tmp_path / f"CSOs Living With Children 202501{day}.csv"
        file.write_text(rows)
        result = headless.run("address-sharer", file, Office.at(records, settings, passwords))
    assert [one.status for one in result.decisions] == ["Seen"]
