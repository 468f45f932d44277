"""The part xl/styles.xml: how cells look; cells name each look by its number."""

from collections.abc import Iterable, Mapping

from cso_xl.sheet.layout import MAIN
from cso_xl.sheet.look import FONT, Style, text_format
from cso_xl.sheet.markup import element, listed

_TEXT_FORMAT = 49  # numFmtId of '@'
_OWN_FORMATS = 164  # the first numFmtId that is not Excel's own
_EXCELS_OWN_FONT = (
    '<font><sz val="11" /><color theme="1" /><name val="Calibri" />'
    '<family val="2" /><scheme val="minor" /></font>'
)
_NO_FILLS = ("<fill><patternFill /></fill>", '<fill><patternFill patternType="gray125" /></fill>')
_NO_BORDER = "<border><left /><right /><top /><bottom /><diagonal /></border>"
_EXCELS_OWN = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"{} />'

# Excel's own colours, by number
_PALETTE = """
000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333
"""


class Styles:
    """The looks in use; `numbers` has the number of each (name, is risky) that rows ask for."""

    def __init__(self, looks: Mapping[str, Style]) -> None:
        self._formats = _Numbered([])
        self._fonts = _Numbered([_EXCELS_OWN_FONT])
        self._fills = _Numbered(_NO_FILLS)
        self._borders = _Numbered([_NO_BORDER])
        self._cells = _Numbered([_EXCELS_OWN.format(' pivotButton="0" quotePrefix="0" xfId="0"')])
        self.numbers = {
            (name, risky): self._number(style, risky)
            for name, style in looks.items()
            for risky in (False, True)
        }

    def _number(self, style: Style, risky: bool) -> int:
        """The number of a look; text that would be taken for a formula is marked as text."""
        parts = {
            "numFmtId": self._format(style.says) if style.says else _TEXT_FORMAT,
            "fontId": self._fonts.number(_font(style)),
            "fillId": self._fills.number(_fill(style.fill)) if style.fill else 0,
            "borderId": self._borders.number(_line_below(style.line)) if style.line else 0,
        }
        marks = {"applyAlignment": True, "pivotButton": False, "quotePrefix": risky, "xfId": 0}
        return self._cells.number(element("xf", {**parts, **marks}, _alignment(style)))

    def _format(self, says: str) -> int:
        return _OWN_FORMATS + self._formats.number(text_format(says))

    def xml(self, duplicate_text: str, duplicate_fill: str, has_duplicates: bool) -> str:
        """The part; with the look of duplicate values, layout.DUPLICATES, where there is a rule for it."""
        parts = (
            self._formats.formats(),
            self._fonts.xml("fonts"),
            self._fills.xml("fills"),
            self._borders.xml("borders"),
            listed("cellStyleXfs", [_EXCELS_OWN.format("")]),
            self._cells.xml("cellXfs"),
            listed("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0" hidden="0" />']),
            listed("dxfs", [_duplicates(duplicate_text, duplicate_fill)]) if has_duplicates else "",
            '<tableStyles count="0" defaultTableStyle="TableStyleMedium9" defaultPivotStyle="PivotStyleLight16" />',
            element(
                "colors",
                {},
                element("indexedColors", {}, "".join(_colour("rgbColor", rgb) for rgb in _PALETTE.split())),
            ),
        )
        return f'<styleSheet xmlns="{MAIN}">{"".join(parts)}</styleSheet>'


class _Numbered:
    """Elements, each once, by number."""

    def __init__(self, first: Iterable[str]) -> None:
        self._numbers = {text: number for number, text in enumerate(first)}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def xml(self, name: str) -> str:
        return listed(name, list(self._numbers))

    def formats(self) -> str:
        """Number formats, which bear their own numbers."""
        elements = [
            element("numFmt", {"numFmtId": _OWN_FORMATS + number, "formatCode": code})
            for code, number in self._numbers.items()
        ]
        return listed("numFmts", elements) or element("numFmts", {"count": 0})


def _font(style: Style) -> str:
    bold = element("b", {"val": True}) if style.bold else ""
    colour = _colour("color", style.colour) if style.colour else ""
    return element(
        "font", {}, bold + element("sz", {"val": style.size}) + colour + element("name", {"val": FONT})
    )


def _fill(colour: str) -> str:
    return element("fill", {}, element("patternFill", {"patternType": "solid"}, _colour("fgColor", colour)))


def _line_below(colour: str) -> str:
    return element("border", {}, element("bottom", {"style": "thin"}, _colour("color", colour)))


def _alignment(style: Style) -> str:
    attributes = {
        "horizontal": "left" if style.indent else None,
        "vertical": style.vertical,
        "wrapText": style.wrap or None,
        "indent": style.indent or None,
    }
    return element("alignment", attributes)


def _duplicates(text: str, fill: str) -> str:
    pattern = element("patternFill", {}, _colour("bgColor", fill))
    return element("dxf", {}, element("font", {}, _colour("color", text)) + element("fill", {}, pattern))


def _colour(name: str, rgb: str) -> str:
    return element(name, {"rgb": f"00{rgb}"})
