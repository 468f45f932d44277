"""Every reader against the shared edge cases: ZIPs by real programs, e-mails, CSVs, workbooks."""

import datetime as dt
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import keyring.errors
import pytest

from cso_xl.cases.entries import Answer
from cso_xl.cells.columns import Column
from cso_xl.desk import decided as decided_elsewhere
from cso_xl.errors import CsoError, InputError, PasswordError
from cso_xl.intake.datamatch import Datamatch, kind_of
from cso_xl.intake.grids import read_csv, read_workbook
from cso_xl.intake.passwords import Passwords
from cso_xl.intake.received import Received, attachments, receive
from cso_xl.intake.screen import screen
from cso_xl.intake.tables import read_processed, read_table
from helpers.attacks import ATTACKS
from helpers.files import (
    DEFAULT_STYLE,
    HEADINGS,
    NAMES,
    PASSWORD,
    SHARERS_FILE,
    ZIP,
    Week,
    csv_bytes,
    eml,
    encrypted,
    patched,
    raw_xlsx,
    xlsx,
    zip_crypto,
    zip_with,
)
from helpers.programs import tool

ASK_AGAIN = "Ask the sender for the report again; nothing was written."
WRONG_PASSWORD = (
    "{} did not open: wrong password, or a damaged file. Nothing was written. Check the password "
    "with your trainer; if it is right, save the file from the e-mail again."
)
NOT_XLSX = (
    "r.xlsx is not an Excel workbook of today's kind (.xlsx). "
    "Open it in Excel, save it as .xlsx and use that copy; if it does not open, ask for it again."
)
NOT_ZIP = f"{ZIP} is not a whole ZIP file: it may have been cut short. Save it from the e-mail again."
ENCODING = (
    "r.csv is written in an encoding that is not known (line {} of the file). Expected UTF-8, UTF-16 or Windows-1252. "
    "Use the file as it was received, not one that was saved again; otherwise ask IAP to send it again."
)
EMPTY_ZIP = zip_crypto({})
COLUMNS = (Column("number"), Column("name"))
NAMED = {"number": ["Client Number"], "name": ["Name"]}


def message(error, call, *args):
    """What staff read when `call` stops."""
    with pytest.raises(error) as stopped:
        call(*args)
    return str(stopped.value)


def csv(data):
    return read_csv(Received("r.csv", data.encode() if isinstance(data, str) else data))


def table(data, passwords, name="r.csv"):
    data = data.encode() if isinstance(data, str) else data
    return read_table(Received(name, data), COLUMNS, NAMED, passwords)


def info_zip(path, members, password=PASSWORD):
    return zip_with([tool("zip"), "-q", "-X", "-e", "-P", password], path, members)


def seven_zip(path, members, *options, password=PASSWORD):
    return zip_with([tool("7z"), "a", "-bd", "-tzip", *options, f"-p{password}"], path, members)


MAKERS = {
    "Info-ZIP, ZipCrypto": info_zip,
    "7-Zip, AES-256": lambda path, members: seven_zip(path, members, "-mem=AES256"),
    "7-Zip, AES-128": lambda path, members: seven_zip(path, members, "-mem=AES128"),
    "7-Zip, ZipCrypto": lambda path, members: seven_zip(path, members, "-mem=ZipCrypto"),
    "not packed": lambda path, members: seven_zip(path, members, "-mem=AES256", "-mx=0"),
    "bzip2": lambda path, members: seven_zip(path, members, "-mem=ZipCrypto", "-mm=BZip2"),
    "lzma": lambda path, members: seven_zip(path, members, "-mem=AES256", "-mm=LZMA"),
}
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def unpacked(path, passwords, kind="on_list"):
    return Datamatch(receive(path)).read(kind, passwords)


# ZIPs


@makers
def test_a_zip_made_by_a_real_program_opens(make, tmp_path, passwords):
    members = Week().members()
    path = make(tmp_path / ZIP, members)
    for kind, report in (("on_list", "on-list"), ("cso_daily", "cso-daily"), ("daily_diffs", "daily-diffs")):
        assert unpacked(path, passwords, kind) == Received(NAMES[report], members[NAMES[report]])


@makers
def test_a_wrong_password_opens_no_zip(make, tmp_path, settings, monkeypatch):
    path = make(tmp_path / ZIP, Week().members())
    monkeypatch.setenv("CSO_XL_PASSWORD", "wrong")
    assert message(PasswordError, unpacked, path, Passwords(settings)) == WRONG_PASSWORD.format(ZIP)


@pytest.mark.parametrize("make", [info_zip, MAKERS["bzip2"]], ids=["deflate", "bzip2"])
def test_a_wrong_password_that_passes_the_check_byte_is_still_wrong(make, tmp_path, settings, monkeypatch):
    datamatch = Datamatch(receive(make(tmp_path / ZIP, Week(200).members())))
    for number in range(600):  # ZipCrypto's check lets one wrong password in 256 through
        monkeypatch.setenv("CSO_XL_PASSWORD", f"wrong {number}")
        found = message(PasswordError, datamatch.read, "on_list", Passwords(settings))
        assert found == WRONG_PASSWORD.format(ZIP)


def test_a_zip_without_a_password_needs_none(tmp_path, settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    members = Week().members()
    path = zip_with([tool("zip"), "-q"], tmp_path / ZIP, members)
    assert unpacked(path, Passwords(settings)).data == members[NAMES["on-list"]]


def test_without_a_password_it_says_how_to_give_one(settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    datamatch = Datamatch(Received(ZIP, zip_crypto(Week().members())))
    assert message(PasswordError, datamatch.read, "on_list", Passwords(settings)) == (
        f"{ZIP} needs a password and none was given. Type it when asked, keep it in the keyring "
        "(keyring set cso_xl datamatch), or set the environment variable CSO_XL_PASSWORD."
    )


def test_a_person_is_asked_three_times(settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    datamatch = Datamatch(Received(ZIP, zip_crypto(Week().members())))
    asked, typed = [], ["a", "", PASSWORD, "b", "c", "d"]

    def ask(prompt):
        asked.append(prompt)
        return typed.pop(0)

    passwords = Passwords(settings, ask)
    assert datamatch.read("on_list", passwords).data
    assert datamatch.read("cso_daily", passwords).data  # the password that worked is not asked for again
    assert asked == [f"Password for {ZIP}"] * 3
    found = message(PasswordError, datamatch.read, "on_list", Passwords(settings, ask))
    assert (found, len(asked)) == (WRONG_PASSWORD.format(ZIP), 6)


def test_the_keyring_is_looked_up_after_the_environment(settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    kept = {("cso_xl", "datamatch"): PASSWORD}
    monkeypatch.setattr("keyring.get_password", lambda *place: kept[place])
    datamatch = Datamatch(Received(ZIP, zip_crypto(Week().members())))
    assert datamatch.read("on_list", Passwords(settings)).data


def refuse(password):
    raise PasswordError("wrong")


def test_the_password_for_filed_copies_is_the_one_that_opened_a_file(settings, monkeypatch):
    asked = []

    def ask(prompt):
        asked.append(prompt)
        return "typed"

    passwords = Passwords(settings, ask)
    assert passwords.first() == PASSWORD
    monkeypatch.delenv("CSO_XL_PASSWORD")
    assert (passwords.first(), asked) == ("typed", ["Password for the filed copies"])
    passwords.open("r.zip", lambda password: password)
    assert (passwords.first(), asked[1:]) == ("typed", ["Password for r.zip"])
    assert message(PasswordError, Passwords(settings).first) == (
        "The filed copy needs a password and none was given. Type it when asked, keep it in the keyring "
        "(keyring set cso_xl datamatch), or set the environment variable CSO_XL_PASSWORD."
    )


def test_only_a_password_that_opened_a_file_is_kept_in_the_keyring(settings, monkeypatch):
    kept = []
    monkeypatch.setattr("keyring.set_password", lambda *place: kept.append(place))
    passwords = Passwords(settings)
    message(PasswordError, passwords.open, "r.zip", refuse)
    passwords.keep(PASSWORD)
    assert kept == []
    passwords.open("r.zip", lambda password: password)
    passwords.keep(PASSWORD)
    assert kept == [("cso_xl", "datamatch", PASSWORD)]


def test_passwords_are_tried_once_those_that_worked_first(settings, monkeypatch):
    typed, tried = ["first", "second"], []

    def attempt(right):
        def opens(password):
            tried.append(password)
            return password if password == right else refuse(password)

        return opens

    passwords = Passwords(settings, lambda prompt: typed.pop(0))
    for right in ("first", "second", "first", PASSWORD, "second"):
        assert passwords.open("r.zip", attempt(right)) == right
    assert tried == [
        *(PASSWORD, "first"),
        *("first", PASSWORD, "second"),
        "first",
        *("first", "second", PASSWORD),
        *("first", "second"),
    ]


@pytest.mark.parametrize("fault", [keyring.errors.KeyringLocked, RuntimeError])
def test_without_a_keyring_the_person_is_asked(fault, settings, monkeypatch):
    def no_keyring(*_):
        raise fault("no keyring here")

    monkeypatch.delenv("CSO_XL_PASSWORD")
    monkeypatch.setattr("keyring.get_password", no_keyring)
    assert Passwords(settings, lambda prompt: "typed").open("r.zip", lambda password: password) == "typed"


@pytest.mark.parametrize("password", ["Pōhutukawa 1", "p@ss#$%&*'\"", "x" * 200])
def test_passwords_with_awkward_letters(password, tmp_path, settings, monkeypatch):
    monkeypatch.setenv("CSO_XL_PASSWORD", password)
    path = info_zip(tmp_path / ZIP, Week().members(), password)
    assert unpacked(path, Passwords(settings)).name == NAMES["on-list"]


def test_members_are_told_apart_under_both_prefixes():
    kinds = {
        "cso_daily_20250117_050021.csv": "cso_daily",
        "cso_daily_diffs_20250117_05_46_13.csv": "daily_diffs",
        "cso_on_list_daily_20250117_050021.csv": "on_list",
        "cso_off_list_daily_20250117_050021.csv": "off_list",
        "cso_v2_daily_20250117_050021.csv": "v2",
        "cso_v3_daily_20250117_050021.csv": "v3",
        "cso_daily_diffs_16JAN2025.html": "daily_diffs_page",
    }
    for name, kind in kinds.items():
        assert (name, kind_of(name)) == (name, kind)
        assert kind_of(name.replace("cso_", "csso_")) == kind
        assert kind_of(name.upper()) == kind
        assert kind_of(f"Week 3/{name}") == kind_of(f"Week 3\\{name}") == kind
        assert kind_of(f"copy of {name}") is None
    assert kind_of("ssv_comp_16JAN2025.html") == "ssv_comp"
    assert kind_of("cso_v4_daily_20250117_050021.csv") is None
    assert kind_of("cssso_daily_20250117_050021.csv") is None


@pytest.mark.parametrize("prefix", ["cso_", "csso_"])
def test_the_list_needs_no_password(prefix, settings, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    members = {name.replace("cso_", prefix): data for name, data in Week().members().items()}
    datamatch = Datamatch(Received(ZIP, zip_crypto({**members, "notes.txt": b"x"})))
    listed = {one.name: one for one in datamatch.members}
    assert list(listed) == [*members, "notes.txt"]
    assert {name: one.size for name, one in listed.items() if name in members} == {
        name: len(data) for name, data in members.items()
    }
    assert {one.modified for one in listed.values()} == {dt.datetime(2025, 1, 13, 5, 0, 20)}
    assert (datamatch.unknown, datamatch.missing) == (["notes.txt"], [])


def test_a_member_without_a_date_is_of_the_first_that_a_zip_can_have():
    data = zip_crypto({NAMES["on-list"]: b"x"})
    at = data.index(b"PK\1\2") + 12
    (member,) = Datamatch(Received(ZIP, data[:at] + bytes(4) + data[at + 4 :])).members
    assert member.modified == dt.datetime(1980, 1, 1)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("cso_daily", "cso_daily_YYYYMMDD_HHMMSS.csv"),
        ("daily_diffs", "cso_daily_diffs_YYYYMMDD_HH_MM_SS.csv"),
        ("on_list", "cso_on_list_daily_YYYYMMDD_HHMMSS.csv"),
        ("off_list", "cso_off_list_daily_YYYYMMDD_HHMMSS.csv"),
    ],
)
def test_a_zip_of_nothing_holds_no_report(kind, name, passwords):
    datamatch = Datamatch(Received(ZIP, zip_crypto({})))
    assert message(InputError, datamatch.read, kind, passwords) == (
        f"{ZIP} holds no {name} (nor under the prefix csso_). It holds: nothing. Check that it is the datamatch ZIP of "
        "the day; if it is, ask IAP for the missing file."
    )


def test_a_missing_member_is_named_with_what_is_there(passwords):
    members = {"notes.txt": b"x", "cso_v2_daily_20250113_050021.csv": b"x"}
    datamatch = Datamatch(Received(ZIP, zip_crypto(members)))
    assert "on_list" in datamatch.missing
    assert message(InputError, datamatch.read, "cso_daily", passwords) == (
        f"{ZIP} holds no cso_daily_YYYYMMDD_HHMMSS.csv (nor under the prefix csso_). It holds: notes.txt, "
        "cso_v2_daily_20250113_050021.csv. Check that it is the datamatch ZIP of the day; if it is, ask IAP "
        "for the missing file."
    )


def test_two_members_of_a_kind_are_refused(passwords):
    members = {"cso_on_list_daily_20250113_050021.csv": b"x", "csso_on_list_daily_20250113_060021.csv": b"x"}
    datamatch = Datamatch(Received(ZIP, zip_crypto(members)))
    assert message(InputError, datamatch.read, "on_list", passwords) == (
        f"{ZIP} holds 2 files of the kind 'on_list': {', '.join(members)}. "
        "Take out the one that is meant and run that CSV."
    )


def test_an_empty_member_is_refused(passwords):
    datamatch = Datamatch(Received(ZIP, zip_crypto({NAMES["on-list"]: b""})))
    assert message(InputError, datamatch.read, "on_list", passwords) == (
        f"{NAMES['on-list']} in {ZIP} is empty (0 bytes). Ask IAP to send it again."
    )


@makers
def test_a_zip_that_was_cut_short(make, tmp_path, passwords):
    data = make(tmp_path / ZIP, Week().members()).read_bytes()
    for length in range(1, len(data), len(data) // 40):
        assert message(InputError, Datamatch, Received(ZIP, data[:length])) == NOT_ZIP


@makers
def test_a_flipped_bit_in_a_member_is_noticed(make, tmp_path, passwords):
    """Whatever is damaged, it is one of our messages, and never another content."""
    members = {NAMES["on-list"]: csv_bytes(Week(60).grids["on-list"])}
    data = make(tmp_path / ZIP, members).read_bytes()
    noticed = 0
    for place in range(0, len(data), max(1, len(data) // 150)):
        flipped = bytearray(data)
        flipped[place] ^= 0x10
        try:
            read = Datamatch(Received(ZIP, bytes(flipped))).read("on_list", passwords)
        except CsoError:
            noticed += 1
        else:
            assert read.data == members[NAMES["on-list"]]
    assert noticed > 100


def test_a_member_packed_in_an_unknown_way(tmp_path, passwords):
    path = seven_zip(tmp_path / ZIP, Week().members(), "-mem=ZipCrypto", "-mm=Deflate64")
    assert message(InputError, unpacked, path, passwords) == (
        f"{ZIP} cannot be used: file 1 ('{NAMES['cso-daily']}') is packed in a way that is not known (method 9). "
        "Nothing in it was opened. Ask the sender to pack it with Windows, or with 7-Zip as ZIP with AES-256."
    )


@pytest.mark.parametrize("data", [b"PK", b"this is no zip", b"PK\x03\x04" + bytes(200)])
def test_a_zip_that_is_none(data):
    assert message(InputError, Datamatch, Received(ZIP, data)) == NOT_ZIP


# Files and e-mails


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
    assert [(one.name, one.data) for one in found] == [(ZIP, EMPTY_ZIP)]


@pytest.mark.parametrize("name", ["..\\..\\etc/x.zip", "Week 3\\x.zip", "Week 3/x.zip"])
def test_a_path_in_an_attachments_name_is_left_out(name):
    (carried,) = attachments(Received("report.eml", eml({name: EMPTY_ZIP})))
    assert carried.name == "x.zip"


@pytest.mark.parametrize("data", [eml({}), b"", b"\xff\xfe\x00", b"no mail at all"])
def test_an_e_mail_without_attachment(data):
    assert message(InputError, attachments, Received("report.eml", data)) == (
        "report.eml carries no attachment. Save the e-mail that has the report attached."
    )


# CSV


@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_encodings_and_line_ends(encoding, end):
    grid = [
        ["Client Number", "Name", "Note"],
        ["00012", "D’Arcy, Zoë", 'say "no"'],
        ["1E5", " O'Neill ", f"first{end}second"],
        ["", "=1+1", "€ 5"],
    ]
    assert csv(csv_bytes(grid, encoding, end)) == grid


@pytest.mark.parametrize("text", ["Māngere", "Ma\u0304ngere", "Ōtāhuhu\u00a0", "漢字", "😀"])
def test_csv_keeps_every_letter_as_it_was_written(text):
    assert csv(f"Name\n{text}\n") == [["Name"], [text]]


CELLS = [
    "=1+1",
    "+64 9",
    "-5",
    "@x",
    "1E5",
    "TRUE",
    "00012",
    "#N/A",
    "NULL",
    "nan",
    "2025-01-06",
    "1.10",
    "'",
]


def test_csv_cells_are_text_and_nothing_else():
    assert csv("\n".join(["Name", *CELLS])) == [["Name"], *([cell] for cell in CELLS)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_csv_in_utf_16_is_read(encoding):
    grid = Week().grids["daily-diffs"]
    assert csv(csv_bytes(grid, encoding)) == grid


def test_csv_bytes_of_neither_encoding_are_refused_with_the_line():
    assert message(InputError, csv, b"Name\r\nZo\xeb\r\n\x81\x8d\r\n") == ENCODING.format(3)


@pytest.mark.parametrize(("data", "line"), [(b"\x81", 1), (b"\n\x81", 2), (b"Zo\xeb\n\x8d\n", 2)])
def test_csv_the_line_of_a_letter_that_is_none(data, line):
    assert message(InputError, csv, data) == ENCODING.format(line)


def test_csv_with_a_mark_and_broken_letters_is_not_taken_for_windows_1252():
    assert message(InputError, csv, b"\xef\xbb\xbfName\r\nZo\xeb\r\n") == (
        "r.csv is written in UTF-8, but line 2 of the file holds a letter that is not: it was damaged on the way. Use "
        "the file as it was received, not one that was saved again; otherwise ask IAP to send it again."
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Name\nA\n"never closed\nB\n', 3),
        ('Name\n"two\nlines"\n"never closed', 3),  # Excel's row, not the line of the file
        ('Name\n"stands "inside" a cell"\n', 2),
    ],
)
def test_csv_quotes_that_do_not_close(text, row):
    assert message(InputError, csv, text) == (
        f"r.csv has 1 fault:\n  row {row}: has a quotation mark that is not closed or stands inside a cell\n{ASK_AGAIN}"
    )


def test_csv_with_a_cell_that_excel_cannot_hold():
    assert csv(f"Name\n{'x' * 32_767}\n")[1] == ["x" * 32_767]
    assert message(InputError, csv, f"Name\nA\n{'x' * 32_768}\n") == (
        "r.csv has 1 fault:\n  row 3: holds a cell of more than 32,767 characters, which Excel would cut\n"
        f"{ASK_AGAIN}"
    )


def test_csv_with_control_characters():
    assert csv("Name\na\tb\n") == [["Name"], ["a\tb"]]
    assert message(InputError, csv, 'Name\n"two\nlines"\na\x07b\nc\n\x1f\n') == (
        "r.csv has 2 faults:\n"
        "  row 3: holds a control character, which Excel cannot keep\n"
        "  row 5: holds a control character, which Excel cannot keep\n"
        f"{ASK_AGAIN}"
    )


def test_csv_wider_than_excel():
    assert message(InputError, csv, "a," * 16_384 + "b\n") == (
        "r.csv has 1 rows and up to 16,385 columns. Excel holds 1,048,576 rows and 16,384 columns. "
        + ASK_AGAIN
    )


# From a CSV to a table


def test_a_ragged_row_of_two_cells(passwords):
    assert "\n  row 2: has 2 cells where the headings have 3\n" in message(
        InputError, table, "Client Number,Name,Note\n1,A\n", passwords
    )


def test_ragged_rows_are_collected_with_excels_row_numbers(passwords):
    text = 'Client Number,Name\n1,"two\nlines"\n2\n\n3,C,extra\n4,D,\n5\n'
    assert message(InputError, table, text, passwords) == (
        "r.csv has 3 faults:\n"
        "  row 3: has 1 cell where the headings have 2\n"
        "  row 5: has 3 cells where the headings have 2\n"
        "  row 7: has 1 cell where the headings have 2\n"
        "Their cells may stand under the wrong headings, so nothing was written. Ask IAP to send it again."
    )


def test_more_faults_than_anyone_reads_are_counted(passwords):
    text = "Client Number,Name\n" + "1\n" * 400
    lines = message(InputError, table, text, passwords).splitlines()
    assert (lines[0], lines[1], lines[20]) == (
        "r.csv has 400 faults:",
        "  row 2: has 1 cell where the headings have 2",
        "  row 21: has 1 cell where the headings have 2",
    )
    assert lines[21:] == [
        "  ... and 380 more.",
        "Their cells may stand under the wrong headings, so nothing was written. Ask IAP to send it again.",
    ]


@pytest.mark.parametrize(
    ("text", "rows", "excel_rows", "titles", "blanks"),
    [
        ("Client Number,Name\n1,A\n2,B\n", [["1", "A"], ["2", "B"]], [2, 3], 0, 0),
        ("Client Number,Name\n1,A\n2,B", [["1", "A"], ["2", "B"]], [2, 3], 0, 0),
        ("Client Number,Name\n1,A\n\n,\n2,B\n", [["1", "A"], ["2", "B"]], [2, 5], 0, 2),
        ("Client Number,Name\n1,A\n\n , \n", [["1", "A"]], [2], 0, 2),
        ('Client Number,Name\n1,"a\nb"\n2,B\n', [["1", "a\nb"], ["2", "B"]], [2, 3], 0, 0),
        ("Synthetic report\n\nClient Number,Name\n1,A\n", [["1", "A"]], [4], 2, 0),
        ("Client Number,Name,\n1,A,\n", [["1", "A"]], [2], 0, 0),
        ("\nClient Number,Name\n1,A\n", [["1", "A"]], [3], 1, 0),
        ("CLIENT_NUMBER, name \n1,A\n", [["1", "A"]], [2], 0, 0),
    ],
    ids=[
        "plain",
        "no last end",
        "blanks",
        "blanks last",
        "break",
        "title",
        "spare comma",
        "blank first",
        "loose",
    ],
)
def test_which_rows_count(text, rows, excel_rows, titles, blanks, passwords):
    found = table(text, passwords)
    assert (found.rows, found.excel_rows) == (rows, excel_rows)
    assert (found.titles, found.blanks) == (titles, blanks)


@pytest.mark.parametrize("text", ["\ufeff", "\r\n\r\n", ",,,\n,,\n", " \n"])
def test_a_csv_with_nothing_in_it(text, passwords):
    assert message(InputError, table, text, passwords) == (
        "r.csv is empty: it has neither headings nor rows. Ask the sender for it again."
    )


@pytest.mark.parametrize("text", ["Client Number,Name\n", "Client Number,Name", "Client Number,Name\n\n,\n"])
def test_a_csv_with_headings_only(text, passwords):
    assert message(InputError, table, text, passwords) == (
        "r.csv has headings but no rows under them. Check with IAP that the report is complete; "
        "if it is, there is nothing to work this time."
    )


CHECK_HEADINGS = (
    "Check that the report was exported with its headings. If a column has only been given another name, "
    "add that name to [columns] in settings.toml."
)


@pytest.mark.parametrize(
    ("headings", "fault", "found"),
    [
        ("Client Number,Given", "Column 'Name' is missing.", "'Client Number', 'Given'"),
        (
            "Client Numbr,Name",
            "Column 'Client Number' is missing. The nearest heading is 'Client Numbr'.",
            "'Client Numbr', 'Name'",
        ),
        (
            "Client Number,Name,NAME:",
            "Column 'Name' is there 2 times: B and C.",
            "'Client Number', 'Name', 'NAME:'",
        ),
    ],
)
def test_columns_missing_or_repeated(headings, fault, found, passwords):
    wrong = f"{headings}\n1\n"  # ragged, too: the columns come first
    assert message(InputError, table, wrong, passwords) == (
        f"r.csv does not have the columns it should:\n  {fault}\nHeadings found: {found}.\n{CHECK_HEADINGS}"
    )


def test_repeated_headings_that_nothing_is_read_by_are_kept(passwords):
    found = table("Client Number,Note,Name,Note\n1,a,A,b\n", passwords)
    assert (found.headings, found.rows) == (["Client Number", "Note", "Name", "Note"], [["1", "a", "A", "b"]])


@pytest.mark.parametrize("name", ["r.txt", "r", "r.xls", "r.csv_", "r.DAT"])
def test_a_file_is_told_by_its_content_whatever_it_is_called(name, passwords):
    assert table("Client Number,Name\n1,A\n", passwords, name).rows == [["1", "A"]]
    assert table(xlsx([["Client Number", "Name"], ["1", "A"]]), passwords, name).rows == [["1", "A"]]


@pytest.mark.parametrize("data", [b"%PDF-1.7", eml({}), zip_crypto({"a.txt": b"x"})])
def test_a_file_of_another_kind(data, passwords):
    assert message(InputError, table, data, passwords, "r.txt") == (
        "r.txt is none of the kinds that are worked (.zip, .eml, .msg, .csv, .xlsx). Use the file as it was received."
    )


# Workbooks

GRID = [["Client Number", "Name"], ["00012", "=1+1"], ["1E5", "a\nb"]]


def book(data, passwords):
    return read_workbook(Received("r.xlsx", data), passwords)


def only(data, passwords):
    ((_, grid),) = book(data, passwords).items()
    return grid


@pytest.mark.parametrize("protect", [lambda data: data, encrypted], ids=["plain", "encrypted"])
def test_a_workbook_plain_or_encrypted(protect, passwords):
    assert book(protect(xlsx(GRID, "Report")), passwords) == {"Report": GRID}


def test_an_encrypted_workbook_and_a_wrong_password(settings, monkeypatch):
    monkeypatch.setenv("CSO_XL_PASSWORD", "wrong")
    found = message(PasswordError, book, encrypted(xlsx(GRID)), Passwords(settings))
    assert found == WRONG_PASSWORD.format("r.xlsx")


HARMS = ["workbook_with_macros", "workbook_with_dde", "workbook_with_entities", "workbook_bomb"]


@pytest.mark.parametrize("attack", HARMS)
def test_what_a_password_hid_is_screened(attack, passwords):
    name, data = ATTACKS[attack]()
    found = message(InputError, read_workbook, Received(name, encrypted(data)), passwords)
    assert found == message(InputError, screen, name, data)


@pytest.mark.parametrize("attack", HARMS)
def test_a_workbook_out_of_a_zip_is_screened(attack, passwords):
    _, data = ATTACKS[attack]()
    inside = "cso_daily_diffs_20250113_05_00_21.xlsx"
    datamatch = Datamatch(Received(ZIP, zip_crypto({inside: data})))
    assert message(InputError, datamatch.read, "daily_diffs", passwords) == message(
        InputError, screen, inside, data
    )


def test_a_filed_copy_of_our_own_may_hold_a_link(passwords):
    _, data = ATTACKS["workbook_with_a_link_to_a_share"]()
    for copy in (data, encrypted(data)):
        assert read_workbook(Received("r.xlsx", copy, is_own=True), passwords)


def test_a_sheet_that_is_a_chart_is_left_out(passwords):
    data = xlsx(GRID, "Report", change=lambda workbook: workbook.create_chartsheet("Chart"))
    assert book(data, passwords) == {"Report": GRID}


def change(**cells):
    """A function that sets cells of the first sheet: a value, or a value and its number format."""

    def changed(workbook):
        for place, value in cells.items():
            cell = workbook.worksheets[0][place]
            cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")

    return changed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((dt.date(2015, 2, 3), "DD/MM/YYYY"), "03/02/2015"),
        ((dt.datetime(2015, 2, 3), "MM/DD/YY"), "03/02/2015"),  # the day comes first, whatever the format
        ((dt.datetime(2015, 2, 3, 14, 5), "DD/MM/YYYY HH:MM"), "03/02/2015 14:05:00"),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (-3, "-3"),
        (123456789, "123456789"),
        (123456789012345, "123456789012345"),
        ((12345, "000000000"), "000012345"),
        ((123456789, "000000000"), "123456789"),
        ((12345, "0"), "12345"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("#N/A", "#N/A"),
        ("03/02/2015", "03/02/2015"),
        ("Māngere", "Māngere"),
        (" padded ", " padded "),
        ("", ""),
    ],
)
def test_what_a_cell_of_a_workbook_reads_as(value, text, passwords):
    grid = only(xlsx([["Name", "last"], ["", "x"]], change=change(A2=value)), passwords)
    assert grid == [["Name", "last"], [text, "x"]]


def test_texts_that_look_like_something_else_stay_texts(passwords):
    grid = [["Name"], *([cell] for cell in CELLS)]
    assert only(xlsx(grid), passwords) == grid


def first(rows, passwords, strings="", epoch=1900):
    """What A1 of a workbook written by hand reads as."""
    return only(raw_xlsx(rows, strings, epoch), passwords)[0][0]


KINDS_OF_STRING = {
    "shared": ('<c r="A1" t="s"><v>0</v></c>', "<si><t>{}</t></si>"),
    "inline": ('<c r="A1" t="inlineStr"><is><t>{}</t></is></c>', ""),
    "in runs": (
        '<c r="A1" t="s"><v>0</v></c>',
        "<si><r><rPr><b/></rPr><t>{}</t></r><r><t/></r><rPh sb='0' eb='1'><t>said</t></rPh></si>",
    ),
    "without a reference": ('<c t="s"><v>1</v></c>', "<si/><si><t>{}</t></si>"),
}


@pytest.mark.parametrize("kind", KINDS_OF_STRING)
@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a_x000D__x000A_b", "a\r\nb"),
        ("a_x0009_b", "a\tb"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x005F_x000D_", "_x000D_"),  # text that reads like an escape, guarded
        ("_x005f_x000d_", "_x000d_"),
        ("_x005F_x005F_", "_x005F_"),
        ("snake_case_x", "snake_case_x"),
        ("x005F_", "x005F_"),
        (" padded ", " padded "),
        ("a&#10;b &lt;&amp;&gt; &#257;", "a\nb <&> ā"),
        ("=1+1", "=1+1"),
    ],
)
def test_strings_and_the_escapes_of_the_file_format(stored, text, kind, passwords):
    cell, strings = KINDS_OF_STRING[kind]
    assert first(f"<row>{cell.format(stored)}</row>", passwords, strings.format(stored)) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1"><v>00012</v></c>', "12"),
        ('<c r="A1"><v>1E5</v></c>', "100000"),
        ('<c r="A1"><v>123456789</v></c>', "123456789"),
        ('<c r="A1"><v>0.1</v></c>', "0.1"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><v>123456789012345678</v></c>', "1.23456789012346e+17"),
        ('<c r="A1" s="2"><v>12345</v></c>', "000012345"),
        ('<c r="A1" s="4"><v>12</v></c>', "12"),
        ('<c r="A1" s="1"><v>42038</v></c>', "03/02/2015"),
        ('<c r="A1" s="3"><v>42038</v></c>', "03/02/2015"),
        ('<c r="A1" s="7"><v>42038</v></c>', "03/02/2015"),
        ('<c r="A1" s="8"><v>42038.5</v></c>', "03/02/2015 12:00:00"),
        ('<c r="A1" s="5"><v>0.4375</v></c>', "10:30:00"),
        ('<c r="A1" t="d" s="1"><v>2015-02-03</v></c>', "03/02/2015"),
        ('<c r="A1" t="d" s="1"><v>2015-02-03T00:00:00Z</v></c>', "03/02/2015"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" t="str"><v>1E5</v></c>', "1E5"),
    ],
)
def test_what_a_stored_value_reads_as(cell, text, passwords):
    assert first(f'<row r="1">{cell}<c r="B1"><v>1</v></c></row>', passwords) == text


def test_a_workbook_without_a_default_style(passwords):
    data = raw_xlsx('<row r="1"><c r="A1"><v>7</v></c></row>')
    assert only(patched(data, "xl/styles.xml", DEFAULT_STYLE.encode(), b""), passwords) == [["7"]]


def test_dates_of_the_1904_calendar(passwords):
    row = '<row r="1"><c r="A1" s="1"><v>40576</v></c></row>'
    assert first(row, passwords, epoch=1904) == "03/02/2015"


def test_rows_and_cells_that_are_left_out(passwords):
    """Excel leaves out what is empty; others leave out the references."""
    rows = (
        '<row r="2"><c r="C2"><v>1</v></c></row><row r="4"><c r="A4"/><c r="B4" s="1"/><c r="D4"><v>2</v></c></row>'
        '<row r="6"><c r="A6" t="inlineStr"><is><t></t></is></c></row>'
    )
    grid = only(raw_xlsx(rows), passwords)
    assert [[cell for cell in row if cell] for row in grid[:4]] == [[], ["1"], [], ["2"]]
    assert (grid[1][2], grid[3][3], len(grid)) == ("1", "2", 4)
    bare = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    assert [row[:1] for row in only(raw_xlsx(bare), passwords)] in ([["1"], [], ["3"]], [["1"], [""], ["3"]])


@pytest.mark.parametrize(("column", "at"), [("A", 0), ("X", 23), ("AX", 49), ("XFD", 16_383)])
def test_a_cell_stands_in_its_column(column, at, passwords):
    (row,) = only(raw_xlsx(f'<row r="1"><c r="{column}1"><v>7</v></c></row>'), passwords)
    assert (len(row), row[at]) == (at + 1, "7")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_in_a_cell_reads_as_its_text(error, passwords):
    data = xlsx([["Name", 7]])
    data = patched(data, "xl/worksheets/sheet1.xml", b't="n"><v>7</v>', f't="e"><v>{error}</v>'.encode())
    assert only(data, passwords) == [["Name", error]]


def test_a_workbook_with_a_formula_is_refused(passwords):
    assert message(InputError, book, xlsx(GRID, change=change(B3="=1+1")), passwords) == (
        "r.xlsx holds formulas. A received report holds values only, so what they show cannot be "
        "trusted. Ask the sender for the report as it was made."
    )


@pytest.mark.parametrize("size", ["A1", "A1:ZZ99", "B2"])
def test_the_size_that_a_sheet_claims_does_not_matter(size, passwords):
    data = patched(xlsx(GRID), "xl/worksheets/sheet1.xml", b'ref="A1:B3"', f'ref="{size}"'.encode())
    assert only(data, passwords) == GRID


def test_a_hidden_sheet_is_not_read(passwords):
    def hide(workbook):
        workbook.create_sheet("Old", 0).append(["Client Number", "Name"])
        workbook.worksheets[0].sheet_state = "hidden"
        workbook.active = 1

    assert book(xlsx(GRID, change=hide), passwords) == {"Sheet1": GRID}
    assert table(xlsx(GRID, change=hide), passwords, "r.xlsx").rows == GRID[1:]


def test_a_sheet_of_something_else_is_passed_over(passwords):
    def notes(workbook):
        workbook.create_sheet("Notes", 0).append(["Read me"])
        workbook.create_sheet("Empty")

    assert table(xlsx(GRID, change=notes), passwords, "r.xlsx").rows == GRID[1:]


def test_two_sheets_with_the_headings_are_refused(passwords):
    def copy(workbook):
        workbook.copy_worksheet(workbook.worksheets[0])

    assert message(InputError, table, xlsx(GRID, change=copy), passwords, "r.xlsx") == (
        "r.xlsx has 2 sheets with the headings of the report: Sheet1, Sheet1 Copy. "
        "Keep the one that is meant and save the workbook without the others."
    )


def test_a_workbooks_title_and_blank_rows(passwords):
    grid = [["Synthetic"], [], *GRID[:2], [], GRID[2], [], []]
    found = table(xlsx(grid), passwords, "r.xlsx")
    assert (found.rows, found.excel_rows) == (GRID[1:], [4, 6])
    assert (found.titles, found.blanks) == (2, 1)


def test_a_workbooks_short_and_long_rows_are_filled_up(passwords):
    found = table(xlsx([GRID[0], ["1"], ["2", "B", "", "beside"]]), passwords, "r.xlsx")
    assert found.headings == ["Client Number", "Name", "", ""]
    assert found.rows == [["1", "", "", ""], ["2", "B", "", "beside"]]


def test_hidden_rows_and_columns_are_read_all_the_same(passwords):
    def hide(workbook):
        workbook.worksheets[0].row_dimensions[2].hidden = True
        workbook.worksheets[0].column_dimensions["B"].hidden = True

    assert only(xlsx(GRID, change=hide), passwords) == GRID


@pytest.mark.parametrize(
    ("grid", "ends"),
    [
        ([], "is empty: it has neither headings nor rows. Ask the sender for it again."),
        (
            [GRID[0]],
            "has headings but no rows under them. Check with IAP that the report is complete; "
            "if it is, there is nothing to work this time.",
        ),
    ],
    ids=["empty", "headings only"],
)
def test_a_workbook_without_rows(grid, ends, passwords):
    assert message(InputError, table, xlsx(grid), passwords, "r.xlsx") == f"r.xlsx {ends}"


def test_a_workbook_without_a_column(passwords):
    assert message(
        InputError, table, xlsx([["Client Number", "Given"], ["1", "A"]]), passwords, "r.xlsx"
    ) == (
        "r.xlsx does not have the columns it should:\n  Column 'Name' is missing.\n"
        f"Headings found: 'Client Number', 'Given'.\n{CHECK_HEADINGS}"
    )


@pytest.mark.parametrize("data", [b"this is no workbook", b"PK\x03\x04" + bytes(3000), csv_bytes(GRID)])
def test_a_workbook_that_is_none(data, passwords):
    assert message(InputError, book, data, passwords) == NOT_XLSX


UNREADABLE = (
    "r.xlsx cannot be read as an Excel workbook. Open it in Excel; if it opens, save it as .xlsx and use that copy; if "
    "not, ask the sender for it again."
)


def test_a_zip_named_as_a_workbook(passwords):
    assert message(InputError, book, zip_crypto({"a.txt": b"x"}, ""), passwords) == UNREADABLE


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (0,), (1_048_577,)])
def test_rows_that_excel_does_not_have_or_out_of_order(numbers, passwords):
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in numbers)
    assert message(InputError, book, raw_xlsx(rows), passwords) == UNREADABLE


@pytest.mark.parametrize(("titles", "found"), [(9, True), (10, False)])
def test_headings_are_looked_for_in_the_first_ten_rows(titles, found, passwords):
    text = "A title\n" * titles + "Client Number,Name\n1,A\n"
    if found:
        assert table(text, passwords).titles == titles
    else:
        assert "does not have the columns it should" in message(InputError, table, text, passwords)


def test_a_damaged_workbook_is_refused(passwords):
    data = xlsx(Week().grids["address-sharer"])
    for length in range(1, len(data), len(data) // 40):
        assert message(InputError, book, data[:length], passwords) == NOT_XLSX


@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_a_damaged_encrypted_workbook_is_refused(how, passwords):
    """Whatever is damaged, it is one of our messages, and never another content."""
    data = encrypted(xlsx(GRID))
    for place in range(8, len(data), len(data) // 11):  # few: each costs a key derivation
        broken = bytearray(data[:place] if how == "cut" else data)
        if how == "flipped":
            broken[place] ^= 0x10
        try:
            assert only(bytes(broken), passwords) == GRID
        except CsoError as error:
            assert str(error) in (NOT_XLSX, WRONG_PASSWORD.format("r.xlsx"))


# Processed Copies of earlier weeks


def test_a_processed_copy_made_by_hand(passwords):
    """This week on the left, comments anywhere in the gap, last week on the right."""
    grid = [
        ["Client Number", "Name", "", "", "", "Client Number", "Name"],
        ["1", "A", "Email sent", "", "", "7", "G"],
        ["2", "B", "", " NFA ", "x", "8", "H"],
        ["3", "C", "", "", "", "9", "I"],
        ["", "", "", "", "", "10", "J"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.headings, found.rows) == (["Client Number", "Name"], [["1", "A"], ["2", "B"], ["3", "C"]])
    assert outcomes == ["Email sent", "NFA; x", ""]


@pytest.mark.parametrize("typed", ["Comment", "comments", "Outcome", "Outcomes", "NOTE", "Notes", "Action"])
def test_a_heading_typed_above_the_comments_is_still_the_gap(typed, passwords):
    grid = [
        ["Client Number", "Name", typed, "", "", "Client Number", "Name"],
        ["1", "A", "Email sent", "", "", "1", "A"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.headings, outcomes) == (["Client Number", "Name"], ["Email sent"])


def test_a_column_of_the_senders_is_no_outcome(passwords):
    grid = [
        [
            "Client Number",
            "Name",
            "Comment",
            "Status",
            "Reason",
            "Comment",
            "Client Number",
            "Name",
            "Comment",
        ],
        ["1", "A", "theirs", "New", "no Master", "ours", "1", "A", "theirs"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.rows, outcomes) == ([["1", "A", "theirs"]], ["ours"])


def test_a_processed_copy_of_ours(passwords):
    grid = [
        ["Client Number", "Name", "Status", "Reason", "Comment", "Client Number", "Name"],
        ["1", "A", "New", "no Master", "NFA", "1", "A"],
        ["2", "B", "Seen", "no outcome", "", "", ""],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.rows, outcomes) == ([["1", "A"], ["2", "B"]], ["NFA", ""])


# Outcomes decided elsewhere


def decided(folder, text):
    path = folder / "decided.csv"
    path.write_text(text, "utf-8")
    return decided_elsewhere.read(path)


def test_outcomes_decided_elsewhere(tmp_path):
    columns = "Question,Ref,Row,Client Number,Outcome,Due,Detail,Client Name,Service Centre,Service Centre Email,sent,"
    found = decided(
        tmp_path, f"{columns}\n?,D3-2,2,1, NFA ,x,12 Kauri Road,Weka,Porirua,a@b.nz,no,\n ,\n?,D3-3,3,1,?\n"
    )
    assert found.answers == {
        "D3-2": Answer("NFA", "12 Kauri Road", "Weka", "Porirua", "a@b.nz"),
        "D3-3": Answer("?"),
    }
    assert found.sent == frozenset()


@pytest.mark.parametrize(
    ("said", "sent"),
    [("Yes", 1), (" y", 1), ("TRUE", 1), ("1", 1), ("no", 0), ("N", 0), ("False", 0), ("0", 0), ("", 0)],
)
def test_whether_a_notice_was_sent(said, sent, tmp_path):
    assert decided(tmp_path, f"Ref,Outcome,Sent\nD3-2,NFA,{said}\n").sent == {"D3-2"} - {
        "D3-2" if not sent else ""
    }


@pytest.mark.parametrize("word", ["yesterday", "x", "13/01/2025", "Yes, to CPS", "not yet", "pending", "?"])
def test_a_word_under_sent_that_is_neither_yes_nor_no(word, tmp_path):
    assert message(InputError, decided, tmp_path, f'Ref,Outcome,Sent\nD3-2,NFA,yes\nD3-3,NFA,"{word}"\n') == (
        "decided.csv has 1 fault:\n  row 3, column 'Sent': is neither yes nor no\n"
        "Nothing was written. Each Ref is named once; Sent says yes, no or nothing."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ref,Outcome\nD3-2,a\n,b\nD3-2,c\n",
            "has 2 faults:\n  row 3, column 'Ref': is empty\n  row 4, column 'Ref': is there twice\n"
            "Nothing was written. Each Ref is named once; Sent says yes, no or nothing.",
        ),
        ("Outcome\nx\n", "is no list of decisions: Ref is missing. "),
        ("Refs,Outcomes\n", "is no list of decisions: Ref, Outcome is missing. "),
        ("\n", "is no list of decisions: Ref, Outcome is missing. "),
        ("Ref,Outcome,Colour,Size\n", "is no list of decisions: Colour, Size is not known. "),
    ],
)
def test_a_list_of_decisions_that_is_none(text, said, tmp_path):
    columns = (
        "Its columns are Ref, Outcome, Detail, Client Name, Service Centre, Service Centre Email, Sent; 'cso-xl "
        "worklist' prints it with everything but the outcomes filled in."
    )
    assert (
        message(InputError, decided, tmp_path, text)
        == f"decided.csv {said}{columns if said.endswith(' ') else ''}"
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
        shown = subprocess.run(
            [sys.executable, "-B", "-c", watch, "run", report, source, "--records", tmp_path / "records"],
            env={"CSO_XL_PASSWORD": PASSWORD, "TMPDIR": str(tmp_path / "temporary"), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert shown.stdout.endswith("[]\n")
    assert list((tmp_path / "temporary").iterdir()) == []
