"""The e-mails of a practice week, read by others; nobody in them exists."""

import csv
import datetime as dt
import email
import email.policy
import io
import os
import re
import subprocess
import zipfile
from email.headerregistry import Address
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cso_xl import settings
from cso_xl.practice.people import MEN, SURNAMES, WOMEN
from cso_xl.practice.week import PASSWORD
from helpers import waiting
from helpers.files import saved
from helpers.fresh_week import COMMITTED, RESERVED, made, received, unlocked
from helpers.programs import tool

NAMED = re.compile(r"Surname|Given Names|First Names")  # headings of columns that hold names


@pytest.mark.parametrize("place", [0, 1], ids=["datamatch", "address report"])
def test_the_e_mails_are_without_a_fault(place: int) -> None:
    data = received(COMMITTED)[place].read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.strict)
    assert [part.defects for part in message.walk()] == [[]] * 3
    assert message["date"].datetime.utcoffset() == dt.timedelta(hours=13)  # New Zealand, in summer
    assert message["date"].datetime.date() == dt.date(2025, 1, 13)
    assert (message["to"].addresses[0].username, "received" in message) == ("cso_helpline", True)
    assert all(len(line) <= 78 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == ("cso_20250113_20250113.zip", f"{message['subject']}.xlsx")[place]


def test_the_e_mails_are_those_of_the_guidelines() -> None:
    first, second = (email.message_from_bytes(path.read_bytes()) for path in received(COMMITTED))
    assert first["Subject"] == "CSO Datamatch ZIP file for Week Ended 13JAN2025"
    assert (first["From"], first["Auto-Submitted"]) == ("iapbatch@iap.example", "auto-generated")
    said = first.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert said.startswith(
        "This email has been generated automatically from an MSD batch process. Do not reply"
    )
    assert second["Subject"] == "CSO Living with Children WB 13 January 2025"


def test_mutt_shows_the_e_mail_and_saves_the_zip(tmp_path: Path) -> None:
    mail, _ = received(COMMITTED)
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    (tmp_path / "mail/new/1").write_bytes(mail.read_bytes())
    (tmp_path / "muttrc").write_text(
        "set folder=mail charset=utf-8 pipe_decode wait_key=no confirmappend=no\n"
        'push "<pipe-message>cat>shown.txt<enter><view-attachments><next-entry>'
        '<save-entry><kill-line>mutt.zip<enter><exit><exit>"\n'
    )
    command = f"{tool('mutt')} -n -F muttrc -R -f mail"
    waiting.run(
        [tool("script"), "--quiet", "--return", "--command", command, "/dev/null"],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path), "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    shown = " ".join((tmp_path / "shown.txt").read_text("utf-8").split())
    assert "Subject: CSO Datamatch ZIP file for Week Ended 13JAN2025" in shown
    assert "This email has been generated automatically from an MSD batch process." in shown
    assert (tmp_path / "mutt.zip").read_bytes() == saved(mail, tmp_path).read_bytes()


def test_info_zip_and_seven_zip_open_the_zip(tmp_path: Path) -> None:
    archive = saved(received(COMMITTED)[0], tmp_path)
    for command in ([tool("unzip"), "-tq", "-P", PASSWORD], [tool("7z"), "t", f"-p{PASSWORD}"]):
        tested = waiting.run([*command, archive], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stdout
    wrong = waiting.run([tool("unzip"), "-tq", "-P", "x", archive], capture_output=True, check=False)
    assert wrong.returncode != 0


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[list[list[str]]]:
    """Every table of two weeks, headings first: the ZIP's CSVs and the workbooks."""
    weeks = [COMMITTED, made(tmp_path_factory.mktemp("other") / "week", "--seed", 99, "--rows", 300)]
    found = []
    for week in weeks:
        carried = [saved(mail, tmp_path_factory.mktemp("saved")) for mail in received(week)]
        with zipfile.ZipFile(carried[0]) as archive:
            archive.setpassword(PASSWORD.encode())
            csvs = [
                archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith("csv")
            ]
        found += [list(csv.reader(io.StringIO(text, newline=""))) for text in csvs]
        for path in (carried[1], *sorted((week / "records").rglob("*.xlsx"))):
            book = load_workbook(io.BytesIO(unlocked(path.read_bytes())))
            rows = book.worksheets[0].iter_rows(values_only=True)
            found.append([[str(cell or "") for cell in row] for row in rows])
    assert len(found) == 2 * (6 + 6)
    return found


def test_names_come_from_the_practice_lists_only(tables: list[list[list[str]]]) -> None:
    invented = {word for name in (*SURNAMES, *WOMEN, *MEN, "Moa") for word in name.casefold().split()}
    seen = set()
    for headings, *rows in tables:
        for place in (at for at, heading in enumerate(headings) if NAMED.search(heading)):
            seen |= {word for row in rows for word in row[place].casefold().split()}
    assert seen == invented


def test_addresses_of_e_mail_are_nobodys(tables: list[list[list[str]]]) -> None:
    texts = [cell for table in tables for row in table for cell in row if "@" in cell]
    for path in received(COMMITTED):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        people: list[Address] = [one for key in ("from", "to") for one in message[key].addresses]
        texts += [one.addr_spec for one in people] + [message["message-id"]]
    texts += re.findall(r"[\w.]+@[\w.]+", (COMMITTED / "settings.toml").read_text())
    assert len(set(texts)) > 10
    for text in texts:
        assert RESERVED.fullmatch(text.rpartition("@")[2].strip(">")), text


def test_corrections_references_and_comments_say_that_they_are_synthetic(
    tables: list[list[list[str]]],
) -> None:
    for headings, *rows in tables:
        for heading, form in (("Corrections Reference", r"SYN\d{6}"), ("Match Comment", "Synthetic data")):
            if heading in headings:
                assert all(re.fullmatch(form, row[headings.index(heading)]) for row in rows), heading


def test_practising_writes_to_nobody() -> None:
    """Where the settings in force are the folder's, no notice goes to an address that somebody has."""
    practice = settings.load(COMMITTED / "settings.toml").table("notices.addresses")
    for recipient, addresses in practice.items():
        for one in filter(None, addresses.split(", ")):
            assert RESERVED.fullmatch(one.rpartition("@")[2]), recipient
