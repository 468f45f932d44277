"""OLE files [MS-CFB] of any streams in any storages, and Outlook's e-mails [MS-OXMSG] made of them, without Outlook."""

import math
import struct

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD  # of a chain, not used, a FAT sector
SECTOR, MINI, CUT_OFF = 512, 64, 4096
PROPERTIES = "__properties_version1.0"


def ole(tree):
    """The file: `tree` holds bytes (a stream) or another dict (a storage) by name."""
    entries = [["Root Entry", 5, FREE, FREE, b""]]
    _add(entries, tree, 0)
    mini, mini_fat, sectors, fat = b"", [], [], []

    def chained(table, count, at):
        table += [*range(at + 1, at + count), END] if count else []
        return at if count else END

    def put(data):
        at, count = len(sectors), math.ceil(len(data) / SECTOR)
        sectors.extend(data[SECTOR * n : SECTOR * (n + 1)].ljust(SECTOR, b"\0") for n in range(count))
        return chained(fat, count, at)

    starts = {}
    for number, (_, kind, _, _, data) in enumerate(entries):
        if kind == 2 and len(data) < CUT_OFF:
            count = math.ceil(len(data) / MINI)
            starts[number] = chained(mini_fat, count, len(mini_fat))
            mini += data.ljust(MINI * count, b"\0")
        elif kind == 2:
            starts[number] = put(data)
    starts[0], entries[0][4] = put(mini), mini
    directory = b"".join(_entry(*entry, starts.get(number, 0)) for number, entry in enumerate(entries))
    first_entry = put(directory)
    first_mini = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini_fat else END
    mini_sectors = math.ceil(len(mini_fat) * 4 / SECTOR)
    fat_sectors = math.ceil((len(fat) + 1) / (SECTOR // 4 - 1))
    at = len(sectors)
    fat += [FAT] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16x5H6x9I", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6,
        0, fat_sectors, first_entry, 0, CUT_OFF, first_mini, mini_sectors, END, 0,
    )  # fmt: skip
    listed = [*range(at, at + fat_sectors)]
    header += struct.pack("<109I", *listed, *[FREE] * (109 - fat_sectors))
    return header + b"".join(sectors) + table


def _add(entries, tree, parent):
    """The entries of a storage, each the right neighbour of the one before."""
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    before = None
    for name in names:
        held, number = tree[name], len(entries)
        is_stream = isinstance(held, bytes)
        entries.append([name, 2 if is_stream else 1, FREE, FREE, held if is_stream else b""])
        if before is None:
            entries[parent][3] = number
        else:
            entries[before][2] = number
        before = number
        if not is_stream:
            _add(entries, held, number)


def _entry(name, kind, right, child, data, start):
    encoded = name.encode("utf-16-le")
    size = len(data) if kind in (2, 5) else 0
    return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded) + 2, kind, 1, FREE, right, child, start, size)


def message(texts=(), attached=(), within=False, **properties):
    """An Outlook message as a tree: texts by tag, properties by tag, and `attached` made by `file` and `embedded`."""
    tree = {PROPERTIES: bytes(24 if within else 32) + _table(properties)}
    tree |= {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in dict(texts).items()}
    return tree | {f"__attach_version1.0_#{number:08X}": storage for number, storage in enumerate(attached)}


def file(name, data, method=1, tag="3707"):
    """An attached file under its long name (3707), its short one (3704) or what is shown of it (3001)."""
    tree = {PROPERTIES: bytes(8) + _table({"x37050003": method})}
    if name:
        tree[f"__substg1.0_{tag}001F"] = name.encode("utf-16-le")
    return tree if data is None else tree | {"__substg1.0_37010102": data}


def recipient(address, tag="39FE"):
    """A recipient by their address in the internet (39FE) or the Exchange server's own (3003)."""
    return {PROPERTIES: bytes(8), f"__substg1.0_{tag}001F": address.encode("utf-16-le")}


def embedded(tree):
    """A message attached to a message."""
    return {PROPERTIES: bytes(8) + _table({"x37050003": 5}), "__substg1.0_3701000D": tree}


def msg(*args, **kwargs):
    """The bytes of an Outlook message: see `message`."""
    return ole(message(*args, **kwargs))


def _table(properties):
    return b"".join(struct.pack("<IIQ", int(tag[1:], 16), 6, value) for tag, value in properties.items())
