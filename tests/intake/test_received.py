"""Files and e-mails as they are handed over; plain runs of the real readers."""

import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cso_xl.errors import InputError
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.grids import read_csv
from cso_xl.intake.received import Received, attachments, receive
from helpers import waiting
from helpers.files import (
    HEADINGS,
    PASSWORD,
    SHARERS_FILE,
    ZIP,
    Week,
    eml,
    encrypted,
    xlsx,
    zip_crypto,
)
from helpers.reading import message

EMPTY_ZIP = zip_crypto({})


def test_files_that_are_not_there_empty_or_folders(tmp_path):
    (tmp_path / "empty.csv").touch()
    assert message(InputError, receive, tmp_path / "none.csv") == (
        f"{tmp_path}/none.csv does not exist. Check the folder and the name."
    )
    assert message(InputError, receive, tmp_path) == (
        f"{tmp_path} is a folder. Name the file in it that was received."
    )
    assert message(InputError, receive, tmp_path / "empty.csv") == (
        "empty.csv is empty (0 bytes). Save it from the e-mail again."
    )


def test_a_file_that_is_open_elsewhere(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert message(InputError, receive, tmp_path / "r.csv") == (
        f"{tmp_path}/r.csv cannot be read: Permission denied. Close it in other programs and try again."
    )


@pytest.mark.parametrize(
    "name", [ZIP, SHARERS_FILE, "Tāmaki Makaurau 13 January 2025.xlsx", "a" * 120 + ".zip"]
)
def test_an_e_mail_hands_over_what_it_carries(name):
    data = bytes(range(256)) * 10
    mail = Received("report.eml", eml({"image001.png": b"png", name: data}, "Week Ended 13JAN2025"))
    _, carried = attachments(mail)
    assert carried == Received(name, data, "Week Ended 13JAN2025")


def test_a_forwarded_e_mail_hands_over_what_it_carries():
    around = EmailMessage()
    around["Subject"] = "FW: the report"
    around.set_content("See attached. Synthetic.\n")
    around.add_attachment(message_from_bytes(eml({ZIP: EMPTY_ZIP}), policy=policy.default))
    found = attachments(Received("fw.eml", around.as_bytes()))
    assert [(file.name, file.data) for file in found] == [(ZIP, EMPTY_ZIP)]


@pytest.mark.parametrize("name", ["..\\..\\etc/x.zip", "Week 3\\x.zip", "Week 3/x.zip"])
def test_a_path_in_an_attachments_name_is_left_out(name):
    (carried,) = attachments(Received("report.eml", eml({name: EMPTY_ZIP})))
    assert carried.name == "x.zip"


@pytest.mark.parametrize("data", [eml({}), b"", b"\xff\xfe\x00", b"no mail at all"])
def test_an_e_mail_without_attachment(data):
    assert message(InputError, attachments, Received("report.eml", data)) == (
        "report.eml carries no attachment. Save the e-mail that has the report attached."
    )


# Plain runs of the real readers


def test_every_report_of_the_week_is_read_whole(passwords):
    """The headings of the guidelines, under every way they come in."""
    week = Week()
    datamatch = Datamatch(Received(ZIP, zip_crypto(week.members())))
    for kind, report in (("on_list", "on-list"), ("off_list", "off-list"), ("cso_daily", "cso-daily")):
        grid = read_csv(datamatch.read(kind, passwords))
        assert grid == week.grids[report]
        assert grid[0] == list(HEADINGS[report])


def test_reading_leaves_no_file_behind(tmp_path):
    """Neither the ZIP's members nor the opened workbook ever lie on the disk in plain."""
    week = Week()
    week.raw["address-sharer"] = encrypted(xlsx(week.grids["address-sharer"]))
    sources = [week.write(report, tmp_path / "inbox") for report in ("on-list", "address-sharer")]
    (tmp_path / "records").mkdir()
    (tmp_path / "temporary").mkdir()
    watch = (
        "import sys, tempfile, os; from cso_xl.cli import main\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open'"
        " and type(args[0]) is not int and args[1] and set('wax+') & set(str(args[1])) else None)\n"
        "own = ('records', '.cso_xl-', os.devnull)\n"
        "try: main()\n"
        "finally: print([one for one in opened if not any(part in one for part in own)])"
    )
    for report, source in zip(("on-list", "address-sharer"), sources, strict=True):
        shown = waiting.run(
            [sys.executable, "-B", "-c", watch, "run", report, source, "--records", tmp_path / "records"],
            env={"CSO_XL_PASSWORD": PASSWORD, "TMPDIR": str(tmp_path / "temporary"), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert shown.stdout.endswith("[]\n")
    assert list((tmp_path / "temporary").iterdir()) == []
