"""What e-mails carry, however mail programs pack it [I1, A1]. Every person in here is invented."""

import base64
import binascii
from email.message import EmailMessage

import pytest

from cso_xl.errors import InputError
from cso_xl.intake import received
from cso_xl.intake.datamatch import open_zip
from cso_xl.intake.received import Received, attachments, let_in, receive
from helpers import ole
from helpers.files import NAMES, SHARERS_FILE, ZIP, Week, eml, xlsx, zip_crypto
from helpers.winmail import winmail

SUBJECT = "CSO Datamatch ZIP file for Week Ended 13JAN2025"
DATA = zip_crypto(Week().members())
BOOK = xlsx(Week().grids["address-sharer"])
TNEF = b"\x78\x9f\x3e\x22" + bytes(40)
RPMSG = b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(40)
QUOTED = ZIP.replace("_", "=5F")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def carried(name, data, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)
    return [(file.name, file.data, file.subject) for file in attachments(receive(path))]


def fault(name, data, tmp_path):
    with pytest.raises(InputError) as error:
        carried(name, data, tmp_path)
    return str(error.value)


@pytest.mark.parametrize("tag", ["3707", "3704", "3001"])
@pytest.mark.parametrize("data", [DATA, zip_crypto({"a.csv": b"A,B\r\n"})], ids=["long", "short"])
def test_outlooks_msg_is_read_as_an_eml_is(tag, data, tmp_path):
    mail = ole.msg({"0037": SUBJECT}, [ole.file("image001.png", PNG), ole.file(ZIP, data, tag=tag)])
    assert carried("CSO Datamatch.msg", mail, tmp_path) == [
        ("image001.png", PNG, SUBJECT),
        (ZIP, data, SUBJECT),
    ]


def test_an_e_mail_in_an_e_mail_in_an_e_mail(tmp_path):
    inner = ole.message({"0037": "inner"}, [ole.file(ZIP, DATA)], within=True)
    outer = ole.message({"0037": "outer"}, [ole.embedded(inner)], within=True)
    mail = ole.msg({"0037": "FW: FW: the report"}, [ole.embedded(outer)])
    assert [name for name, _, _ in carried("a.msg", mail, tmp_path)] == [ZIP]


@pytest.mark.parametrize("name", ["CSO Datamatch.msg", "CSO Datamatch"])
def test_an_e_mail_attached_as_a_file(name, tmp_path):
    within = ole.msg({"0037": SUBJECT}, [ole.file(ZIP, DATA)])
    assert carried("a.eml", eml({name: within}), tmp_path) == [(ZIP, DATA, SUBJECT)]
    around = ole.msg({"0037": "FW"}, [ole.file(name, eml({ZIP: DATA}, SUBJECT))])
    assert carried("a.msg", around, tmp_path) == [(ZIP, DATA, SUBJECT)]


@pytest.mark.parametrize(
    "start",
    [b"", b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"\xef\xbb\xbf\r\n",
     b"From iap@example.invalid Mon Jan 13 05:00:00 2025\n", b" \r\n"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.eml", "a.txt", "a", "a.msg"])
def test_what_stands_before_the_first_header(start, name, tmp_path):
    assert carried(name, start + eml({ZIP: DATA}, SUBJECT), tmp_path) == [(ZIP, DATA, SUBJECT)]


def test_an_e_mail_that_was_saved_as_unicode(tmp_path):
    text = eml({ZIP: DATA}, SUBJECT).decode().encode("utf-16")
    assert carried("a.eml", text, tmp_path) == [(ZIP, DATA, SUBJECT)]


def uuencoded(name, data):
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def test_a_file_within_a_plain_text(tmp_path):
    head = (
        f"From: iap@example.invalid\nSubject: {SUBJECT}\nDate: Mon, 13 Jan 2025 05:00:00 +1300\n\nKia ora\n\n"
    )
    text = head + uuencoded(ZIP, DATA) + "\n" + uuencoded("b.csv", b"A,B\r\n")
    for end in ("\n", "\r\n"):
        mail = text.replace("\n", end).encode()
        assert carried("a.eml", mail, tmp_path) == [(ZIP, DATA, SUBJECT), ("b.csv", b"A,B\r\n", SUBJECT)]


def test_an_attachment_in_a_msg_that_says_nothing_of_itself(tmp_path):
    bare = {name: held for name, held in ole.file(ZIP, DATA).items() if name != ole.PROPERTIES}
    assert carried("a.msg", ole.msg({"0037": SUBJECT}, [bare]), tmp_path) == [(ZIP, DATA, SUBJECT)]


def without_a_name(kind, data):
    return (
        b"From: iap@example.invalid\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nhi\r\n--B\r\n'
        b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(data) + b"--B--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind", [b"application/zip", b"application/octet-stream", b"application/x-zip-compressed"]
)
def test_an_attachment_without_a_name(kind, tmp_path):
    assert carried("a.eml", without_a_name(kind, DATA), tmp_path) == [
        ("attachment without a name", DATA, "x")
    ]


@pytest.mark.parametrize(
    "header",
    [
        f'attachment; filename="=?utf-8?B?{base64.b64encode(ZIP.encode()).decode()}?="',
        f"attachment; filename*=utf-8''{ZIP}",
        f"attachment; filename*0=\"{ZIP[:9]}\"; filename*1=\"{ZIP[9:]}\"",
        f"inline; filename={ZIP}",
        f'attachment;\r\n filename="=?utf-8?Q?{QUOTED[:11]}?={ZIP[9:]}"',
        f'attachment;\r\n filename="=?utf-8?Q?{QUOTED[:11]}?=\r\n =?utf-8?Q?{QUOTED[11:]}?="',
        f"ATTACHMENT; FILENAME={ZIP}",
    ],
)  # fmt: skip
def test_names_as_mail_programs_write_them(header, tmp_path):
    mail = without_a_name(b"application/octet-stream\r\nContent-Disposition: " + header.encode(), DATA)
    assert [name for name, _, _ in carried("a.eml", mail, tmp_path)] == [ZIP]


def test_a_signed_e_mail_within_outlooks(tmp_path):
    body = (
        b"--S\r\n" + eml({ZIP: DATA}).partition(b"\n")[2] + b"\r\n--S\r\n"
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n\r\nx\r\n--S--\r\n'
    )  # fmt: skip
    mime = b'Content-Type: multipart/signed; boundary="S"\r\n\r\n' + body
    mail = ole.msg({"0037": SUBJECT, "001A": "IPM.Note.SMIME.MultipartSigned"}, [ole.file("smime.p7m", mime)])
    assert [name for name, _, _ in carried("a.msg", mail, tmp_path)][:1] == [ZIP]


def test_files_in_an_e_mail_in_rich_text(tmp_path):
    held = winmail(("IMAGE001.PNG", "", PNG), ("CSO_20~1.ZIP", ZIP, DATA))
    expected = [("IMAGE001.PNG", PNG, SUBJECT), (ZIP, DATA, SUBJECT)]
    assert carried("a.eml", eml({"winmail.dat": held}, SUBJECT), tmp_path) == expected
    assert carried("a.msg", ole.msg({"0037": SUBJECT}, [ole.file("winmail.dat", held)]), tmp_path) == expected


@pytest.mark.parametrize("held", [winmail(), winmail(("A.ZIP", ZIP, DATA))[:-300], winmail(end=b"\1\0")])
def test_rich_text_that_is_not_whole_is_named(held, tmp_path):
    found = fault("a.eml", eml({"winmail.dat": held}), tmp_path)
    assert found.startswith(
        "a.eml carries winmail.dat, and that is an e-mail in Rich Text, packed as only Outlook"
    )


def test_names_in_rich_text_are_looked_at(tmp_path):
    held = winmail(("X", "..\\..\\a.zip", DATA))
    assert fault("a.eml", eml({"winmail.dat": held}), tmp_path).startswith(
        "winmail.dat cannot be used: an attachment has a name that leads to another folder. "
    )


OPEN_MAIL = "Open the e-mail in Outlook, save the files attached to it in a folder and use those"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "winmail.dat",
            TNEF,
            "an e-mail in Rich Text, packed as only Outlook opens it. "
            f"{OPEN_MAIL}; if Outlook shows nothing attached, ask the sender to send it as HTML, not as Rich Text.",
        ),
        (
            "message_v4.rpmsg",
            RPMSG,
            f"an e-mail protected by rights management. {OPEN_MAIL}; if the sender does not allow that, ask for it "
            "unprotected, in a ZIP with a password.",
        ),
        (
            "smime.p7m",
            b"0\x82\x10\x00\x06\x09",
            f"a signed or encrypted e-mail (S/MIME). {OPEN_MAIL}; if it does not open there, ask the sender for it in "
            "a ZIP with a password.",
        ),
        (
            "cso_20250113_20250113.7z",
            b"7z\xbc\xaf\x27\x1c" + bytes(30),
            "a 7-Zip archive (.7z). Ask the sender for it as a ZIP, packed by Windows or by 7-Zip with AES-256.",
        ),
        (
            "CSO Living with Children.xls",
            ole.ole({"Workbook": b"x" * 5000}),
            "a workbook of the old kind (.xls). Open it in Excel, choose Save As > Excel Workbook (.xlsx) and use that "
            "copy; if it does not open, ask the sender for it as an Excel workbook.",
        ),
    ],
)
def test_what_a_report_may_be_within_is_named(name, data, words, tmp_path):
    for mail in ("a.eml", "a.msg"):
        files = {"image001.png": PNG, "disclaimer.txt": b"Synthetic", name: data}
        held = eml(files) if mail == "a.eml" else ole.msg({}, [ole.file(*file) for file in files.items()])
        assert fault(mail, held, tmp_path) == f"{mail} carries {name}, and that is {words}"


@pytest.mark.parametrize("name", ["winmail.dat", "smime.p7m"])
def test_what_has_no_name_is_known_by_its_kind(name, tmp_path):
    kind, data = {
        "winmail.dat": (b"application/ms-tnef", TNEF),
        "smime.p7m": (b"application/pkcs7-mime", b"0\x82"),
    }[name]
    assert fault("a.eml", without_a_name(kind, data), tmp_path).startswith(
        f"a.eml carries {name}, and that is "
    )


def linked(link):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "iap@example.invalid", SUBJECT
    mail.set_content(f"The file: {link}\n")
    return mail.as_bytes()


BY_LINK = (
    "carries a link to a file in place of the file. Open the link, save the file that it leads to into a folder and "
    "use that."
)


@pytest.mark.parametrize(
    "link", ["https://x.sharepoint.com/:u:/s/a/b", "https://1drv.ms/u/s!a", "https://wetransfer.com/x"]
)
def test_a_link_in_place_of_a_file(link, tmp_path):
    assert fault("a.eml", linked(link), tmp_path) == f"a.eml {BY_LINK}"


@pytest.mark.parametrize("method", [2, 4, 7])
def test_outlooks_link_in_place_of_a_file(method, tmp_path):
    mail = ole.msg({"0037": SUBJECT}, [ole.file(ZIP, None, method)])
    assert fault("a.msg", mail, tmp_path) == f"a.msg {BY_LINK}"


def test_no_link_and_no_file(tmp_path):
    words = "carries no attachment. Save the e-mail that has the report attached."
    assert fault("a.eml", linked("https://example.org/x"), tmp_path) == f"a.eml {words}"
    assert fault("a.msg", ole.msg({"0037": SUBJECT}), tmp_path) == f"a.msg {words}"


def test_an_empty_attachment_is_not_called_none():
    mail = Received("a.eml", eml({ZIP: b""}))
    (attached,) = attachments(mail)
    with pytest.raises(InputError) as error:
        let_in(attached, mail)
    assert (
        str(error.value) == f"{ZIP}, attached to a.eml, is empty (0 bytes). Ask the sender to send it again."
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["../a.zip"], "an attachment has a name that leads to another folder"),
        (["c:b.zip"], "an attachment has a name that leads to another folder"),
        (["con.zip"], "the attachment 'con.zip' has the name of a device of Windows"),
        ([ZIP, ZIP.upper()], f"the attachment '{ZIP.upper()}' appears twice"),
    ],
)
def test_names_in_a_msg_are_looked_at_as_those_in_an_eml(names, words, tmp_path):
    mail = ole.msg({}, [ole.file(name, DATA + bytes(at)) for at, name in enumerate(names)])
    assert (
        fault("a.msg", mail, tmp_path)
        .replace("the attachment '../a.zip'", "an attachment")
        .startswith(f"a.msg cannot be used: {words}")
    )


def test_a_msg_with_more_than_people_send_is_refused(tmp_path):
    many = ole.msg({}, [ole.file("a.png", PNG)] * 251)
    assert fault("a.msg", many, tmp_path).startswith("a.msg has more than 250 parts. ")
    deep = ole.message({}, [ole.file(ZIP, DATA)], within=True)
    for _ in range(8):
        deep = ole.message({}, [ole.embedded(deep)], within=True)
    found = fault("a.msg", ole.msg({}, [ole.embedded(deep)]), tmp_path)
    assert found.startswith("a.msg has more than 12 parts or e-mails within each other. ")


def test_the_members_of_a_zip_in_any_e_mail(tmp_path):
    for name, data in {"a.eml": eml({ZIP: DATA}), "a.msg": ole.msg({}, [ole.file(ZIP, DATA)])}.items():
        (tmp_path / name).write_bytes(data)
        assert NAMES["on-list"] in [member.name for member in open_zip(tmp_path / name).members]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.eml", eml({SHARERS_FILE: BOOK}), f"carries no ZIP. It carries: {SHARERS_FILE}."),
        ("a.csv", b"A,B\r\n", "is not a ZIP file. Work it with 'cso-xl run'."),
        (SHARERS_FILE, BOOK, "is not a ZIP file. Work it with 'cso-xl run'."),
    ],
)
def test_what_has_no_members(name, data, words, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as error:
        open_zip(tmp_path / name)
    assert str(error.value) == f"{name} {words}"


def test_what_is_no_rich_text_holds_nothing():
    assert received._out_of_rich_text(Received("a.pdf", b"%PDF-1.7")) == []
