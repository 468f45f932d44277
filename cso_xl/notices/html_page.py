"""A notice as a simple web page, the form in which Outlook shows a draft."""

from collections.abc import Iterator
from html import escape


def html_page(subject: str, body: str, classification: str) -> str:
    """The page; the classification stands above and below."""
    mark = f"<p><strong>{escape(classification)}</strong></p>"
    blocks = "\n".join(_blocks(body))
    return (
        '<!DOCTYPE html>\n<html lang="en-NZ">\n<head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n"
        '<body style="font-family: Calibri, Arial, sans-serif; font-size: 11pt; line-height: 1.4">\n'
        f"{mark}\n{blocks}\n{mark}\n</body>\n</html>\n"
    )


def _blocks(body: str) -> Iterator[str]:
    """Sections, lists and paragraphs as HTML."""
    items: list[str] = []
    words: list[str] = []

    def closed() -> Iterator[str]:
        if items:
            yield "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        if words:
            yield f"<p>{'<br>'.join(words)}</p>"
        items.clear()
        words.clear()

    for line in [*body.splitlines(), ""]:
        text = escape(line.strip())
        if line.startswith("- "):
            if words:
                yield from closed()
            items.append(escape(line[2:].strip()))
        elif not text:
            yield from closed()
        elif line.startswith("# "):
            yield from closed()
            yield f'<h2 style="font-size: 13pt">{escape(line[2:].strip())}</h2>'
        else:
            if items:
                yield from closed()
            words.append(text)
