"""Encrypted workbooks as nobody should send them."""

import struct
from functools import cache

import olefile

from helpers.attacks.listing import attack
from helpers.attacks.workbooks import BOOK, workbook
from helpers.files import encrypted


@cache
def sealed(rounds=100_000):
    """A legitimate encrypted workbook."""
    return encrypted(workbook(), rounds=rounds)


def with_info(old, new):
    """The encrypted workbook with another text of the same length in the note on its encryption."""
    data = sealed()
    assert data.count(old) == 1 and len(old) == len(new)
    return BOOK, data.replace(old, new)


def with_entry_called(old, new):
    """The encrypted workbook with a stream called otherwise."""
    data = bytearray(sealed())
    at = data.find(old.encode("utf-16-le"))
    data[at : at + 64] = new.encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<H", data, at + 64, 2 * len(new) + 2)
    return BOOK, bytes(data)


def with_number(at, value, kind="<L"):
    data = bytearray(sealed())
    struct.pack_into(kind, data, at, value)
    return BOOK, bytes(data)


@attack
def encrypted_workbook_that_takes_minutes():
    return with_info(b'spinCount="100000" saltSize="16"', b'spinCount="9999999" saltSize="8"')


@attack
def encrypted_workbook_cut_short():
    return BOOK, sealed()[: len(sealed()) // 2]


@attack
def encrypted_workbook_cut_after_its_header():
    return BOOK, sealed()[:600]


@attack
def encrypted_workbook_with_another_stream():
    return with_entry_called("\6DataSpaces", "VBA")


@attack
def encrypted_workbook_that_is_an_old_one():
    return with_entry_called("EncryptionInfo", "Workbook")


@attack
def encrypted_workbook_without_its_key():
    return with_entry_called("EncryptionInfo", "\5SummaryInformation")


@attack
def encrypted_workbook_with_entities():
    data = sealed()
    old = data[data.index(b"<encryption ") : data.index(b"<keyData")]
    return BOOK, data.replace(old, b'<!DOCTYPE x [<!ENTITY a "">]>'.ljust(len(old)))


@attack
def encrypted_workbook_of_an_unknown_kind():
    return with_info(b"\4\0\4\0\x40\0\0\0<", b"\3\0\3\0\x40\0\0\0<")


@attack
def encrypted_workbook_with_another_cipher():
    return with_info(
        b'<keyData saltSize="16" blockSize="16" keyBits="256"',
        b'<keyData saltSize="16" blockSize="16" keyBits="999"',
    )


@attack
def encrypted_workbook_with_endless_tables():
    return with_number(44, 0x7FFF_FFFF)


@attack
def encrypted_workbook_with_endless_chains():
    return with_number(72, 0x7FFF_FFFF)


@attack
def encrypted_workbook_with_a_folder_in_itself():
    with olefile.OleFileIO(sealed()) as container:
        start = 512 * (container.first_dir_sector + 1)
        entry = next(entry for entry in container.direntries if entry and entry.name == "EncryptionInfo")
    return with_number(start + 128 * entry.sid + 68, entry.sid)


@attack
def encrypted_workbook_that_says_it_is_longer():
    data = sealed()
    with olefile.OleFileIO(data) as container:
        size = container.openstream("EncryptedPackage").read(8)
    at = data.index(size + data[data.index(size) + 8 : data.index(size) + 12])
    return with_number(at, 1 << 40, "<Q")
