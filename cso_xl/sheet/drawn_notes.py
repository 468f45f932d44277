"""The notes on a sheet's cells, as two parts of the package: what they say, and how Excel draws them."""

from collections.abc import Mapping

from cso_xl.cells.letters import letters_of
from cso_xl.sheet.layout import MAIN, CellNote, Place
from cso_xl.sheet.markup import element, escaped, listed

_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_FIRST_SHAPE = 1026
_SHAPE_TYPE = (
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1" /></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter" /><v:path gradientshapeok="t" o:connecttype="rect" /></v:shapetype>'
)


def texts(notes: Mapping[Place, CellNote]) -> str:
    """The part that holds the texts; their author is nobody [X7]."""
    comments = [
        element(
            "comment",
            {"ref": f"{letters_of(column)}{row}", "authorId": 0, "shapeId": 0},
            element("text", {}, element("t", {}, escaped(note.text))),
        )
        for (row, column), note in sorted(notes.items())
    ]
    nobody = element("authors", {}, element("author"))
    return element("comments", {"xmlns": MAIN}, nobody + listed("commentList", comments, counted=False))


def drawn(notes: Mapping[Place, CellNote]) -> str:
    """The part that draws them, hidden until the pointer is over their cells."""
    shapes = [
        _shape(number, row, column, note)
        for number, ((row, column), note) in enumerate(sorted(notes.items()), _FIRST_SHAPE)
    ]
    spaces = {"xmlns:o": _OFFICE, "xmlns:v": _VML, "xmlns:x": _EXCEL}
    return element("xml", spaces, _SHAPE_TYPE + "".join(shapes))


def _shape(number: int, row: int, column: int, note: CellNote) -> str:
    style = (
        f"position:absolute; margin-left:59.25pt;margin-top:1.5pt;width:{note.width}px;height:{note.height}px;"
        "z-index:1;visibility:hidden"
    )
    return (
        f'<v:shape type="#_x0000_t202" style="{style}" fillcolor="#ffffe1" o:insetmode="auto" id="_x0000_s{number}">'
        '<v:fill color2="#ffffe1" /><v:shadow color="black" obscured="t" /><v:path o:connecttype="none" />'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left" /></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells /><x:SizeWithCells /><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
