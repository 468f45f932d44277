"""Charts as SVG within the page: bars with their numbers, and the same in words for those who do not see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _ROW, _BAR, _NUMBER = 360, 44, 16, 44  # units of the drawing; 1 is a pixel on a narrow screen
_GAP = 2  # between the parts of a bar, so that not only colour tells them apart


@dataclass(frozen=True)
class Bar:
    """A bar: its label, and the length of each of its parts, in the order of the legend."""

    label: str
    parts: Sequence[int]

    @property
    def whole(self) -> int:
        """Its whole length."""
        return sum(self.parts)


@dataclass(frozen=True)
class Chart:
    """Bars one under the other; `legend` has for each of their parts its class in the page's style and its name."""

    id: str
    title: str
    legend: Sequence[tuple[str, str]]
    bars: Sequence[Bar]


def svg(chart: Chart) -> str:
    """The drawing, with its title and all of its numbers as text for those who hear it."""
    longest = max((bar.whole for bar in chart.bars), default=0)
    rows = "".join(_bar(chart, bar, at * _ROW, longest) for at, bar in enumerate(chart.bars))
    height = max(len(chart.bars), 1) * _ROW
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{chart.id}-title {chart.id}-words" '
        f'focusable="false"><title id="{chart.id}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.id}-words">{escape(in_words(chart))}</desc>{rows}</svg>'
    )


def legend(chart: Chart) -> str:
    """The list that names the parts of the bars."""
    items = (f'<li><span class="key {key}"></span>{escape(name)}</li>' for key, name in chart.legend)
    return f'<ul class="legend">{"".join(items)}</ul>'


def in_words(chart: Chart) -> str:
    """'To decide: 39 about children, 19 others. To send: 1 others.'"""
    return " ".join(f"{bar.label}: {', '.join(_parts(chart, bar))}." for bar in chart.bars)


def _parts(chart: Chart, bar: Bar) -> list[str]:
    return [f"{count} {name}" for (_, name), count in zip(chart.legend, bar.parts, strict=True) if count]


def _bar(chart: Chart, bar: Bar, top: int, longest: int) -> str:
    scale = (_WIDTH - _NUMBER) / longest if longest else 0
    drawn, left = [f'<text x="0" y="{top + 14}">{escape(bar.label)}</text>'], 0.0
    for (key, _), count in zip(chart.legend, bar.parts, strict=True):
        if count:
            width = count * scale
            shown = max(width - _GAP, 1)
            drawn.append(
                f'<rect class="{key}" x="{left:.1f}" y="{top + 20}" width="{shown:.1f}" height="{_BAR}"/>'
            )
            left += width
    drawn.append(f'<text x="{left + 4:.1f}" y="{top + 33}">{bar.whole}</text>')
    return "".join(drawn)
