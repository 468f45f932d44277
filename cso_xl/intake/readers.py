"""Readers of ZIPs and workbooks from outside, run in their own process on what the screen let pass [I1, I2, A1].

Each reader imports its own library: both processes import this module, and neither waits for what it does not use.
"""

import datetime as dt
import io
import zipfile
from typing import Any

from cso_xl.errors import InputError, PasswordError
from cso_xl.intake.apart import apart
from cso_xl.intake.zip_methods import AES

_NOT_A_WORKBOOK = (
    "is not an Excel workbook of today's kind (.xlsx). Open it in Excel, save it as .xlsx and use that copy; "
    "if it does not open, ask for it again."
)


@apart("is not a whole ZIP file: it may have been cut short. Save it from the e-mail again.")
def listed(_: str, data: bytes) -> list[tuple[str, int, str, bool]]:
    """Each file's name, size, date and time, and whether it is encrypted."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            (info.filename, info.file_size, _modified(info), bool(info.flag_bits & 1))
            for info in archive.infolist()
            if not info.filename.endswith(("/", "\\"))
        ]


@apart("cannot be unpacked. Save it from the e-mail again.")
def unpacked(name: str, data: bytes, member: str, password: str | None) -> bytes:
    """Unpack one member; reading it whole checks its CRC (and AES tag) before anything is returned."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(member)
        with _unpacker(info)(io.BytesIO(data)) as archive:
            return bytes(archive.read(member, pwd=password and password.encode()))
    except MemoryError:
        raise
    except Exception as error:  # each packing method has its own errors for damage and wrong passwords
        if password is None or isinstance(error, NotImplementedError):
            raise InputError(
                f"{member} in {name} cannot be unpacked: it is damaged, or packed in an unknown way. "
                "Save the ZIP from the e-mail again."
            ) from None
        raise PasswordError.wrong(name) from None


def _unpacker(info: zipfile.ZipInfo) -> Any:
    """The class that opens a member; each is imported only when it is needed."""
    if info.compress_type == AES:
        import pyzipper

        return pyzipper.AESZipFile
    import fast_zip_decryption  # noqa: F401  (makes zipfile decrypt at speed)

    return zipfile.ZipFile


def _modified(info: zipfile.ZipInfo) -> str:
    try:
        return dt.datetime(*info.date_time).isoformat()
    except ValueError:
        return "1980-01-01"


@apart(
    "cannot be read as an Excel workbook. Open it in Excel; if it opens, save it as .xlsx and use that copy; "
    "if not, ask the sender for it again."
)
def sheets_of(name: str, data: bytes, is_own: bool) -> dict[str, list[list[str]]]:
    """The visible sheets of a workbook that is not encrypted, by name."""
    from cso_xl.intake.workbook_reader import visible_sheets

    try:
        return dict(visible_sheets(name, data, is_own))
    except zipfile.BadZipFile:
        raise InputError(f"{name} {_NOT_A_WORKBOOK}") from None


@apart(_NOT_A_WORKBOOK)  # a damaged file shows itself as struct, XML, index and other errors
def decrypted(name: str, data: bytes, password: str) -> bytes:
    """The workbook within an encrypted one, its integrity verified."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    out = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    if not office.is_encrypted():
        raise InputError(f"{name} {_NOT_A_WORKBOOK}")
    sealed = office.type == "agile"  # its seal shows a wrong password too, without deriving the key twice
    try:
        office.load_key(password=password, verify_password=not sealed)
        office.decrypt(out, verify_integrity=sealed)
    except (InvalidKeyError, DecryptionError):
        raise PasswordError.wrong(name) from None
    return out.getvalue()
