"""Encrypted workbooks: the OLE file that holds one, and how it is sealed."""

import io
import struct

from cso_xl.intake import limits
from cso_xl.intake.screen.member import ZipEntry
from cso_xl.intake.screen.ole import check_tables
from cso_xl.intake.screen.refused import SAVE_AS, RefusedError, check_links, not_whole
from cso_xl.intake.screen.workbooks import check_depth, each_element
from cso_xl.intake.screen.xml import Scan

_ENCRYPTION = {"EncryptionInfo", "EncryptedPackage"}
_BESIDE = ("\6DataSpaces", "\5SummaryInformation", "\5DocumentSummaryInformation")
_AGILE, _STANDARD = ((4, 4),), ((2, 2), (3, 2), (4, 2))  # [MS-OFFCRYPTO]
_AES_ALGORITHMS = (0x660E, 0x660F, 0x6610)
_KEY_BITS = ("128", "192", "256")
_HASHES = ("SHA1", "SHA-1", "SHA256", "SHA384", "SHA512")
_ODD_ENCRYPTION = "is encrypted in a way that is not opened"


def check_encrypted(data: bytes) -> None:
    """Check that an OLE file holds an encrypted workbook and nothing beside it."""
    import olefile

    check_tables(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as container:
            _check_streams({path[0] for path in container.listdir(streams=True, storages=True)})
            if container.get_size("EncryptionInfo") > limits.INFO_SIZE:
                raise RefusedError(_ODD_ENCRYPTION, SAVE_AS)
            _check_encryption(container.openstream("EncryptionInfo").read())
            package = container.openstream("EncryptedPackage")
            (size,) = struct.unpack("<Q", package.read(8))
            if not 0 < size <= container.get_size("EncryptedPackage") - 8:
                raise not_whole()
    except RefusedError:
        raise
    except Exception:  # a damaged file shows itself in a dozen ways
        raise not_whole() from None


def _check_streams(names: set[str]) -> None:
    if names & {"Workbook", "Book"}:
        raise RefusedError("is a workbook of an old kind (.xls) under another name", SAVE_AS)
    if not names >= _ENCRYPTION:
        raise RefusedError("is not an Excel workbook of today's kind (.xlsx)", SAVE_AS)
    if names - _ENCRYPTION - set(_BESIDE):
        raise RefusedError("holds something beside the encrypted workbook")


def _check_encryption(info: bytes) -> None:
    version = struct.unpack_from("<2H", info)
    if version in _AGILE:
        _check_agile(info[8:])
    elif version in _STANDARD:
        _check_standard(info)
    else:
        raise RefusedError(_ODD_ENCRYPTION, SAVE_AS)


def _check_agile(xml: bytes) -> None:
    member = ZipEntry("the note on its encryption", "", b"", 0, 0, 0, len(xml), len(xml), 0, 0, {})
    scan = Scan(member)
    scan.feed(xml)
    check_links(scan.links)
    if not scan.is_balanced():
        check_depth([xml], member)
    each_element([xml], member, _check_key)


def _check_key(tag: str, attributes: dict[str, str]) -> None:
    if tag not in ("keyData", "encryptedKey"):
        return
    if (
        attributes["cipherAlgorithm"] != "AES"
        or attributes["keyBits"] not in _KEY_BITS
        or attributes["hashAlgorithm"] not in _HASHES
        or not 1 <= int(attributes["saltSize"]) <= 64
    ):
        raise RefusedError(_ODD_ENCRYPTION, SAVE_AS)
    rounds = int(attributes.get("spinCount", 0))
    if rounds > limits.SPIN or rounds < 0:
        raise RefusedError(
            f"would take minutes to open: it asks for {rounds:,} rounds; at most {limits.SPIN:,} are done"
        )


def _check_standard(info: bytes) -> None:
    length, flags, _, algorithm, _, bits = struct.unpack_from("<6L", info, 8)
    if not 32 <= length <= limits.KIB or algorithm not in _AES_ALGORITHMS or str(bits) not in _KEY_BITS:
        raise RefusedError(_ODD_ENCRYPTION, SAVE_AS)
