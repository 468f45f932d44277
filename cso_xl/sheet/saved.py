"""A workbook of openpyxl as bytes that do not tell when they were made [X7]."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def saved(book: Workbook, made: dt.datetime) -> bytes:
    """The workbook as .xlsx, as if made then; the same workbook always gives the same bytes."""
    first, out = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            part = _MODIFIED.sub(rb"\g<1>" + f"{made:%Y-%m-%dT%H:%M:%SZ}".encode(), package.read(name))
            copy.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
