"""Excel's own encryption drawn from a seed: the same practice workbook is the same file every time.

For practice data only: whoever knows the seed knows the keys. The library's module is loaded a second time, for
this use alone; `records.protect` goes on drawing its keys from the system.
"""

import importlib.util
import io
import random
import struct
from types import ModuleType

_SECTOR, _ENTRY = 512, 128  # bytes, of an OLE file of version 3 and of an entry in its directory [MS-CFB]
_DIRECTORY_AT, _KIND_AT = 48, 66  # where the header names the directory, and an entry its kind
_MADE_AT, _MADE = 100, bytes(16)  # when an entry was made and changed; zeros say that it is not known


def seal(workbook: bytes, password: str, rng: random.Random) -> bytes:
    """An encrypted workbook; equal calls with an equally seeded `rng` give equal bytes."""
    return _undated(_drawing_from(rng).ECMA376Agile.encrypt(password, io.BytesIO(workbook)))


def _drawing_from(rng: random.Random) -> ModuleType:
    """The library's encryption, in a copy of its module whose salts and keys come from `rng`."""
    spec = importlib.util.find_spec("msoffcrypto.method.ecma376_agile")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["_random_buffer"] = rng.randbytes
    return module


def _undated(container: bytes) -> bytes:
    """An OLE file without the times of its making, which its directory has beside each entry."""
    out = bytearray(container)
    (sector,) = struct.unpack_from("<L", out, _DIRECTORY_AT)
    entry = (sector + 1) * _SECTOR
    while out[entry + _KIND_AT]:  # 0: no more entries
        out[entry + _MADE_AT : entry + _MADE_AT + len(_MADE)] = _MADE
        entry += _ENTRY
    return bytes(out)
