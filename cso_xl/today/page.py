"""Today as a self-contained page: no picture, script or style from elsewhere; to be read, printed and heard [C10]."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from cso_xl.cases.questions import WHO
from cso_xl.cases.state.owed import State
from cso_xl.cells import dates
from cso_xl.decisions.working_time import moment
from cso_xl.desk.day import title
from cso_xl.records.own_folders import TODAY
from cso_xl.today.charts import Bar, Chart, in_words, legend, svg
from cso_xl.today.gathered import OpenItem, Report, ReportPlaces, Today
from cso_xl.today.words import OPEN, by_report, concerns

STYLE = Path(__file__).with_name("page.css")
_ABOUT_CHILDREN = "about a child under 16 or of unknown age"
_COLUMNS = ("Case", "What to do", "Due", "Client", "Open")


def page(today: Today, classification: str) -> str:
    """The page, as HTML."""
    heading = f"Today: {title(today.day)}"
    others = [item for item in today.items if not item.due.child]
    body = (
        f'<header><p class="marking">{escape(classification)}</p><h1>{escape(heading)}</h1>{_as_of(today)}</header>',
        "<main>",
        _glance(today),
        _new(today),
        _table("children", "Children first", today.children, f"Everything open {_ABOUT_CHILDREN}.", True),
        *(
            _table(_id(state), words, _in(others, state), _beside(today, state), False)
            for state, words in OPEN.items()
        ),
        _charts(today),
        _lines(today),
        "</main>",
    )
    return document(heading, *body, skip="children")


def document(heading: str, *body: str, skip: str) -> str:
    """A page of ours; `skip` is the part to which those who hear it may skip."""
    return (
        '<!doctype html>\n<html lang="en-NZ"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(heading)}</title><style>\n{STYLE.read_text('utf-8')}</style></head>\n<body>\n"
        f'<a class="skip" href="#{skip}">Skip to what is open</a>\n'
        f"{chr(10).join(part for part in body if part)}\n</body></html>\n"
    )


def _as_of(today: Today) -> str:
    names = (
        "It has people's names: keep it as you keep the workbooks."
        if today.named
        else "It names nobody: who a number is stands in the workbook."
    )
    practice = " Everybody in these records is invented." if today.practice else ""
    return f"<p>As of {moment(today.at)}. {names}{practice}</p>"


def _beside(today: Today, state: State) -> str:
    """The words that say that items about children are not repeated."""
    first = sum(item.due.child for item in today.of(state))
    return f"Beside the {first} about children, which stand first." if first else ""


def _in(items: Iterable[OpenItem], state: State) -> list[OpenItem]:
    return [item for item in items if item.state is state]


def _id(state: State) -> str:
    return state.name.lower().replace("_", "-")


def _glance(today: Today) -> str:
    """The number of items of each kind, with a link to them."""
    new = sum(item.is_new for item in today.items)
    tiles = [_tile("new", new, "New today", _about(item for item in today.items if item.is_new))]
    tiles += [
        _tile(_id(state) if _in_own(today, state) else "children", len(items), words, _about(items))
        for state, words in OPEN.items()
        if (items := today.of(state)) or state in (State.TO_DECIDE, State.TO_SEND, State.OVERDUE)
    ]
    done = "" if today.items else "<p>Nothing is open: every case is done.</p>"
    return _section("glance", "At a glance", f'{done}<ul class="tiles">{"".join(tiles)}</ul>')


def _in_own(today: Today, state: State) -> bool:
    """Whether a state has a part of its own: not if all its items are about children, which stand first."""
    return any(not item.due.child for item in today.of(state)) or not today.of(state)


def _tile(to: str, count: int, words: str, about: str) -> str:
    text = f"<strong>{count}</strong> {escape(words)}{f'<small>{escape(about)}</small>' if about else ''}"
    return f'<li><a href="#{to}">{text}</a></li>' if count else f"<li><span>{text}</span></li>"


def _about(items: Iterable[OpenItem]) -> str:
    listed = list(items)
    children, overdue = sum(item.due.child for item in listed), sum(item.due.overdue for item in listed)
    words = [f"{children} about children"] if children else []
    if overdue and not all(item.state is State.OVERDUE for item in listed):
        words.append(f"{overdue} overdue")
    return ", ".join(words)


def _new(today: Today) -> str:
    """The items that came today, report by report."""
    new = [item for item in today.items if item.is_new]
    rows = [_new_row(name, items) for name, _, items in by_report(new)]
    columns = head(("Report", "New", "Open"))
    return (
        _section("new", "New today", f"<table>{columns}<tbody>{''.join(rows)}</tbody></table>")
        if rows
        else ""
    )


def _new_row(report: str, items: Sequence[OpenItem]) -> str:
    about = _about(items)
    return (
        f'<tr><th scope="row">{escape(report)}</th>'
        f'<td data-label="New">{len(items)}{f", {escape(about)}" if about else ""}</td>'
        f'<td data-label="Open">{_links(items[0].place, report)}</td></tr>'
    )


def _table(id: str, heading: str, items: Sequence[OpenItem], about: str, with_state: bool) -> str:
    """A part of the page with open items; '' for an empty part, except the children's."""
    if not items and id != "children":
        return ""
    intro, table = about, ""
    if items:
        rows = "".join(_row(item, with_state) for item in items)
        table = f'<table class="cases" aria-labelledby="{id}">{head(_COLUMNS)}<tbody>{rows}</tbody></table>'
    else:
        intro = f"Nothing is open {_ABOUT_CHILDREN}."
    return _section(id, f"{heading} ({len(items)})", f"<p>{escape(intro)}</p>{table}" if intro else table)


def head(columns: Iterable[str]) -> str:
    """The headings of a table."""
    cells = "".join(f'<th scope="col">{name}</th>' for name in columns)
    return f"<thead><tr>{cells}</tr></thead>"


def _section(id: str, heading: str, within: str) -> str:
    return f'<section aria-labelledby="{id}"><h2 id="{id}">{escape(heading)}</h2>{within}</section>'


def _row(item: OpenItem, with_state: bool) -> str:
    due = item.due
    what = f"{OPEN[item.state]}: {item.to_do}" if with_state else item.to_do[:1].upper() + item.to_do[1:]
    to = f" (to {escape(WHO.get(due.to, due.to))})" if due.to else ""
    marks = "".join(f' <span class="tag {tag.lower()}">{tag}</span>' for tag in concerns(item))
    until = escape(due.due) or "&ndash;"
    since = f"<small>since {escape(due.since[:10])}</small>" if due.since else ""
    held = f"<small>with {escape(due.holder)}</small>" if due.holder else ""
    client = "<br>".join(escape(text) for text in (item.name, due.client) if text) or "&ndash;"
    return (
        f'<tr><th scope="row">{escape(due.reference)}{marks}</th>'
        f'<td data-label="What to do">{escape(what)}{to}{held}</td>'
        f'<td data-label="Due">{until}{since}</td><td data-label="Client">{client}</td>'
        f'<td data-label="Open">{_links(item.place, due.reference, item)}</td></tr>'
    )


def _links(place: ReportPlaces | None, about: str, item: OpenItem | None = None) -> str:
    """Links to the workbook, the draft and the folder; to a draft's folder where its name, a person's, is not shown."""
    if place is None:
        return "&ndash;"
    drafted = item is not None and item.due.to and place.drafts
    draft = (item.draft if item and item.draft else place.drafts) if drafted else None
    paths = (("Workbook", place.workbook), ("Draft", draft), ("Folder", place.folder))
    return " ".join(link(words, path, about) for words, path in paths if path)


def link(words: str, path: PurePosixPath, about: str) -> str:
    """A link from the folder of our pages, with the words 'of ...' for those who hear it."""
    up = "../" * len(TODAY.parts)  # as many as QUEUE has
    return (
        f'<a href="{up}{quote(path.as_posix())}">{words}<span class="unseen"> of {escape(about)}</span></a>'
    )


def _charts(today: Today) -> str:
    """The counts, as charts and as text."""
    children = ("child", "about children"), ("other", "not about children")
    states = [
        Bar(words, (sum(item.due.child for item in items), sum(not item.due.child for item in items)))
        for state, words in OPEN.items()
        if (items := today.of(state))
    ]
    week = [
        Bar(
            f"{report.title}, {dates.in_full(report.date)}",
            (sum(report.states.values()) - _done(report), _done(report)),
        )
        for report in today.week
    ]
    charts = (
        Chart("open", "What is open, of all weeks", children, states),
        Chart("week", "Cases of this week's reports", (("still", "open"), ("done", "done")), week),
    )
    figures = "".join(_figure(chart) for chart in charts if chart.bars)
    if not figures:
        return ""
    return _section("counts", "The week in numbers", f'<div class="charts">{figures}</div>')


def _done(report: Report) -> int:
    return sum(report.states.get(state, 0) for state in (State.DONE, State.WITHDRAWN))


def _figure(chart: Chart) -> str:
    return (
        f"<figure><figcaption>{escape(chart.title)}</figcaption>{legend(chart)}{svg(chart)}"
        f'<p class="words">{escape(in_words(chart))}</p></figure>'
    )


def _lines(today: Today) -> str:
    """The day's summary: reports filed, e-mails that came, cases."""
    rows = "".join(f"<dt>{escape(line.about)}</dt><dd>{escape(line.state)}</dd>" for line in today.lines)
    return _section("day", title(today.day), f"<dl>{rows}</dl>")
