"""The clients on the on list that are processed, and why [L1, L3, L5, L10]."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cso_xl.cells import dates
from cso_xl.cells.columns import Records, client_key
from cso_xl.cells.text import fold, name_key
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.duplicates import DuplicateValues
from cso_xl.settings import Settings

PROCESS, NOT_CURRENT, CHECK = "Process", "Not current", "Check"


@dataclass(frozen=True)
class StatusWords:
    """The words of cso_daily's status column: the one that counts, and the other known words [L3]."""

    current: str
    others: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings) -> "StatusWords":
        """The words in settings."""
        return cls(settings.text("on_list.current"), settings.words("on_list.other_statuses"))

    def is_current(self, status: str) -> bool:
        """Whether a status is 'Current', whatever its case."""
        return fold(status) == fold(self.current)

    def is_known(self, status: str) -> bool:
        """Whether a status is one of the known words, or empty."""
        return not status.strip() or fold(status) in {fold(word) for word in (self.current, *self.others)}


def current_clients(daily: Records, words: StatusWords) -> Records:
    """The rows of cso_daily whose status is Current; `daily` has client_number and status [L3]."""
    is_current = {
        status: words.is_current(status) for status in {record["status"] for record in daily.values()}
    }
    return {row: record for row, record in daily.items() if is_current[record["status"]]}


def decide(
    on_list: Records,
    daily: Records,
    words: StatusWords,
    levels: Collection[str],
    painted: DuplicateValues,
) -> list[Decision]:
    """One decision per row of the on list, in its order.

    `on_list` has match_level, client_number, surname, given_names and date_of_birth; `daily` has
    client_number and status; `painted` is the rule over the whole sheet. The status depends on
    cso_daily, the match level and twins [L10]; what Excel paints only adds to the reason [L5].
    """
    statuses = _statuses(daily, words)
    numbers, level_of = (
        [record[key] for record in on_list.values()] for key in ("client_number", "match_level")
    )
    keys, rows = [client_key(number) for number in numbers], list(on_list)
    places = defaultdict(list)
    for row, key, level in zip(rows, keys, level_of, strict=True):
        places[key].append((row, level in levels))
    decisions = []
    for row, number, key, level in zip(rows, numbers, keys, level_of, strict=True):
        status, reason = statuses.get(key, (NOT_CURRENT, "not in cso_daily"))
        if level not in levels:
            worked = " and ".join(sorted(levels))
            status, reason = f"Match level {level}", f"only match levels {worked} are worked"
        elif status != PROCESS and painted.paints(number):
            reason = f"{reason}; still red, {_why_red(row, places[key])}"
        decisions.append(Decision(row, number.strip(), status, reason))
    return _with_twins(decisions, on_list, statuses)


def _statuses(daily: Records, words: StatusWords) -> Mapping[str, tuple[str, str]]:
    """The status and reason of each client in cso_daily; Current wins, then an unknown word, then any other."""
    statuses: dict[str, tuple[str, str]] = {}
    rank = {PROCESS: 0, CHECK: 1, NOT_CURRENT: 2}
    judged = {status: _judge(status, words) for status in {record["status"] for record in daily.values()}}
    for row, record in daily.items():
        verdict, text = judged[record["status"]]
        key = client_key(record["client_number"])
        if key not in statuses or rank[verdict] < rank[statuses[key][0]]:
            statuses[key] = verdict, text.format(row=row)
    return statuses


def _judge(status: str, words: StatusWords) -> tuple[str, str]:
    if words.is_current(status):
        return PROCESS, f"{words.current} in cso_daily, row {{row}}"
    if words.is_known(status):
        word = next((word for word in words.others if fold(word) == fold(status)), "no status")
        return NOT_CURRENT, f"{word} in cso_daily, row {{row}}"
    return CHECK, "cso_daily, row {row}, has an unknown status: look it up"


def _why_red(row: int, places: Sequence[tuple[int, bool]]) -> str:
    others = [f"row {other}{'' if shown else ' (hidden)'}" for other, shown in places if other != row]
    if others:
        return f"because the number is in the on list more than once: {', '.join(others)}"
    return "because its value also stands in another column or in cso_daily's Current list in another form"


def _with_twins(
    decisions: Sequence[Decision], on_list: Records, statuses: Mapping[str, tuple[str, str]]
) -> list[Decision]:
    """The decisions, with a remark on rows that look like one person under two client numbers [L10].

    A row that is not Current becomes Check when such a twin of it is Current.
    """
    twins = dict(_twins(decisions, on_list))
    marked = []
    for decision in decisions:
        others = twins.get(decision.row, [])
        if others:
            places = ", ".join(f"row {other.row}" for other in others)
            decision = decision.adding(
                f"may be the same person under another client number ({places}): STP DIU process"
            )
            current = any(
                statuses.get(client_key(other.client_number), ("",))[0] == PROCESS for other in others
            )
            if decision.status == NOT_CURRENT and current:
                decision = Decision(decision.row, decision.client_number, CHECK, decision.reason)
        marked.append(decision)
    return marked


def _twins(decisions: Sequence[Decision], on_list: Records) -> Iterator[tuple[int, list[Decision]]]:
    """Each row with the rows of its name, however written, and date of birth under another client number."""
    people = defaultdict(list)
    for decision, record in zip(decisions, on_list.values(), strict=True):
        surname, given_names = record["surname"], record["given_names"]
        date = dates.parse(record["date_of_birth"])
        if date and surname.strip() and given_names.strip():
            people[name_key(surname), name_key(given_names), date].append(decision)
    for group in people.values():
        for decision in group:
            own_key = client_key(decision.client_number)
            yield decision.row, [other for other in group if client_key(other.client_number) != own_key]
