"""What a file is, by its content; its name decides only what the content leaves open [I1, A1].

For a file that is not read: what it is, in words, and the way out that works in Outlook or Excel.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from cso_xl.intake import limits
from cso_xl.intake.screen.mail_text import is_mail
from cso_xl.intake.screen.member import END_MARK, IN_ONE_PIECE, LOCAL_MARK
from cso_xl.intake.screen.ole import OLE, streams
from cso_xl.intake.screen.refused import HARM, SAVE_MAIL, RefusedError
from cso_xl.intake.screen.zip_end import is_last_piece
from cso_xl.intake.screen.zips import names_in

ZIP, CSV, XLSX, XLSM, EML, MSG = ".zip", ".csv", ".xlsx", ".xlsm", ".eml", ".msg"
HTML = ".html"  # let in only under this name: a datamatch ZIP holds two pages
WORKBOOKS = (XLSX, XLSM)

_AS_ZIP = "Ask the sender for it as a ZIP, packed by Windows or by 7-Zip with AES-256."
_AS_XLSX = (
    "Open it in Excel, choose Save As > Excel Workbook (.xlsx) and use that copy; if it does not open, ask the sender "
    "for it as an Excel workbook."
)
_THE_REPORT = "Ask the sender for the report itself, as a CSV or an Excel workbook."
_OPEN_MAIL = "Open the e-mail in Outlook, save the files attached to it in a folder and use those"
_PROTECTED = (
    "Ask the sender for it with a password instead; a copy that you save in Excel keeps the protection."
)


@dataclass(frozen=True)
class FileKind:
    """What a file is; `suffix` is the one that such a file should have, '' for a kind that is not read.

    `wraps` says that a report may be inside it, out of reach.
    """

    suffix: str = ""
    what: str = ""
    to_do: str = ""
    wraps: bool = False


PICTURE = "a picture"  # how what a picture is begins
_READ = {suffix: FileKind(suffix) for suffix in (ZIP, CSV, XLSX, XLSM, EML, MSG)}
WEB_PAGE = FileKind(
    what="a web page (HTML)",
    to_do="Where it was to be saved from a web page, sign in there and save it again. If Excel shows its rows, choose "
    "Save As > Excel Workbook (.xlsx) there, and check that client numbers keep their zeros; else ask the sender.",
    wraps=True,
)
_RIGHTS = FileKind(
    what="protected by rights management (a sensitivity label): only those whom it names can open it, in Excel alone",
    to_do=_PROTECTED,
    wraps=True,
)
_OLD_WORKBOOK = FileKind(what="a workbook of the old kind (.xls)", to_do=_AS_XLSX, wraps=True)
_IN_OLE = (  # a stream that only files of a kind have, and that kind
    ("__properties_version1.0", _READ[MSG]),
    ("\tDRMContent", _RIGHTS),
    ("Workbook", _OLD_WORKBOOK),
    ("Book", _OLD_WORKBOOK),
    ("WordDocument", FileKind(what="a Word document (.doc)", to_do=_THE_REPORT)),
    ("PowerPoint Document", FileKind(what="a PowerPoint presentation (.ppt)", to_do=_THE_REPORT)),
    ("VisioDocument", FileKind(what="a Visio drawing (.vsd)", to_do=_THE_REPORT)),
)
_IN_PACKAGE = (  # the start of a part's name that only packages of a kind have, and that kind
    ("xl/workbook.bin", FileKind(what="an Excel Binary Workbook (.xlsb)", to_do=_AS_XLSX, wraps=True)),
    ("word/", FileKind(what="a Word document (.docx)", to_do=_THE_REPORT)),
    ("ppt/", FileKind(what="a PowerPoint presentation (.pptx)", to_do=_THE_REPORT)),
)
_NUMBERS = FileKind(what="a Numbers spreadsheet", to_do=_THE_REPORT, wraps=True)
_IN_ZIP = (  # names that occur together only in files of a kind, and that kind
    ({"index/document.iwa"}, _NUMBERS),
    ({"index.zip", "preview.jpg"}, _NUMBERS),
    ({"mimetype", "content.xml"}, FileKind(what="an OpenDocument file (.ods)", to_do=_AS_XLSX, wraps=True)),
)
_MARKS = (  # the first bytes, what they are of, what to do, and whether a report may be within
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive (.7z)", _AS_ZIP, True),
    (b"Rar!\x1a\x07", "a RAR archive (.rar)", _AS_ZIP, True),
    (b"\x1f\x8b", "packed by gzip (.gz)", _AS_ZIP, True),
    (b"BZh", "packed by bzip2 (.bz2)", _AS_ZIP, True),
    (b"\xfd7zXZ", "packed by xz (.xz)", _AS_ZIP, True),
    (b"\x28\xb5\x2f\xfd", "packed by Zstandard (.zst)", _AS_ZIP, True),
    (b"MSCF", "a cabinet of Windows (.cab)", _AS_ZIP, True),
    (b"\x78\x9f\x3e\x22", "an e-mail in Rich Text, packed as only Outlook opens it",
     f"{_OPEN_MAIL}; if Outlook shows nothing attached, ask the sender to send it as HTML, not as Rich Text.", True),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", "an e-mail protected by rights management",
     f"{_OPEN_MAIL}; if the sender does not allow that, ask for it unprotected, in a ZIP with a password.", True),
    (b"!BDN", "a data file of Outlook (.pst)", "Open it in Outlook, and save the e-mail that is meant from it.", True),
    (b"%PDF-", "a PDF document", _THE_REPORT, False),
    (b"{\\rtf", "a document in Rich Text (.rtf)", _THE_REPORT, False),
    (b"\x89PNG", "a picture (PNG)", _THE_REPORT, False),
    (b"\xff\xd8\xff", "a picture (JPEG)", _THE_REPORT, False),
    (b"GIF8", "a picture (GIF)", _THE_REPORT, False),
    (b"\0\1\0\0Standard ", "an Access database", _THE_REPORT, True),
    (b"\0\5\x16\7", "a Mac's note beside a file (its name begins with '._')",
     "Use the file of the same name without '._'.", False),
    (b"L\0\0\0\1\x14\2\0", "a shortcut to a file, and not the file", "Use the file that it points to.", False),
    (b"[InternetShortcut]", "a shortcut to a web page, and not the file", "Use the file that it points to.", False),
    (b"-----BEGIN PGP MESSAGE", "encrypted with PGP", "Ask the sender for it in a ZIP with a password.", True),
    (b"II*\0", "a picture (TIFF)", _THE_REPORT, False),
    (b"MM\0*", "a picture (TIFF)", _THE_REPORT, False),
    (b"SQLite format 3\0", "a database (SQLite)", _THE_REPORT, True),
    (b"PAR1", "a table that Excel does not open (Parquet)", _THE_REPORT, True),
    (b"bplist00", "a Mac's note on a file, and not the file", "Ask the sender for the file itself.", False),
    (b"BEGIN:VCARD", "a contact (.vcf)", _THE_REPORT, False),
    (b"BEGIN:VCALENDAR", "an appointment (.ics)", _THE_REPORT, False),
)  # fmt: skip
_FURTHER_ON = (  # the same for marks that do not stand first, with where they stand
    (4, b"ftyp", "a picture or a film of a telephone", _THE_REPORT, False),
    (8, b"WEBP", "a picture (WebP)", _THE_REPORT, False),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c", "a data set of SAS (.sas7bdat)",
     _THE_REPORT, True),
    (257, b"ustar", "a tar archive (.tar)", _AS_ZIP, True),
)  # fmt: skip
_PROGRAM = FileKind(what="a program", to_do=HARM)
_MARKED = (
    *((0, mark, FileKind(what=what, to_do=to_do, wraps=wraps)) for mark, what, to_do, wraps in _MARKS),
    *(
        (at, mark, FileKind(what=what, to_do=to_do, wraps=wraps))
        for at, mark, what, to_do, wraps in _FURTHER_ON
    ),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
)
_LETTERS = (b"MZ", b"BZh", b"MSCF", b"!BDN", b"GIF8", b"PAR1", b"ftyp", b"WEBP", b"ustar")
_MHTML = re.compile(
    rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,12}?Content-Type:\s*multipart/related", re.IGNORECASE
)
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{60,100}\r?\n){2}")
_IN_TEXT = (
    (
        re.compile(rb"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE),
        FileKind(what="an XML Spreadsheet 2003", to_do=_AS_XLSX, wraps=True),
    ),
    (re.compile(rb"<(?:!doctype\s+)?(?:html|head|body|table|meta|script)\b", re.IGNORECASE), WEB_PAGE),
    (re.compile(rb"<\?xml\b"), FileKind(what="an XML file", to_do=_THE_REPORT, wraps=True)),
    (
        re.compile(rb'\A\{[^{}]{0,200}"doc_id"'),
        FileKind(
            what="a link to a file at Google, and not the file",
            to_do="Ask the sender for it as an Excel workbook (File > Download > Microsoft Excel).",
        ),
    ),
    (
        re.compile(rb'\A(?:\[\s*)?\{\s*"'),
        FileKind(what="data for a program (JSON)", to_do=_THE_REPORT, wraps=True),
    ),
    (
        _BASE64,
        FileKind(
            what="text in base64, as e-mails carry files: it was not unpacked when it was saved",
            to_do=f"{_OPEN_MAIL}.",
            wraps=True,
        ),
    ),
)
_SMIME = FileKind(
    what="a signed or encrypted e-mail (S/MIME)",
    to_do=f"{_OPEN_MAIL}; if it does not open there, ask the sender for it in a ZIP with a password.",
    wraps=True,
)
_BY_NAME = {  # for files whose content leaves their kind open
    ".p7m": _SMIME,
    ".rpmsg": next(kind for _, mark, kind in _MARKED if mark[:2] == b"\x76\xe8"),
    ".pfile": _RIGHTS,
}
_ZEROS = FileKind(
    what="nothing but zeros: it was not saved whole",
    to_do="Save it from the e-mail again; where it lies in OneDrive, open its folder and let it be downloaded first.",
)
_OWNER_NOTE = FileKind(
    what="the note in which Office keeps who has a file open",
    to_do="Use the file of the same name without '~$' or '.~lock.'.",
)
_PART = FileKind(
    what="a part of a ZIP that was split",
    to_do="Ask the sender for it as one ZIP; where it is too large for an e-mail, by the agency's file transfer.",
    wraps=True,
)
_SPLIT_MARK = b"PK\7\x08PK\3\4"  # with which the first part begins
_OF_SPLIT = re.compile(r"\.(?:zip\.\d{3}|z\d\d)$", re.IGNORECASE)
_EXPECTED = {
    ZIP: "a ZIP file",
    EML: "an e-mail",
    MSG: "an Outlook e-mail (.msg)",
    XLSX: "an Excel workbook (.xlsx)",
    XLSM: "an Excel workbook (.xlsm)",
}
_PLAIN_TEXT = FileKind(
    what="plain text",
    to_do="If it holds the rows of the report, give it the name .csv and use that; else save it from the e-mail again.",
    wraps=True,
)
_NO_ROWS = (".doc", ".docx", ".ppt", ".pptx", ".pdf", ".rtf", ".html", ".htm", ".png", ".jpg", ".7z", ".rar")
_NOT_KNOWN = FileKind(what="a file of an unknown kind", to_do=_THE_REPORT)
_HEAD = 4096  # bytes in which a text shows what it is
_UNTEXTUAL = bytes((*range(1, 9), *range(14, 26), *range(28, 32), 127))  # control characters of no text


def kind_of(name: str, data: bytes) -> FileKind:
    """What a file is. Raises RefusedError for an OLE file that is not whole."""
    suffix = PurePosixPath(name).suffix.lower()
    if PurePosixPath(name).name.startswith(("~$", ".~lock.")):
        return _OWNER_NOTE
    if _OF_SPLIT.search(name) or data.startswith(_SPLIT_MARK) or is_last_piece(data):
        return _PART
    if data.startswith(OLE):
        return _in_ole(suffix, data)
    if data.startswith((LOCAL_MARK, END_MARK, IN_ONE_PIECE)):
        return _in_zip(suffix, data)
    marked = (kind for at, mark, kind in _MARKED if data.startswith(mark, at) and not _is_heading(mark, data))
    if kind := next(marked, None):
        return _READ[ZIP] if data.find(LOCAL_MARK, 0, limits.FRONT) > 0 and kind is _PROGRAM else kind
    if suffix in _BY_NAME and not is_mail(data, least=1):  # a signed e-mail's .p7m may be an e-mail
        return _BY_NAME[suffix]
    if data and not data.strip(b"\0"):
        return _ZEROS
    return _in_text(suffix, data)


def words(name: str, kind: FileKind) -> str:
    """What a file that is not read is, in words that follow its name."""
    expected = _EXPECTED.get(PurePosixPath(name).suffix.lower())
    if kind is _ZEROS:
        return f"holds {kind.what}"
    if kind is _RIGHTS or expected is None:
        return f"is {kind.what}"
    return f"is not {expected}, but {kind.what}"


def _in_ole(suffix: str, data: bytes) -> FileKind:
    damaged = RefusedError("is an Outlook e-mail (.msg) that is not whole", SAVE_MAIL)
    try:
        names = streams(data)
    except RefusedError:
        if suffix == MSG:
            raise damaged from None
        raise
    if any(name.startswith("DRMEncrypted") for name in names):
        return _RIGHTS
    if "EncryptedPackage" in names:
        return _READ[suffix if suffix in WORKBOOKS else XLSX]
    if kind := next((kind for mark, kind in _IN_OLE if mark in names), None):
        return kind
    if suffix == MSG:
        raise damaged
    return _READ[suffix] if suffix in WORKBOOKS else _NOT_KNOWN


def _in_zip(suffix: str, data: bytes) -> FileKind:
    try:
        names = {name.casefold() for name in names_in(data)}
    except RefusedError:  # reported, with what is wrong, when the members are checked
        names = set()
    otherwise = _READ[suffix if suffix in WORKBOOKS else ZIP]
    if "[content_types].xml" in names:
        kinds = (kind for start, kind in _IN_PACKAGE if any(name.startswith(start) for name in names))
        return next(kinds, otherwise if suffix in WORKBOOKS else _READ[XLSX])
    return next((kind for marks, kind in _IN_ZIP if marks <= names), otherwise)


def _in_text(suffix: str, data: bytes) -> FileKind:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    if _MHTML.match(head) and b"office:excel" in data.lower():
        return FileKind(what="a web page in one file (MHTML)", to_do=_AS_XLSX, wraps=True)
    if suffix == EML or is_mail(data, least=1 if suffix == MSG else 2):
        return _READ[EML]
    if head.startswith((b"<", b"{", b"[")) or _BASE64.match(head):
        marked = next((kind for pattern, kind in _IN_TEXT if pattern.search(head)), None)
        if marked:
            return FileKind(HTML) if marked is WEB_PAGE and suffix in (".html", ".htm") else marked
    if suffix == ".p7m":
        return _READ[EML]
    if suffix == CSV:
        return _READ[CSV]
    if not _is_text(head):
        return _READ.get(suffix, _NOT_KNOWN)
    return _PLAIN_TEXT if suffix in _EXPECTED or suffix in _NO_ROWS else _READ[CSV]


def _is_text(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _UNTEXTUAL)) <= len(head) // 50


def _is_heading(mark: bytes, data: bytes) -> bool:
    """Whether a mark of a few letters may be the beginning of a heading."""
    return mark in _LETTERS and b"\0" not in data[:_HEAD] and _is_text(data[:_HEAD])
