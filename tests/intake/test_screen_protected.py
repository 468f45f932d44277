"""The screen to the last byte: what an encrypted workbook says of itself."""

import struct

import olefile
import pytest

from cso_xl.intake.screen import screen
from helpers.attacks.encrypted_workbooks import sealed, with_entry_called
from helpers.attacks.workbooks import BOOK
from helpers.screening import is_refused


def with_note(version, length=36, algorithm=0x660E, bits=128):
    """An encrypted workbook whose note is of the standard kind [MS-OFFCRYPTO]; it can be looked at, not opened."""
    data = bytearray(sealed())
    at = data.index(b"\4\0\4\0\x40\0\0\0<")
    data[at : at + 36] = (
        struct.pack("<2HL6L", *version, 0x24, length, 0x24, 0, algorithm, 0x8004, bits) + b"\x18\0\0\0"
    )
    return bytes(data)


@pytest.mark.parametrize(
    ("note", "passes"),
    [
        ({"version": (2, 2)}, True),
        ({"version": (3, 2)}, True),
        ({"version": (4, 2)}, True),
        ({"version": (4, 3)}, False),
        ({"version": (5, 2)}, False),
        ({"version": (3, 2), "length": 31}, False),
        ({"version": (3, 2), "length": 32}, True),
        ({"version": (3, 2), "length": 1024}, True),
        ({"version": (3, 2), "length": 1025}, False),
        ({"version": (3, 2), "algorithm": 0x660F, "bits": 192}, True),
        ({"version": (3, 2), "algorithm": 0x6610, "bits": 256}, True),
        ({"version": (3, 2), "algorithm": 0x6801}, False),
        ({"version": (3, 2), "bits": 40}, False),
    ],
)
def test_the_older_note_on_an_encrypted_workbook(note, passes):
    assert is_refused(BOOK, with_note(**note), "is encrypted in a way that is not opened") is not passes


@pytest.mark.parametrize("name", ["\6DataSpaces", "\5SummaryInformation", "\5DocumentSummaryInformation"])
def test_what_stands_beside_an_encrypted_workbook(name):
    screen(*with_entry_called("\6DataSpaces", name))
    assert is_refused(
        *with_entry_called("\6DataSpaces", f"{name[:-1]}_"), "something beside the encrypted workbook"
    )


@pytest.mark.parametrize(("more", "passes"), [(0, True), (1, False)])
def test_an_encrypted_workbook_holds_what_it_says(more, passes):
    data = sealed()
    with olefile.OleFileIO(data) as container:
        head, length = (
            container.openstream("EncryptedPackage").read(12),
            container.get_size("EncryptedPackage"),
        )
    at = data.index(head)
    told = data[:at] + struct.pack("<Q", length - 8 + more) + data[at + 8 :]
    assert is_refused(BOOK, told, "is not whole") is not passes


@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_a_workbook_of_an_old_kind(name):
    assert is_refused(*with_entry_called("\6DataSpaces", name), "is a workbook of an old kind (.xls)")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC4"'),
        (b'hashAlgorithm="SHA512"', b'hashAlgorithm="MD5XXX"'),
        (b'saltSize="16"', b'saltSize="00"'),
        (b'saltSize="16"', b'saltSize="65"'),
    ],
)
def test_the_note_on_an_encrypted_workbook(old, new):
    data = sealed()
    assert is_refused(BOOK, data.replace(old, new, 1), "is encrypted in a way that is not opened")
