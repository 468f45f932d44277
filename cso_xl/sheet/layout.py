"""The layout of a sheet around its rows, and its XML: columns, filter, rules, drop-downs, links, page."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cso_xl.cells.letters import letters_of
from cso_xl.sheet import look
from cso_xl.sheet.areas import Area
from cso_xl.sheet.markup import element, escaped, listed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NOTES_DRAWN = "anysvml"  # the relation to the part that draws a sheet's notes
DUPLICATES = 0  # the number of the look of duplicate values, the only one that a rule gives
_A4 = 9
_DEFAULT_WIDTH = 9.140625  # of a column, in characters
_MARGINS = {"left": 0.75, "right": 0.75, "top": 1, "bottom": 1, "header": 0.5, "footer": 0.5}  # inches
_ACROSS = {
    "left": 0.4,
    "right": 0.4,
    "top": 0.75,
    "bottom": 0.75,
    "header": 0.3,
    "footer": 0.3,
}  # wide sheets

Place = tuple[int, int]  # row and column


class Choice(NamedTuple):
    """Cells with a drop-down; `source` is the formula that gives its list, for the first cell.

    `error` and its `title` are shown for any other entry, which may be typed unless the list is the `only` way;
    `asks` is shown beside the cell.
    """

    cells: Area
    source: str
    title: str = ""
    error: str = ""
    asks: str = ""
    only: bool = True


class SheetLink(NamedTuple):
    """A link to the top of another sheet."""

    sheet: str
    text: str


class CellNote(NamedTuple):
    """A note on a cell, and its size in pixels."""

    text: str
    width: int
    height: int


class PrintedPage(NamedTuple):
    """How a sheet is printed: on one page across, if legible, and on `high` pages, 0 for as many as it takes."""

    landscape: bool = True
    high: int = 0


@dataclass
class SheetLayout:
    """What stands around a sheet's rows.

    `widths` are those of the columns from A on, in characters; columns that are `hidden` are grouped, so that one press
    on Excel's [+] shows them; `frozen` counts the rows that stay in sight and `frozen_columns` the columns: these, and
    the last of the rows, are printed on every page; `arrows` is the area of the filter, `filters` what each column is
    set to.
    """

    tab: str = ""
    has_grid: bool = True
    frozen: int = 0
    frozen_columns: int = 0
    widths: Sequence[float] = ()
    hidden: Collection[int] = ()
    arrows: Area | None = None
    filters: Mapping[int, Collection[str]] = field(default_factory=dict)
    merged: Sequence[Area] = ()
    duplicates: Sequence[Area] = ()
    choices: Sequence[Choice] = ()
    links: Mapping[Place, SheetLink] = field(default_factory=dict)
    notes: Mapping[Place, CellNote] = field(default_factory=dict)
    page: PrintedPage | None = None

    def before_rows(self, size: Area) -> str:
        """The XML of a sheet of that size, as far as its rows."""
        return f'<worksheet xmlns="{MAIN}">' + "".join(
            (
                self._properties(),
                element("dimension", {"ref": size.ref}),
                self._view(),
                element(
                    "sheetFormatPr",
                    {
                        "baseColWidth": 8,
                        "defaultRowHeight": 15,
                        "outlineLevelCol": 1 if self.hidden else None,
                    },
                ),
                listed("cols", list(self._columns()), counted=False),
                "<sheetData>",
            )
        )

    def after_rows(self, size: Area, classification: str) -> str:
        """The XML after the rows, in which numbers kept as text are no error."""
        kept = element("ignoredError", {"sqref": size.ref, "numberStoredAsText": True})
        return "</sheetData>" + "".join(
            (
                self._filter(),
                listed("mergeCells", [element("mergeCell", {"ref": area.ref}) for area in self.merged]),
                self._duplicates(),
                listed("dataValidations", list(map(_drop_down, self.choices))),
                listed("hyperlinks", list(self._links()), counted=False),
                element("printOptions", {"gridLines": True}) if self.page and self.has_grid else "",
                element("pageMargins", _ACROSS if self.page and self.page.landscape else _MARGINS),
                self._page_set_up(),
                _header_and_footer(classification),
                element("ignoredErrors", {}, kept),
                element("legacyDrawing", {"xmlns:r": RELATIONS, "r:id": NOTES_DRAWN}) if self.notes else "",
                "</worksheet>",
            )
        )

    def titles(self) -> Iterator[str]:
        """The columns and the row that are printed on every page."""
        if self.frozen_columns:
            yield f"$A:${letters_of(self.frozen_columns)}"
        if self.frozen:
            yield f"${self.frozen}:${self.frozen}"

    def _properties(self) -> str:
        tab = element("tabColor", {"rgb": f"00{self.tab}"}) if self.tab else ""
        outline = element("outlinePr", {"summaryBelow": True, "summaryRight": True})
        fit = element("pageSetUpPr", {"fitToPage": True if self.page else None})
        return element("sheetPr", {}, tab + outline + fit)

    def _view(self) -> str:
        """The view of the sheet when it is opened."""
        columns, rows = self.frozen_columns or None, self.frozen or None
        first = f"{letters_of(self.frozen_columns + 1)}{self.frozen + 1}"
        in_pane = {(False, True): "bottomLeft", (True, False): "topRight", (True, True): "bottomRight"}.get(
            (bool(columns), bool(rows))
        )
        split = {"xSplit": columns, "ySplit": rows, "topLeftCell": first, "activePane": in_pane}
        pane = element("pane", {**split, "state": "frozen"}) if in_pane else ""
        selected = element("selection", {"pane": in_pane, "activeCell": "A1", "sqref": "A1"})
        as_page = {} if self.has_grid else {"showGridLines": False, "zoomScale": 100}
        return element(
            "sheetViews", {}, element("sheetView", {**as_page, "workbookViewId": 0}, pane + selected)
        )

    def _columns(self) -> Iterator[str]:
        for column, width in enumerate(self.widths, 1):
            attributes = {"width": width, "customWidth": True, "min": column, "max": column}
            yield element("col", {**self._folded(column), **attributes})
        if self._folded(last := len(self.widths) + 1):
            attributes = {"width": _DEFAULT_WIDTH, "customWidth": True, "min": last, "max": last}
            yield element("col", {**self._folded(last), **attributes})

    def _folded(self, column: int) -> dict[str, bool | int]:
        """The attributes of a column that is hidden in a group, or over which the [+] of such columns stands."""
        if column in self.hidden:
            return {"hidden": True, "outlineLevel": 1}
        return {"collapsed": True} if column - 1 in self.hidden else {}

    def _filter(self) -> str:
        if self.arrows is None:
            return ""
        columns = []
        for column, accepted in sorted(self.filters.items()):
            values = "".join(element("filter", {"val": value}) for value in sorted(accepted))
            inside = element("filters", {"blank": "" in accepted}, values)
            shown = {"colId": column - 1, "hiddenButton": False, "showButton": True}
            columns.append(element("filterColumn", shown, inside))
        return element("autoFilter", {"ref": self.arrows.ref}, "".join(columns))

    def _duplicates(self) -> str:
        if not self.duplicates:
            return ""
        rule = element("cfRule", {"type": "duplicateValues", "priority": 1, "dxfId": DUPLICATES})
        areas = " ".join(area.short for area in self.duplicates)
        return element("conditionalFormatting", {"sqref": areas}, rule)

    def _links(self) -> Iterator[str]:
        for (row, column), link in self.links.items():
            place, top = f"{letters_of(column)}{row}", f"{quoted(link.sheet)}!A1"
            attributes = {"ref": place, "location": top, "tooltip": link.sheet, "display": link.text}
            yield element("hyperlink", attributes)

    def _page_set_up(self) -> str:
        if self.page is None:
            return ""
        shown = sum(width for column, width in enumerate(self.widths, 1) if column not in self.hidden)
        wide = math.ceil(shown / look.PAGE)
        turned = {"orientation": "landscape" if self.page.landscape else "portrait", "paperSize": _A4}
        fit = {"fitToHeight": self.page.high, "fitToWidth": wide}
        order = (
            {"pageOrder": "overThenDown"} if wide > 1 else {}
        )  # what stands side by side comes one after the other
        return element("pageSetup", {**turned, **fit, **order})


def quoted(sheet: str) -> str:
    """A sheet's name as it stands in a reference."""
    return "'" + sheet.replace("'", "''") + "'"


def _drop_down(choice: Choice) -> str:
    """The drop-down: an entry that is not in the list is refused, unless any may be typed; the cell may be empty."""
    attributes = {
        "sqref": choice.cells.short,
        "showDropDown": False,
        "showInputMessage": bool(choice.asks),
        "showErrorMessage": choice.only,
        "allowBlank": True,
        "errorTitle": choice.title or None,
        "error": choice.error or None,
        "prompt": choice.asks or None,
        "type": "list",
    }
    return element("dataValidation", attributes, element("formula1", {}, escaped(choice.source)))


def _header_and_footer(classification: str) -> str:
    """The classification above and below, the sheet's name and the page beside it [X7]."""
    header = element("oddHeader", {}, escaped(f"&C{classification}"))
    footer = element("oddFooter", {}, escaped(f"&L&A&C{classification}&RPage &P of &N"))
    others = "".join(map(element, ("evenHeader", "evenFooter", "firstHeader", "firstFooter")))
    return element("headerFooter", {}, header + footer + others)
