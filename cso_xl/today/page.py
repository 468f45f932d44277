"""Today as a page of its own: no picture, script or style from elsewhere; read, printed and heard [C10]."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from cso_xl.cases.owed import State
from cso_xl.cases.questions import WHO
from cso_xl.cells import dates
from cso_xl.decisions.working_time import moment
from cso_xl.desk.day import title
from cso_xl.records.own_folders import TODAY
from cso_xl.today.charts import Bar, Chart, in_words, legend, svg
from cso_xl.today.gathered import Item, Place, Report, Today
from cso_xl.today.words import OPEN, by_report, concerns

STYLE = Path(__file__).with_name("page.css")
_ABOUT_CHILDREN = "about a child under 16 or of unknown age"
_COLUMNS = ("Case", "What to do", "Due", "Client", "Open")


def page(today: Today, classification: str) -> str:
    """The page, as HTML."""
    heading = f"Today: {title(today.day)}"
    others = [one for one in today.items if not one.due.child]
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
    """A page of ours; `skip` is the part that those who hear it may go to at once."""
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
    """That those about children are not repeated."""
    first = sum(one.due.child for one in today.of(state))
    return f"Beside the {first} about children, which stand first." if first else ""


def _in(items: Iterable[Item], state: State) -> list[Item]:
    return [one for one in items if one.state is state]


def _id(state: State) -> str:
    return state.name.lower().replace("_", "-")


def _glance(today: Today) -> str:
    """How much there is of each kind, with a way to it."""
    new = sum(one.is_new for one in today.items)
    tiles = [_tile("new", new, "New today", _about(one for one in today.items if one.is_new))]
    tiles += [
        _tile(_id(state) if _in_own(today, state) else "children", len(of), words, _about(of))
        for state, words in OPEN.items()
        if (of := today.of(state)) or state in (State.TO_DECIDE, State.TO_SEND, State.OVERDUE)
    ]
    return _section("glance", "At a glance", f'<ul class="tiles">{"".join(tiles)}</ul>')


def _in_own(today: Today, state: State) -> bool:
    """Whether a state has a part of its own: where all that is in it is about children, they stand first."""
    return any(not one.due.child for one in today.of(state)) or not today.of(state)


def _tile(to: str, count: int, words: str, about: str) -> str:
    text = f"<strong>{count}</strong> {escape(words)}{f'<small>{escape(about)}</small>' if about else ''}"
    return f'<li><a href="#{to}">{text}</a></li>' if count else f"<li><span>{text}</span></li>"


def _about(items: Iterable[Item]) -> str:
    listed = list(items)
    children, overdue = sum(one.due.child for one in listed), sum(one.due.overdue for one in listed)
    said = [f"{children} about children"] if children else []
    if overdue and not all(one.state is State.OVERDUE for one in listed):
        said.append(f"{overdue} overdue")
    return ", ".join(said)


def _new(today: Today) -> str:
    """What came today, report by report."""
    new = [one for one in today.items if one.is_new]
    rows = [_new_row(name, items) for name, _, items in by_report(new)]
    columns = head(("Report", "New", "Open"))
    return (
        _section("new", "New today", f"<table>{columns}<tbody>{''.join(rows)}</tbody></table>")
        if rows
        else ""
    )


def _new_row(report: str, items: Sequence[Item]) -> str:
    about = _about(items)
    return (
        f'<tr><th scope="row">{escape(report)}</th>'
        f'<td data-label="New">{len(items)}{f", {escape(about)}" if about else ""}</td>'
        f'<td data-label="Open">{_links(items[0].place, report)}</td></tr>'
    )


def _table(id: str, heading: str, items: Sequence[Item], about: str, with_state: bool) -> str:
    """A part of what is open; nothing where there is nothing in it, but for the children."""
    if not items and id != "children":
        return ""
    intro, table = about, ""
    if items:
        rows = "".join(_row(one, with_state) for one in items)
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


def _row(one: Item, with_state: bool) -> str:
    due = one.due
    what = f"{OPEN[one.state]}: {one.to_do}" if with_state else one.to_do[:1].upper() + one.to_do[1:]
    to = f" (to {escape(WHO.get(due.to, due.to))})" if due.to else ""
    marks = "".join(f' <span class="tag {tag.lower()}">{tag}</span>' for tag in concerns(one))
    until = escape(due.due) or "&ndash;"
    since = f"<small>since {escape(due.since[:10])}</small>" if due.since else ""
    held = f"<small>with {escape(due.holder)}</small>" if due.holder else ""
    client = "<br>".join(escape(text) for text in (one.name, due.client) if text) or "&ndash;"
    return (
        f'<tr><th scope="row">{escape(due.reference)}{marks}</th>'
        f'<td data-label="What to do">{escape(what)}{to}{held}</td>'
        f'<td data-label="Due">{until}{since}</td><td data-label="Client">{client}</td>'
        f'<td data-label="Open">{_links(one.place, due.reference, one)}</td></tr>'
    )


def _links(place: Place | None, of: str, item: Item | None = None) -> str:
    """Ways to the workbook, the draft and the folder; of a draft, whose name is a person's, to its folder."""
    if place is None:
        return "&ndash;"
    drafted = item is not None and item.due.to and place.drafts
    draft = (item.draft if item and item.draft else place.drafts) if drafted else None
    known = (("Workbook", place.workbook), ("Draft", draft), ("Folder", place.folder))
    return " ".join(link(words, path, of) for words, path in known if path)


def link(words: str, path: PurePosixPath, of: str) -> str:
    """A link from where our pages lie; who hears it is told of what."""
    up = "../" * len(TODAY.parts)  # as many as QUEUE has
    return f'<a href="{up}{quote(path.as_posix())}">{words}<span class="unseen"> of {escape(of)}</span></a>'


def _charts(today: Today) -> str:
    """The counts, drawn, and as text."""
    children = ("child", "about children"), ("other", "not about children")
    states = [
        Bar(words, (sum(one.due.child for one in of), sum(not one.due.child for one in of)))
        for state, words in OPEN.items()
        if (of := today.of(state))
    ]
    week = [
        Bar(f"{one.title}, {dates.in_full(one.date)}", (sum(one.states.values()) - _done(one), _done(one)))
        for one in today.week
    ]
    charts = (
        Chart("open", "What is open, of all weeks", children, states),
        Chart("week", "Cases of this week's reports", (("still", "open"), ("done", "done")), week),
    )
    figures = "".join(_figure(chart) for chart in charts if chart.bars)
    if not figures:
        return ""
    return _section("counts", "The week in numbers", f'<div class="charts">{figures}</div>')


def _done(one: Report) -> int:
    return sum(one.states.get(state, 0) for state in (State.DONE, State.WITHDRAWN))


def _figure(chart: Chart) -> str:
    return (
        f"<figure><figcaption>{escape(chart.title)}</figcaption>{legend(chart)}{svg(chart)}"
        f'<p class="words">{escape(in_words(chart))}</p></figure>'
    )


def _lines(today: Today) -> str:
    """How the day stands: reports filed, e-mails that came, cases."""
    rows = "".join(f"<dt>{escape(one.about)}</dt><dd>{escape(one.state)}</dd>" for one in today.lines)
    return _section("day", title(today.day), f"<dl>{rows}</dl>")
