"""The charts of the workbook: Excel's own, on the numbers of its tables, so that they change with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from cso_xl.figures import sections
from cso_xl.figures.counting import ALL, FiguresRow, Section
from cso_xl.figures.figures import SHEETS, TABLES, Figures

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.chart import BarChart
    from openpyxl.chart.series import Series
    from openpyxl.worksheet.worksheet import Worksheet

_WIDE, _HIGH, _TITLE = 16, 9, 12  # centimetres; points
_ACROSS, _ROWS = ("A", "J"), 19  # where charts begin, and how many rows one takes
_MOST_WEEKS = 27  # by week as long as that can be read, otherwise by month
_PLAIN = (
    "1F4E79",
    "E69F00",
    "56B4E9",
    "009E73",
    "CC79A7",
    "D55E00",
    "999999",
    "F0E442",
)  # told apart by all eyes
_STATES = {
    sections.IN_TIME: "009E73", sections.LATE: "E69F00", sections.OVERDUE: "D55E00", sections.WAITING: "999999",
    sections.NOT_DUE: "999999", sections.NOT_AWAITED: "D9D9D9",
}  # fmt: skip


@dataclass(frozen=True)
class _Drawn:
    """A chart of series, stacked where there are several; `lies` says that its bars lie."""

    title: str
    series: Sequence[Series]
    lies: bool = False


def draw(sheet: Worksheet, figures: Figures, placed: Mapping[str, int], book: Workbook) -> None:
    """Put a chart on the sheet for each section that has numbers, two side by side.

    `placed` gives, for each section, the row of its headings on the sheet with the tables.
    """
    tables = _Tables(figures, book, placed)
    for at, drawn in enumerate(chart for chart in _charts(tables) if chart.series):
        sheet.add_chart(_chart(drawn), f"{_ACROSS[at % 2]}{1 + at // 2 * _ROWS}")


def _charts(tables: _Tables) -> Iterator[_Drawn]:
    every = tables.kind
    yield _Drawn(f"Rows received, by {every}", tables.over_time(sections.ROWS, ALL))
    yield _Drawn("Rows of the address report removed, and why", tables.across(sections.REASONS), lies=True)
    yield _Drawn(
        "Questions of the worklists, by working days to the decision", tables.sums(sections.DECISIONS)
    )
    yield _Drawn("Questions of the worklists decided in time", tables.across(sections.DUE), lies=True)
    yield _Drawn(f"Notices sent, by {every}", tables.over_time(sections.NOTICES, sections.SENT))
    yield _Drawn("Notices answered in time", tables.across(sections.ANSWERS), lies=True)


@dataclass(frozen=True)
class _Tables:
    """The tables of a workbook as series of charts."""

    figures: Figures
    book: Workbook
    placed: Mapping[str, int]

    @property
    def kind(self) -> str:
        """Whether time goes by week or by month."""
        return "week" if len(self.figures.span.of_kind("week")) <= _MOST_WEEKS else "month"

    def over_time(self, section: Section, what: str) -> list[Series]:
        """A series over the weeks or months for each thing that a section is counted by."""
        sheet, last = self.book[SHEETS[self.kind]], 3 + len(self.figures.span.of_kind(self.kind))
        rows = {line.of: row for row, line in enumerate(self.figures.lines, 2) if _is(line, section, what)}
        colours = zip(rows.items(), cycle(_PLAIN))
        return [
            _series(of, colour, (sheet, (4, row, last, row)), (4, 1, last, 1))
            for (of, row), colour in colours
        ]

    def across(self, section: Section) -> list[Series]:
        """A series for each kind of thing in a section, over what the section is counted by."""
        top, ofs = self.placed[section.name], [of for of in self.figures.ofs(section) if of != ALL]
        if not ofs:
            return []
        left, bottom = (1, top + 1, 1, top + len(ofs)), top + len(ofs)
        return [
            _series(what, _STATES.get(what, _PLAIN[0]), (self.book[TABLES], (at, top + 1, at, bottom)), left)
            for at, what in enumerate(self.figures.whats(section), 2)
            if what != ALL
        ]

    def sums(self, section: Section) -> list[Series]:
        """The sums of a section's kinds of things, as one series."""
        top, ofs = self.placed[section.name], self.figures.ofs(section)
        last = 1 + len([what for what in self.figures.whats(section) if what != ALL])
        if ALL not in ofs or last == 1:
            return []
        row = top + len(ofs)
        return [_series(ALL, _PLAIN[0], (self.book[TABLES], (2, row, last, row)), (2, top, last, top))]


def _is(line: FiguresRow, section: Section, what: str) -> bool:
    return (line.section, line.what) == (section, what) and line.of != ALL


_Area = tuple[int, int, int, int]  # first column and row, last column and row


def _series(name: str, colour: str, values: tuple[Worksheet, _Area], labels: _Area) -> Series:
    """Cells of a sheet as a series, with other cells of it as labels."""
    from openpyxl.chart import Reference
    from openpyxl.chart.data_source import AxDataSource, StrRef
    from openpyxl.chart.series_factory import SeriesFactory

    sheet, area = values
    made: Series = SeriesFactory(Reference(sheet, *area), title=name)
    made.cat = AxDataSource(strRef=StrRef(str(Reference(sheet, *labels))))
    made.graphicalProperties.solidFill = colour
    made.graphicalProperties.line.solidFill = "FFFFFF"
    return made


def _chart(drawn: _Drawn) -> BarChart:
    from openpyxl.chart import BarChart

    chart = BarChart()
    chart.type, chart.series = "bar" if drawn.lies else "col", list(drawn.series)
    chart.width, chart.height, chart.gapWidth = _WIDE, _HIGH, 60
    _name(chart, drawn.title)
    _axes(chart, drawn.lies)
    is_stacked = len(drawn.series) > 1
    if is_stacked:
        chart.grouping, chart.overlap, chart.legend.position = "stacked", 100, "b"
    else:
        chart.legend = None
    if drawn.lies or not is_stacked:
        _say_numbers(chart, "ctr" if is_stacked else "outEnd")
    return chart


def _name(chart: BarChart, title: str) -> None:
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

    look = ParagraphProperties(defRPr=CharacterProperties(sz=_TITLE * 100, b=True))
    words = [Paragraph(pPr=look, r=[RegularTextRun(t=title)])]
    chart.title = Title(tx=Text(rich=RichText(p=words)), overlay=False)


def _axes(chart: BarChart, lies: bool) -> None:
    """Show both axes, from nought in whole numbers, on pale lines; put the first of lying bars on top."""
    from openpyxl.chart.axis import ChartLines
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format, chart.y_axis.scaling.min = "0", 0
    pale = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.majorGridlines = ChartLines(spPr=pale)
    if lies:
        chart.x_axis.tickLblSkip = 1  # a name beside every bar
        chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"


def _say_numbers(chart: BarChart, place: str) -> None:
    """Show the number at the end of each bar, or in the middle of each part of a stacked one; no nought."""
    from openpyxl.chart.label import DataLabelList

    chart.dataLabels = DataLabelList(
        dLblPos=place,
        numFmt="#,##0;;",
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )
