"""What a file that came is, by its content [I1-I3, A1]."""

import datetime as dt

import pytest

from cso_xl.desk.office import Office
from cso_xl.inbox import came
from cso_xl.intake.passwords import VARIABLE, Passwords
from helpers.files import PASSWORD, ZIP, Week, csv_bytes, eml, encrypted, xlsx, zip_crypto

WEEK = Week()
LISTS = ["daily-diffs", "off-list", "on-list", "youth-service"]
SHARERS = xlsx(WEEK.grids["address-sharer"])
ON_LIST = csv_bytes(WEEK.grids["on-list"])


LINKED = eml({}).replace(b"generated", b"https://x.sharepoint.com/y")


def mail(subject, attached=(), sender="somebody@example.org"):
    data = eml(dict(attached), subject).decode()
    return (
        data.replace("iap@example.invalid", sender)
        .replace("Subject:", "Date: Mon, 13 Jan 2025 08:00:00 +1300\nSubject:")
        .encode()
    )


@pytest.fixture
def desk(records, settings):
    return Office.at(records, settings, Passwords(settings))


@pytest.fixture
def identified(tmp_path, desk):
    def identify(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return came.identify(path, desk)

    return identify


@pytest.mark.parametrize(
    ("name", "data", "reports"),
    [
        (ZIP, zip_crypto(WEEK.members()), LISTS),
        ("saved.eml", eml({ZIP: zip_crypto(WEEK.members())}), LISTS),
        ("renamed.bin", zip_crypto(WEEK.members()), LISTS),
        ("csso_on_list_daily_20250303_050021.csv", ON_LIST, ["on-list"]),
        ("CSO Living with Children WB 13 January 2025.xlsx", b"PK", None),
        ("CSO Living with Children WB 13 January 2025.xlsx", encrypted(SHARERS), ["address-sharer"]),
        ("mail.eml", eml({"report.xlsx": SHARERS}, "CSO Living with Children WB 13 January 2025"), ["address-sharer"]),
        ("mail.eml", eml({"book1.xlsx": encrypted(SHARERS)}, "13 January 2025"), ["address-sharer"]),
        ("20250113.xlsx", xlsx([["Budget", "2025"], ["1", "2"]]), []),
        ("readme.csv", b"a,b\r\n1,2\r\n", []),
        ("photos.zip", zip_crypto({"photo.csv": b"x"}), []),
        ("cso_v2_daily_20250113_050021.csv", b"A,B\r\n1,2\r\n", []),
    ],
)  # fmt: skip
def test_a_file_is_identified_by_its_content(name, data, reports, identified):
    file = identified(name, data)
    assert (file.fault, file.is_email) == (reports is None, False)
    assert sorted(held.report.name for held in file.reports) == (reports or [])
    dated = "20250303" if name.startswith("csso") else "20250113"
    assert {held.date for held in file.reports} <= {dt.datetime.strptime(dated, "%Y%m%d").date()}


@pytest.mark.parametrize(
    ("data", "is_email"),
    [
        (mail("RE: CSO Notification [20250113-L7-2-scm]"), True),
        (mail("Sent: [20250113-X1-1-yssu]", {ZIP: zip_crypto(WEEK.members())}), True),
        (mail("Dropped from master list"), True),
        (mail("Question", sender="officer@corrections.govt.nz"), True),
        (mail("Lunch on Friday"), False),
    ],
)
def test_an_e_mail_that_belongs_to_a_case_or_is_from_corrections(data, is_email, identified):
    file = identified("mail.eml", data)
    assert (file.is_email, file.fault, file.reports) == (is_email, False, ())


def test_a_report_that_corrections_passes_on_is_a_report(identified):
    data = mail("Passed on", {ZIP: zip_crypto(WEEK.members())}, "officer@corrections.govt.nz")
    assert [held.report.name for held in identified("mail.eml", data).reports]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        (
            "mail.eml",
            mail("Lunch"),
            "mail.eml carries no attachment. Save the e-mail that has the report attached.",
        ),
        (
            "mail.eml",
            mail("Budget", {"budget.xlsx": xlsx([["a"]])}),
            "mail.eml carries no report that cso_xl knows (budget.xlsx).",
        ),
        ("a.csv", b"a,b\r\n", "a.csv is not a report that cso_xl knows."),
    ],
)
def test_what_is_left_alone_says_why(name, data, says, identified):
    file = identified(name, data)
    assert (file.says, file.fault) == (says, False)


@pytest.mark.parametrize(
    ("name", "data", "begins"),
    [
        ("report.pdf", b"%PDF-1.7", "report.pdf is a PDF document."),
        (ZIP, zip_crypto(WEEK.members())[:200], ZIP),
        ("a.eml", eml({"a.7z": b"7z\xbc\xaf\x27\x1c"}), "a.eml carries a.7z, and that is a 7-Zip archive"),
        (
            "mail.eml",
            LINKED,
            "mail.eml carries a link to a file in place of the file",
        ),
        ("empty.zip", b"", "empty.zip is empty (0 bytes)."),
    ],
)
def test_what_may_be_a_report_and_cannot_be_read_is_a_fault(name, data, begins, identified):
    file = identified(name, data)
    assert (file.fault, file.reports) == (True, ())
    assert file.says.startswith(begins)


def test_without_the_password_a_workbook_of_unknown_name_is_a_fault(identified, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    file = identified("book1.xlsx", encrypted(SHARERS))
    assert file.fault
    assert file.says.startswith("book1.xlsx needs a password and none was given.")


def test_of_a_folder_its_files_and_not_what_programs_leave_there(tmp_path):
    (tmp_path / "within").mkdir()
    for name in ("b.eml", "a.zip", "~$a.xlsx", ".hidden", "desktop.ini", "Thumbs.db", "within/c.eml"):
        (tmp_path / name).write_bytes(b"x")
    alone = tmp_path / "within" / "c.eml"
    paths = came.files([tmp_path, alone, tmp_path / "a.zip"])
    assert [path.name for path in paths] == ["a.zip", "b.eml", "c.eml"]


@pytest.mark.parametrize(
    ("report", "name", "others"),
    [
        ("on-list", "mail.eml", ["address-sharer"]),
        ("address-sharer", ZIP, ["daily-diffs", "on-list", "off-list", "youth-service"]),
        ("on-list", ZIP, []),
        ("on-list", "none.csv", []),
    ],
)
def test_which_reports_a_file_holds_instead(report, name, others, tmp_path, desk):
    (tmp_path / "mail.eml").write_bytes(eml({"x.xlsx": encrypted(SHARERS)}, "CSO living with children"))
    (tmp_path / ZIP).write_bytes(zip_crypto(WEEK.members(), PASSWORD))
    assert [other.name for other in came.instead(report, tmp_path / name, desk)] == others
