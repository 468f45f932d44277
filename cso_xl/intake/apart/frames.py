"""Messages between the two processes: JSON, with bytes beside it."""

import json
import struct
from typing import Any, BinaryIO

from cso_xl.intake import limits

_COUNT, _LENGTH = struct.Struct("<I"), struct.Struct("<Q")
_PLACE = ""  # the one key of an object that stands for bytes


def send(stream: BinaryIO, message: Any) -> None:
    """Write one message, of JSON's kinds and bytes."""
    parts = [b""]

    def put_aside(data: bytes) -> dict[str, int]:
        parts.append(data)
        return {_PLACE: len(parts) - 1}

    parts[0] = json.dumps(message, default=put_aside).encode()
    stream.write(_COUNT.pack(len(parts)))
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message. Raises EOFError at the end of the stream, ValueError for what is not a message."""
    (count,) = _COUNT.unpack(_exactly(stream, _COUNT.size))
    if count > limits.MEMBERS:
        raise ValueError("more parts than any message has")
    parts, room = [], limits.TOTAL_SIZE
    for _ in range(count):
        (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
        room -= length
        if room < 0:
            raise ValueError("longer than any message")
        parts.append(_exactly(stream, length))

    def put_back(item: dict[str, Any]) -> Any:
        place = item.get(_PLACE)
        if len(item) != 1 or not isinstance(place, int):
            return item
        if not 0 < place < count:
            raise ValueError("bytes that are not there")
        return parts[place]

    return json.loads(parts[0], object_hook=put_back)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data
