"""A file is told by its content, and what is not read is named with the way out [I1, A1]. Nobody in them exists."""

import base64
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl.errors import InputError
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received
from cso_xl.intake.screen import screen, screen_workbook
from cso_xl.intake.tables import read_table
from helpers import ole
from helpers.attacks import ATTACKS
from helpers.files import NAMES, PASSWORD, Week, csv_bytes, eml, encrypted, xlsx, zip_crypto

GRID = [["Client Number", "Name"], ["00012", "Tui"]]
CSV_TEXT = csv_bytes(Week().grids["daily-diffs"])
NAMED = ("a.zip", "a.zip_", "a.xls", "a.xlsx", "a.dat", "a", "a.tmp", "a.eml", "a.msg")
AS_XLSX = (
    "Open it in Excel, choose Save As > Excel Workbook (.xlsx) and use that copy; if it does not open, ask the sender "
    "for it as an Excel workbook."
)
AS_ZIP = "Ask the sender for it as a ZIP, packed by Windows or by 7-Zip with AES-256."
THE_REPORT = "Ask the sender for the report itself, as a CSV or an Excel workbook."
WEB_PAGE = (
    "Where it was to be saved from a web page, sign in there and save it again. If Excel shows its rows, choose Save "
    "As > Excel Workbook (.xlsx) there, and check that client numbers keep their zeros; else ask the sender."
)


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml"), data)
    return out.getvalue()


def refusal(name, data):
    with pytest.raises(InputError) as error:
        screen(name, data)
    return str(error.value)


READ = {
    ".zip": zip_crypto({"a.csv": CSV_TEXT}),
    ".xlsx": xlsx(GRID),
    ".eml": eml({"a.csv": CSV_TEXT}),
    ".msg": ole.msg({"0037": "x"}, [ole.file("a.csv", CSV_TEXT)]),
}


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("suffix", READ)
def test_what_is_read_is_known_under_any_name(suffix, name):
    if suffix == ".zip" and name == "a.xlsx":
        return  # 'is a ZIP file, not an Excel workbook' is said of it: see the attacks
    assert Received(name, READ[suffix]).suffix == (suffix if name != "a.eml" or suffix != ".csv" else ".eml")
    screen(name, READ[suffix])


def test_an_encrypted_workbook_is_known_under_any_name():
    data = encrypted(xlsx(GRID), rounds=1_000)
    assert {Received(name, data).suffix for name in NAMED} == {".xlsx"}


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv", "a.xls", "a", "a.dat", "a.csv_"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rows_of_text_are_a_csv(name, encoding):
    data = csv_bytes(Week().grids["daily-diffs"], encoding)
    assert Received(name, data).suffix == ".csv"


IN_ONE = (
    "Ask the sender for it as one ZIP; where it is too large for an e-mail, by the agency's file transfer."
)
OTHERS = {
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(90), f"a 7-Zip archive (.7z). {AS_ZIP}"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(90), f"a RAR archive (.rar). {AS_ZIP}"),
    "gzip": (b"\x1f\x8b\x08" + bytes(90), f"packed by gzip (.gz). {AS_ZIP}"),
    "bzip2": (b"BZh91AY&SY" + bytes(90), f"packed by bzip2 (.bz2). {AS_ZIP}"),
    "xz": (b"\xfd7zXZ\0" + bytes(90), f"packed by xz (.xz). {AS_ZIP}"),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(90), f"packed by Zstandard (.zst). {AS_ZIP}"),
    "cab": (b"MSCF" + bytes(90), f"a cabinet of Windows (.cab). {AS_ZIP}"),
    "pdf": (b"%PDF-1.7\n", f"a PDF document. {THE_REPORT}"),
    "rtf": (b"{\\rtf1\\ansi", f"a document in Rich Text (.rtf). {THE_REPORT}"),
    "png": (b"\x89PNG\r\n\x1a\n", f"a picture (PNG). {THE_REPORT}"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(9), f"a picture (JPEG). {THE_REPORT}"),
    "access": (b"\0\1\0\0Standard ACE DB\0", f"an Access database. {THE_REPORT}"),
    "xls": (ole.ole({"Workbook": b"x" * 5000}), f"a workbook of the old kind (.xls). {AS_XLSX}"),
    "xls of Excel 5": (ole.ole({"Book": b"x" * 5000}), f"a workbook of the old kind (.xls). {AS_XLSX}"),
    "doc": (ole.ole({"WordDocument": b"x" * 5000}), f"a Word document (.doc). {THE_REPORT}"),
    "xlsb": (packed(TYPES=b"<x/>", xl__workbook_bin=b"x").replace(b"workbook_bin", b"workbook.bin"),
             f"an Excel Binary Workbook (.xlsb). {AS_XLSX}"),
    "docx": (packed(TYPES=b"<x/>", word__document=b"x"), f"a Word document (.docx). {THE_REPORT}"),
    "pptx": (packed(TYPES=b"<x/>", ppt__slides=b"x"), f"a PowerPoint presentation (.pptx). {THE_REPORT}"),
    "ods": (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>")
            .replace(b"content_xml", b"content.xml"), f"an OpenDocument file (.ods). {AS_XLSX}"),
    "html": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", f"a web page (HTML). {WEB_PAGE}"),
    "table": (b"\xef\xbb\xbf\r\n<table><tr><td>Client Number</td></tr></table>", f"a web page (HTML). {WEB_PAGE}"),
    "html in UTF-16": ("<html><body>x</body></html>".encode("utf-16"), f"a web page (HTML). {WEB_PAGE}"),
    "Excel's web page": (
        b'MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        b'Content-Type: text/html\n\n<html xmlns:x="urn:schemas-microsoft-com:office:excel">',
        f"a web page in one file (MHTML). {AS_XLSX}",
    ),
    "XML of 2003": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook><Table/></Workbook>',
        f"an XML Spreadsheet 2003. {AS_XLSX}",
    ),
    "XML": (b'<?xml version="1.0"?>\n<rows/>', f"an XML file. {THE_REPORT}"),
    "shortcut": (b"L\0\0\0\1\x14\2\0" + bytes(90),
                 "a shortcut to a file, and not the file. Use the file that it points to."),
    "web shortcut": (b"[InternetShortcut]\r\nURL=x",
                     "a shortcut to a web page, and not the file. Use the file that it points to."),
    "Mac's note": (b"\0\5\x16\7" + bytes(90), "a Mac's note beside a file (its name begins with '._'). "
                   "Use the file of the same name without '._'."),
    "pst": (b"!BDN" + bytes(90),
            "a data file of Outlook (.pst). Open it in Outlook, and save the e-mail that is meant from it."),
    "PGP": (b"-----BEGIN PGP MESSAGE-----\n", "encrypted with PGP. Ask the sender for it in a ZIP with a password."),
    "tiff": (b"II*\0" + bytes(90), f"a picture (TIFF). {THE_REPORT}"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(90), f"a picture (WebP). {THE_REPORT}"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(90), f"a picture or a film of a telephone. {THE_REPORT}"),
    "SQLite": (b"SQLite format 3\0" + bytes(90), f"a database (SQLite). {THE_REPORT}"),
    "Parquet": (b"PAR1\x15\x04" + bytes(90), f"a table that Excel does not open (Parquet). {THE_REPORT}"),
    "SAS": (bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011") + bytes(90),
            f"a data set of SAS (.sas7bdat). {THE_REPORT}"),
    "tar": (b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(300), f"a tar archive (.tar). {AS_ZIP}"),
    "iCloud's note": (b"bplist00" + bytes(90),
                      "a Mac's note on a file, and not the file. Ask the sender for the file itself."),
    "contact": (b"BEGIN:VCARD\r\nEND:VCARD\r\n", f"a contact (.vcf). {THE_REPORT}"),
    "appointment": (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", f"an appointment (.ics). {THE_REPORT}"),
    "JSON": (b'[\r\n  {"Client Number": "1"}]', f"data for a program (JSON). {THE_REPORT}"),
    "JSON that says no": (b'{"error": "access denied"}', f"data for a program (JSON). {THE_REPORT}"),
    "Google's link": (b'{"":"WARNING! DO NOT EDIT THIS FILE!","doc_id":"1x","resource_key":""}',
                      "a link to a file at Google, and not the file. Ask the sender for it as an Excel workbook "
                      "(File > Download > Microsoft Excel)."),
    "base64": (base64.encodebytes(bytes(200)),
               "text in base64, as e-mails carry files: it was not unpacked when it was saved. Open the e-mail in "
               "Outlook, save the files attached to it in a folder and use those."),
    "split ZIP": (b"PK\7\x08PK\3\4" + bytes(90), f"a part of a ZIP that was split. {IN_ONE}"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["cso_20250113.zip.001", "cso_20250113.z01", "cso_20250113.ZIP.002"])
def test_a_part_of_a_split_zip_is_known_by_its_name(name):
    assert (
        refusal(name, zip_crypto({"a.csv": CSV_TEXT})[:200])
        == f"{name} is a part of a ZIP that was split. {IN_ONE}"
    )


@pytest.mark.parametrize("size", [60, 200])
def test_the_last_part_of_a_split_zip_is_known_by_its_end(size):
    """Programs give it the name that the whole would have."""
    piece = bytearray(zip_crypto({"a.csv": CSV_TEXT})[size:])
    struct.pack_into("<HH", piece, piece.rindex(b"PK\5\6") + 4, 1, 0)
    piece = bytes(piece)
    assert (
        refusal("cso.zip", piece)
        == f"cso.zip is not a ZIP file, but a part of a ZIP that was split. {IN_ONE}"
    )
    assert refusal("cso", piece) == f"cso is a part of a ZIP that was split. {IN_ONE}"


def test_a_zip_that_was_to_be_split_and_came_out_whole(settings, monkeypatch):
    monkeypatch.setenv("CSO_XL_PASSWORD", PASSWORD)
    data = zip_crypto(Week().members())
    moved = bytearray(data)
    at = data.rindex(b"PK\5\6") + 16
    listed = struct.unpack_from("<L", data, at)[0]
    while moved[listed : listed + 4] == b"PK\1\2":
        struct.pack_into("<L", moved, listed + 42, struct.unpack_from("<L", moved, listed + 42)[0] + 4)
        listed += 46 + sum(struct.unpack_from("<3H", moved, listed + 28))
    struct.pack_into("<L", moved, at, struct.unpack_from("<L", data, at)[0] + 4)
    for name in ("a.zip", "a.dat"):
        screen(name, b"PK00" + moved)
        received = Received(name, b"PK00" + bytes(moved))
        assert (
            Datamatch(received).read("on_list", Passwords(settings)).data
            == Week().members()[NAMES["on-list"]]
        )


@pytest.mark.parametrize("name", ["~$CSO.xlsx", ".~lock.CSO.xlsx#"])
def test_offices_own_note_is_not_the_workbook(name):
    said = refusal(name, b"\x04Mere" + b" " * 50 + b"\x04\0M\0e\0r\0e\0")
    assert said.endswith(
        " the note in which Office keeps who has a file open. Use the file of the same name without '~$' or '.~lock.'."
    )
    assert said.startswith(name)


@pytest.mark.parametrize(
    "start", ["[Client Number],Name", "PAR1,Name", "Head ftyp,Name", "{Client Number},Name"]
)
def test_headings_that_look_like_another_kind_are_headings(start):
    assert Received("a.csv", f"{start}\r\n1,A\r\n".encode()).suffix == ".csv"


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_not_read_is_named_with_the_way_out(kind):
    data, words = OTHERS[kind]
    assert refusal("a.dat", data) == f"a.dat is {words}"
    assert refusal("a.csv", data) == f"a.csv is {words}"
    assert refusal("a.zip", data) == f"a.zip is not a ZIP file, but {words}"
    assert refusal("a.xlsx", data) == f"a.xlsx is not an Excel workbook (.xlsx), but {words}"
    assert Received("a.csv", data).suffix == ""


RIGHTS = (
    "is protected by rights management (a sensitivity label): only those whom it names can open it, in Excel alone. "
    "Ask the sender for it with a password instead; a copy that you save in Excel keeps the protection."
)
DRM = {
    "today's": {
        "EncryptedPackage": b"x" * 5000,
        "\6DataSpaces": {"DataSpaceInfo": {"DRMEncryptedDataSpace": b"x"}},
    },
    "with a label": {
        "EncryptedPackage": b"x" * 5000,
        "EncryptionInfo": b"x",
        "\6DataSpaces": {"TransformInfo": {"DRMEncryptedTransform": {"\6Primary": b"x"}}},
    },
    "of an .xls": {"\tDRMContent": b"x" * 5000, "Workbook": b"x"},
}


@pytest.mark.parametrize("kind", DRM)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a"])
def test_rights_management_is_named(kind, name):
    assert refusal(name, ole.ole(DRM[kind])) == f"{name} {RIGHTS}"


def test_a_file_of_zeros_was_not_saved_whole():
    words = (
        "nothing but zeros: it was not saved whole. Save it from the e-mail again; where it lies in OneDrive, open its "
        "folder and let it be downloaded first."
    )
    assert refusal("a.csv", bytes(5000)) == f"a.csv holds {words}"
    assert refusal("a.zip", bytes(5000)) == f"a.zip holds {words}"


@pytest.mark.parametrize("kind", ["docx", "ods", "html"])
def test_what_a_password_hid_is_named_too(kind):
    data, words = OTHERS[kind]
    with pytest.raises(InputError) as error:
        screen_workbook("a.xlsx", data)
    assert str(error.value) == f"a.xlsx is not an Excel workbook (.xlsx), but {words}"


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<"]),
)
def test_of_any_bytes_something_is_said(data, start):
    for name in ("a.zip", "a.xlsx", "a.csv", "a.msg", "a.eml", "a"):
        try:
            screen(name, start + data)
        except InputError as error:
            assert str(error).startswith(f"{name} ")
        assert isinstance(Received(name, start + data).suffix, str)


@pytest.mark.parametrize("name", ["cso_daily_diffs_12JAN2025.html", "page.HTM"])
def test_a_page_that_is_called_so_is_let_in_and_is_no_report(name, passwords):
    screen(name, b"<html></html>")
    with pytest.raises(InputError) as error:
        read_table(Received(name, b"<html></html>"), (), {}, passwords)
    assert str(error.value) == f"{name} is a web page (HTML). {WEB_PAGE}"


@pytest.mark.parametrize("start", ["MZ", "BZh", "MSCF", "GIF8"])
def test_a_heading_of_the_letters_of_a_mark_is_a_heading(start):
    assert Received("a.csv", f"{start} Number,Name\r\n1,A\r\n".encode()).suffix == ".csv"


def test_a_program_is_named_as_one():
    words = (
        "a program. A report holds nothing of the kind, so nothing in it was opened. Do not open it yourself"
    )
    assert refusal("a.csv", b"MZ\x90\0" + bytes(90)).startswith(f"a.csv is {words}")
    assert refusal("a.zip", b"MZ\x90\0" + bytes(90)).startswith(f"a.zip is not a ZIP file, but {words}")


@pytest.mark.parametrize("padding", [b"\n", b"\r\n", bytes(3), bytes(512)])
def test_what_mail_systems_add_after_a_zip_says_nothing(padding, passwords):
    data = READ[".zip"] + padding
    screen("a.zip", data)
    assert [member.name for member in Datamatch(Received("a.zip", data)).members] == ["a.csv"]
    screen("a.xlsx", READ[".xlsx"] + padding)


@pytest.mark.parametrize("padding", [b"x", b"\0x", b"\r\n PK"])
def test_anything_else_after_a_zip_is_refused(padding):
    assert f"holds {len(padding):,} bytes after its end" in refusal("a.zip", READ[".zip"] + padding)


HIDDEN = [
    one
    for one in ATTACKS
    if one.startswith(("encrypted", "workbook_with_macros", "workbook_with_dde", "zip_bomb"))
]


@pytest.mark.parametrize("attack", HIDDEN)
@pytest.mark.parametrize("name", ["a.msg", "a.xls", "a", "a.csv", "a.eml"])
def test_no_other_name_lets_an_attack_in(name, attack):
    _, data = ATTACKS[attack]()
    assert refusal(name, data).startswith(f"{name} ")


@pytest.mark.parametrize("parts", [{"index__document.iwa": b"x"}, {"Index.zip": b"x", "preview.jpg": b"x"}])
def test_both_forms_of_a_numbers_spreadsheet_are_named(parts):
    with pytest.raises(InputError, match=r"but a Numbers spreadsheet\."):
        screen_workbook("a.xlsx", packed(**parts))
