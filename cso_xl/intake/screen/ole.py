"""OLE files: encrypted workbooks, old workbooks, Outlook's e-mails [MS-CFB]."""

import io
import struct

from cso_xl.intake import limits
from cso_xl.intake.screen.refused import not_whole

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<26x3H12xL16xL4xL")  # as far as it is used
_DATA_SPACES = "\6DataSpaces"  # how its neighbours are encrypted


def streams(data: bytes) -> frozenset[str]:
    """The names at the top of an OLE file, and those that say how it is encrypted. Raises RefusedError."""
    import olefile

    check_tables(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            listed = container.listdir(streams=True, storages=True)
    except Exception:  # a damaged file shows itself in a dozen ways
        raise not_whole() from None
    return frozenset(
        {path[0] for path in listed} | {name for path in listed if path[0] == _DATA_SPACES for name in path}
    )


def check_tables(data: bytes) -> None:
    """Raise RefusedError when the tables of sectors are larger than the file needs: readers trust their numbers."""
    if len(data) < 1536:
        raise not_whole()
    version, order, shift, sectors, mini_sectors, chained = _HEADER.unpack_from(data)
    if order != 0xFFFE or (version, shift) not in ((3, 9), (4, 12)):
        raise not_whole()
    listed = 1 << (shift - 2)  # sectors that one sector of a table lists
    needed = len(data) // (listed << shift) + limits.SPARE_SECTORS
    if max(sectors, mini_sectors) > needed or chained > sectors // (listed - 1) + 1:
        raise not_whole()
