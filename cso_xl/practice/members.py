"""The members of a practice week's ZIP: CSVs and the two HTML pages, as bytes."""

import csv
import html
import io
from collections.abc import Iterable, Sequence

from cso_xl.records.kept_apart import TITLE


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """A CSV with CRLF line ends; `encoding` 'utf-8-sig' puts a BOM in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_page(heading: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An HTML page with one table."""
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="en-NZ"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>',
        f"<h1>{html.escape(heading)}</h1><p>{TITLE}: nobody in it exists.</p><table>",
        _table_row("th", headings),
        *(_table_row("td", row) for row in rows),
        "</table></body></html>",
    ]
    return "\n".join(lines).encode()


def _table_row(tag: str, cells: Sequence[str]) -> str:
    inside = "\n".join(f'  <{tag} class="comparison">{html.escape(cell)}</{tag}>' for cell in cells)
    return f"<tr>\n{inside}\n</tr>"
