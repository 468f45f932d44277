"""E-mails, CSVs and workbooks of kinds that mail programs, gateways and exporters are reported to make [I1, I4, C6].

Nobody in them exists.
"""

import base64
import binascii
import datetime as dt
import io
import zipfile

import pytest

from cso_xl.cells.columns import Column
from cso_xl.cells.text import is_damaged
from cso_xl.errors import InputError
from cso_xl.intake.emails import read_email
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.machine_replies import is_automatic
from cso_xl.intake.received import Received, attachments, receive
from cso_xl.intake.screen import screen
from cso_xl.intake.tables import read_table
from helpers import ole
from helpers.attacks import ATTACKS
from helpers.files import ZIP, Week, csv_bytes, xlsx, zip_crypto

SUBJECT = "CSO Datamatch ZIP file for Week Ended 13JAN2025"
SENT = "Date: Mon, 13 Jan 2025 05:00:00 +1300\r\nMIME-Version: 1.0\r\n"
HEAD = f"From: iap@example.invalid\r\nSubject: {SUBJECT}\r\n{SENT}"
DATA = zip_crypto(Week().members())
BASE64 = base64.encodebytes(DATA).decode()
CSV = csv_bytes(Week().grids["daily-diffs"])
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def mail(*parts, kind="mixed"):
    body = "".join(f"--B\r\n{part}\r\n" for part in parts)
    return f'{HEAD}Content-Type: multipart/{kind}; boundary="B"\r\n\r\n{body}--B--\r\n'.encode()


def part(headers, body, packed="base64"):
    return f"{headers}\r\nContent-Transfer-Encoding: {packed}\r\n\r\n{body}"


TEXT = part("Content-Type: text/plain; charset=utf-8; format=flowed", "Kia ora \r\nkoutou", "8bit")
WHOLE = mail(
    TEXT, part(f'Content-Type: application/zip\r\nContent-Disposition: attachment; filename="{ZIP}"', BASE64)
)


def carried(data, tmp_path, name="a.eml"):
    path = tmp_path / name
    path.write_bytes(data)
    return [(file.name, file.data) for file in attachments(receive(path))]


def fault(data, tmp_path, name="a.eml"):
    with pytest.raises(InputError) as error:
        carried(data, tmp_path, name)
    return str(error.value)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\r\n"])
def test_lines_end_as_programs_end_them(end, tmp_path):
    assert carried(WHOLE.replace(b"\r\n", end), tmp_path) == [(ZIP, DATA)]


@pytest.mark.parametrize(
    "body",
    [
        base64.b64encode(DATA).decode(),
        BASE64.replace("\n", " \r\n\t").rstrip().rstrip("="),
        f"{BASE64}\r\n\r\nThis e-mail was scanned.",
    ],
    ids=["one line", "spaces and no end", "a footer"],
)
def test_base64_as_gateways_leave_it(body, tmp_path):
    headers = f'Content-Type: application/zip\r\nContent-Disposition: attachment; filename="{ZIP}"'
    assert carried(mail(TEXT, part(headers, body)), tmp_path) == [(ZIP, DATA)]


@pytest.mark.parametrize("packed", ["x-uuencode", "uuencode", "X-UUE"])
def test_an_attachment_in_uuencode(packed, tmp_path):
    lines = "".join(binascii.b2a_uu(DATA[at : at + 45]).decode() for at in range(0, len(DATA), 45))
    headers = f'Content-Type: application/zip\r\nContent-Disposition: attachment; filename="{ZIP}"'
    found = carried(mail(TEXT, part(headers, f"begin 644 {ZIP}\n{lines}`\nend", packed)), tmp_path)
    assert found == [(ZIP, DATA)]


@pytest.mark.parametrize("named", ['; name="FW.eml"', ""])
def test_an_attached_e_mail_in_base64(named, tmp_path):
    headers = f"Content-Type: message/rfc822{named}"
    assert carried(mail(TEXT, part(headers, base64.encodebytes(WHOLE).decode())), tmp_path) == [(ZIP, DATA)]


def test_an_attached_e_mail_in_base64_is_screened_and_may_be_damaged(tmp_path):
    def holding(body):
        return mail(TEXT, part("Content-Type: message/rfc822", body))

    _, attack = ATTACKS["mail_with_a_path_in_a_name"]()
    said = fault(holding(base64.encodebytes(attack).decode()), tmp_path)
    assert said.startswith(
        "Attached to a.eml: attached e-mail.eml cannot be used: the attachment '../../r.zip' has a name that leads to "
    )
    assert fault(holding("A"), tmp_path) == (
        "a.eml cannot be read as an e-mail. Save it from Outlook again, as .msg or .eml."
    )


@pytest.mark.parametrize("kind", ["text/csv", "text/comma-separated-values", "text/tab-separated-values"])
def test_a_table_without_a_name_is_attached_all_the_same(kind, tmp_path):
    found = carried(mail(TEXT, part(f"Content-Type: {kind}", CSV.decode(), "8bit")), tmp_path)
    assert [name for name, _ in found] == ["attachment without a name"]


REPORT = "CSO Living with Children WB 13 January 2025.zip"


@pytest.mark.parametrize(
    "headers",
    [
        f"Content-Type: application/zip\r\nContent-Disposition: attachment; filename={REPORT}",
        f"Content-Type: application/zip\r\nContent-Disposition: attachment; size=9; filename={REPORT}; x=y",
        f'Content-Type: application/zip; name="{REPORT}"\r\nContent-Disposition: attachment; filename=""',
        f'Content-Type: application/zip;\r\n\tname="{REPORT}"',
        f"Content-Type: application/zip\r\nContent-Disposition: attachment;\r\n filename*0*=''CSO%20Livin"
        f";\r\n filename*1=\"{REPORT[9:]}\"",
    ],
)  # fmt: skip
def test_names_as_programs_write_them(headers, tmp_path):
    assert carried(mail(TEXT, part(headers, BASE64)), tmp_path) == [(REPORT, DATA)]


def test_what_pgp_hides_is_named(tmp_path):
    data = mail(
        "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
        'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n-----BEGIN PGP MESSAGE-----',
        kind="encrypted",
    )
    assert fault(data, tmp_path) == (
        "a.eml carries encrypted.asc, and that is encrypted with PGP. Ask the sender for it in a ZIP with a password."
    )


BY_LINK = (
    "a.eml carries a link to a file in place of the file. Open the link, save the file that it leads to into a folder "
    "and use that."
)


@pytest.mark.parametrize(
    "link",
    [
        "https://agency-my.sharepoint.com/:u:/g/personal/x?e=1",
        "https://aus01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fagency.sharepoint.com%2Fa",
        "https://filetransfer.example.govt.nz/x",
        "https://secure-mail.example.org/x",
        "https://agency.app.box.com/s/x",
        "https://agency.sharefile.com/d-x",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("pictures", [[], [PNG]])
def test_a_link_in_place_of_a_file(link, charset, pictures, tmp_path):
    html = base64.encodebytes(f'<a href="{link}">cso.zip</a>'.encode(charset)).decode()
    logos = [
        part('Content-Type: image/png; name="logo.png"', base64.encodebytes(held).decode())
        for held in pictures
    ]
    data = mail(part(f"Content-Type: text/html; charset={charset}", html), *logos)
    assert fault(data, tmp_path) == BY_LINK


@pytest.mark.parametrize(
    "link", ["https://protect-au.mimecast.com/s/x?domain=example.org", "https://files.example.org/logo.png"]
)
def test_a_link_that_leads_to_no_file(link, tmp_path):
    html = part("Content-Type: text/html; charset=utf-8", f'<a href="{link}">Example</a>', "8bit")
    assert fault(mail(html), tmp_path) == (
        "a.eml carries no attachment. Save the e-mail that has the report attached."
    )


def test_a_link_beside_the_file_is_no_matter(tmp_path):
    link = part("Content-Type: text/plain", "https://agency.sharepoint.com/policies", "7bit")
    headers = f'Content-Type: application/zip\r\nContent-Disposition: attachment; filename="{ZIP}"'
    assert carried(mail(link, part(headers, BASE64)), tmp_path) == [(ZIP, DATA)]


def test_an_e_mail_that_was_saved_as_text_has_lost_its_files(tmp_path):
    text = f"From:\tIAP <iap@example.invalid>\r\nSent:\tMonday, 13 January 2025 5:00 AM\r\nSubject:\t{SUBJECT}\r\n\r\nx"
    assert fault(text.encode(), tmp_path, "a.txt") == (
        "a.txt is the text of an e-mail, saved without the files attached to it. Save the e-mail from Outlook again, "
        "as .msg (drag it into a folder)."
    )


# Who sent it, and when


def email(tmp_path, *headers):
    path = tmp_path / "a.eml"
    path.write_bytes("\r\n".join(["Subject: x", *headers, "", "x"]).encode())
    return read_email(path)


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 13 Jan 2025 05:00:00 NZDT",
        "Mon, 13 Jan 2025 04:00:00 NZST",
        "Mon, 13 Jan 2025 05:00:00 +1300 (NZDT)",
        "Mon, 13 Jan 2025 05:00:00 +13:00",
        "2025-01-13T05:00:00+13:00",
        "Sun, 12 Jan 2025 16:00:00",
    ],
)
def test_the_moment_whatever_form_its_zone_has(date, tmp_path):
    assert email(tmp_path, f"Date: {date}").at == dt.datetime(2025, 1, 12, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Weka, Ann <ann.weka@example.org>", "ann.weka@example.org"),
        ("ann.weka@example.org (Weka, Ann)", "ann.weka@example.org"),
        ('"Weka, Ann (CPS)" <Ann.Weka@example.org>', "ann.weka@example.org"),
        ('"a@example.org" <b@example.org>', "b@example.org"),
        ("undisclosed", ""),
    ],
)
def test_the_sender_beside_any_name(sender, address, tmp_path):
    assert email(tmp_path, f"From: {sender}").sender == address


@pytest.mark.parametrize(
    ("subject", "is_machine"),
    [
        ("Whakautu aunoa: CSO", True),
        ("Kei waho au i te tari: CSO", True),
        ("Kei waho i te whare", False),
        ("Accepted: CSO", True),
        ("Declined: CSO", True),
        ("Tentative: CSO", True),
        ("Message delayed: CSO", True),
        ("IN CONFIDENCE: Automatic reply: CSO", True),
        ("***EXTERNAL*** Automatic reply: CSO", True),
        ("{EXTERNAL} [SEEMAIL] Read: CSO", True),
        ("<External> Undeliverable: CSO", True),
        ("***EXTERNAL*** RE: CSO", False),
        ("Accepted by CPS: CSO", False),
        ("RE: Declined: CSO", False),
    ],
)
def test_machines_by_their_subjects(subject, is_machine):
    assert is_automatic(subject) is is_machine


@pytest.mark.parametrize(
    ("message_class", "is_machine"),
    [("IPM.Schedule.Meeting.Resp.Pos", True), ("IPM.Schedule.Meeting.Canceled", True), ("IPM.Note", False)],
)
def test_an_answer_to_a_meeting_answers_nothing_else(message_class, is_machine, tmp_path):
    path = tmp_path / "a.msg"
    path.write_bytes(ole.msg({"0037": "RE: CSO", "001A": message_class}))
    assert read_email(path).automatic is is_machine
    calendar = email(tmp_path, "Content-Type: text/calendar; method=REPLY" if is_machine else "X: y")
    assert calendar.automatic is is_machine


@pytest.mark.parametrize("sender", ["noreply", "no-reply", "DoNotReply", "do_not_reply"])
def test_what_nobody_is_to_answer_no_human_wrote(sender, tmp_path):
    assert email(tmp_path, f"From: {sender}@example.org").automatic


# Tables

COLUMNS = (Column("number"), Column("name"))
NAMED = {"number": ["Client Number"], "name": ["Name"]}
GRID = [["Client Number", "Name"], ["010000001", "Tui, Hemi"], ["010000002", "Ātea; Kea|x"]]


def table(data, passwords):
    found = read_table(Received("r.csv", data), COLUMNS, NAMED, passwords)
    return [found.headings, *found.rows]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_the_letter_whose_code_ends_in_zero_hides_no_utf_16(encoding, passwords):
    assert table("Client Number,Name\r\n1,Ā\r\n".encode(encoding), passwords)[1] == ["1", "Ā"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_that_were_quoted_whole(separator, passwords):
    lines = [separator.join(f'"{cell}"' for cell in row) for row in GRID]
    data = "".join('"{}"\r\n'.format(line.replace('"', '""')) for line in lines)
    assert table(data.encode(), passwords) == GRID


@pytest.mark.parametrize("separator", [", ", "; ", ",  "])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_cells_in_other_quotation_marks_or_after_a_space(separator, quote, passwords):
    for between in (separator, separator.strip()):
        data = "".join(between.join(f"{quote}{cell}{quote}" for cell in row) + "\r\n" for row in GRID)
        assert table(data.encode(), passwords) == GRID


def test_a_name_in_quotation_marks_of_its_own_keeps_them(passwords):
    assert table(b"Client Number,Name\r\n1, 'Tui'\r\n", passwords)[1] == ["1", " 'Tui'"]
    assert table(b"'Client Number',Name\r\n1,'Tui'\r\n", passwords)[1] == ["1", "'Tui'"]


@pytest.mark.parametrize(
    "text", ["M\ufffdori", "M\u00c4\u0081ori", "Z\u00c3\u00ab", "M&#257;ori", "O&#x27;Hara", "Tui &amp; Kea"]
)
def test_letters_that_were_damaged_on_the_way(text):
    assert is_damaged(text)


@pytest.mark.parametrize(
    "text", ["Māori", "Zoë", "Ünsal", "Tui & Kea", "R&D;", "São", "Ärger", "Ångström", "Flat 3½"]
)
def test_letters_that_are_right(text):
    assert not is_damaged(text)


def test_a_template_is_read_as_the_workbook_that_it_is(passwords):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(GRID))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b".sheet.main+xml", b".template.main+xml"))
    screen("r.xltx", out.getvalue())
    ((_, grid),) = read_workbook(Received("r.xltx", out.getvalue()), passwords).items()
    assert grid == GRID


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (text, encoding)
            for text in ("Renée", "René", "Cafés")
            for encoding in ("cp850", "cp437", "mac_roman")
        ),
        *((text, encoding) for text in ("Zoë Weka", "Nuñez", "José") for encoding in ("cp850", "cp437")),
    ],
)
def test_letters_as_dos_and_old_macs_wrote_them_are_damaged(text, encoding):
    assert is_damaged(text.encode(encoding).decode("cp1252"))


@pytest.mark.parametrize(
    "text",
    [
        "Zoë",
        "René’s",
        "Ünsal",
        "bar – café",
        "naïve “x”",
        "3½ Kauri Road",
        "¿Qué?",
        "Œuvre",
        "Žižek",
        "Mere… Weka",
        "5°C",
    ],
)
def test_signs_that_stand_around_words_are_not_damaged(text):
    assert not is_damaged(text)
