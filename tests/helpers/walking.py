"""What ought to be owed after what people did, worked out from the rules alone."""

import datetime as dt
import re
from dataclasses import dataclass, field

from helpers.files import Week

HANDED_ON, BY_HAND, NFA = "Conflict of interest", "Email sent", "NFA"
AHEAD = dt.timedelta(minutes=1)  # of an e-mail's date: it is from after what was recorded by hand
AWAITED = ("cps", "scm", "cuh")  # whose answers [follow_ups] waits for


@dataclass
class Letter:
    """A notice that was drafted: for which rows, because of which outcome; `about` is what it corrects."""

    entry: str
    to: str
    rows: tuple
    outcome: str
    about: str = ""


@dataclass
class Entry:
    """An entry, and what people did with it, one act after the other."""

    ref: str
    rows: tuple
    question: object
    acts: list = field(default_factory=list)

    def decided(self):
        """By row: the outcome's key, or the word of its Comment; rows that were handed on have HANDED_ON."""
        found = {}
        for act, *facts in self.acts:
            if act in ("decide", "word"):
                found |= dict.fromkeys(facts[0], facts[1])
            elif act == "clear" or act == "take":
                for row in facts[0]:
                    found.pop(row, None)
        return found

    def contradicted(self):
        """By row: what a sheet says against a decision that was made since, until the row is decided anew."""
        said = {}
        for act, *facts in self.acts:
            if act == "contradict":
                said |= dict.fromkeys(facts[0], facts[1])
            elif act in ("decide", "word", "clear"):
                for row in facts[0]:
                    said.pop(row, None)
        return said

    def contradict(self, rows, says):
        """A sheet says otherwise of these rows than was decided since: False, for nothing of it counts."""
        said = self.contradicted()
        if new := tuple(row for row in rows if said.get(row) != says):
            self.acts.append(("contradict", new, says))
        return False

    def is_held(self):
        """Whether somebody has it: whoever took it last, until it is handed on."""
        ends = [act == "take" for act, *facts in self.acts if act == "take" or HANDED_ON in facts]
        return ends[-1:] == [True]

    def is_handed_on(self, row):
        return self.decided().get(row) == HANDED_ON

    def follows(self, row, decided):
        """Whether the entry's outcome is the row's: it has no word of its own."""
        return row not in decided or self.question.of_key(decided[row]) is not None

    def shown(self):
        """The entry's outcome: '' while a row that follows it is open."""
        decided = self.decided()
        of = {decided.get(row, "") for row in self.rows if self.follows(row, decided)}
        return of.pop() if len(of) == 1 else ""

    def ticks(self):
        """What was ticked since the row was last decided: item and row."""
        done = set()
        for act, *facts in self.acts:
            if act == "tick":
                done |= {(item, row) for item in facts[1] for row in facts[0]}
            elif act in ("decide", "word", "clear"):
                done = {(item, row) for item, row in done if row not in facts[0]}
        return done

    def to_undo(self, row):
        """What was ticked of a row under an outcome other than the one that stands, and not undone: the items."""
        done, outcome, now = {}, "", self.decided().get(row, HANDED_ON)
        for act, *facts in self.acts:
            if act in ("decide", "word") and row in facts[0]:
                outcome = facts[1]
            elif act == "tick" and row in facts[0]:
                for item in facts[1]:
                    if item.startswith("undo-"):
                        done.pop(item.removeprefix("undo-"), None)
                    else:
                        done[item] = outcome
        stands = self.question.of_key(now)
        asked = stands.to_tick if stands else ()
        if now in (HANDED_ON, BY_HAND):
            return []
        return [item for item, under in done.items() if under != now and item not in asked]

    def sent(self):
        return [facts[0] for act, *facts in self.acts if act == "send"]

    def is_decided_after_answer(self, ref, row):
        """Whether the decision in force for a row was made when the answer was there."""
        decided = [at for at, act in enumerate(self.acts) if act[0] in ("decide", "word") and row in act[1]]
        return ("answer", ref) in self.acts[: decided[-1]]

    def answered(self):
        return {facts[0] for act, *facts in self.acts if act == "answer"}

    def is_answered_again(self, ref, row=0):
        """Whether another answer came to a notice that nobody has looked at, or decided about the row since."""
        stands = False
        for act, *facts in self.acts:
            if act in ("answer", "another") and facts[0] == ref:
                stands = act == "another"
            elif act in ("decide", "word", "clear", "take") and row in facts[0]:
                stands = False
        return stands


class Truth:
    """What is owed by the rules: entries by their Ref, letters by their reference."""

    def __init__(self, entries):
        self.entries = entries
        self.letters = {}

    def is_same(self, entry, letter, outcome):
        """Whether an outcome asks for the very notice that was drafted, for itself or for another outcome."""
        drafted = entry.question.of_key(letter.outcome)
        of_both = [
            [one for one in each.notices if one.to == letter.to] if each else []
            for each in (drafted, outcome)
        ]
        return bool(of_both[0]) and of_both[0] == of_both[1] and drafted.asks == outcome.asks

    def stands(self, letter):
        """Whether the outcomes of all rows of a letter ask for it."""
        entry = self.entries[letter.entry]
        outcomes = [entry.question.of_key(entry.decided().get(row, "")) for row in letter.rows]
        return all(self.is_same(entry, letter, outcome) for outcome in outcomes)

    def told(self, entry, to, row):
        """The reference of what a recipient was last told about a row, and not told since that it was in error."""
        last = ""
        for ref in entry.sent():
            letter = self.letters[ref]
            if letter.to == to and row in letter.rows:
                if not letter.about:
                    last = ref
                elif letter.about == last:
                    last = ""
        return last

    def corrected(self, entry, ref, row):
        sent = entry.sent()
        return any(
            self.letters[one].about == ref and row in self.letters[one].rows
            for one in sent[sent.index(ref) :]
        )

    def owed(self):
        """Everything that is owed: entry, row and what, for each row by itself."""
        return {one for entry in self.entries.values() for row in entry.rows for one in self._of(entry, row)}

    def _of(self, entry, row):
        decided = entry.decided()
        outcome = entry.question.of_key(decided.get(row, ""))
        if row not in decided or row in entry.contradicted():
            yield entry.ref, row, "decide"
        if decided.get(row) == HANDED_ON:
            yield entry.ref, row, "handed on"
            for to in AWAITED:
                if (told := self.told(entry, to, row)) and told not in entry.answered():
                    yield entry.ref, row, f"wait {to}"
        for to in dict.fromkeys(one.to for one in outcome.notices) if outcome else ():
            yield from self._of_recipient(entry, row, outcome, to)
        recipients = {one.to for one in outcome.notices} if outcome else ()
        told = [
            to
            for to in recipients
            if (ref := self.told(entry, to, row)) and self.is_same(entry, self.letters[ref], outcome)
        ]
        for item in outcome.to_tick if outcome else ():
            waits = item == "cen" and len(told) < len(recipients)
            if (item, row) not in entry.ticks() and not waits:
                yield entry.ref, row, f"tick {item}"
        for item in entry.to_undo(row):
            yield entry.ref, row, f"tick undo-{item}"
        for ref in entry.sent():
            letter, now = self.letters[ref], decided.get(row, HANDED_ON)
            asked = entry.question.of_key(letter.outcome)
            stands = now in (letter.outcome, HANDED_ON, BY_HAND)
            stands = stands or self.is_same(entry, self.letters[ref], outcome)
            if asked.asks and not stands:
                stands = (outcome and outcome.answers) or entry.is_decided_after_answer(ref, row)
            if row in letter.rows and not (letter.about or stands or self.corrected(entry, ref, row)):
                yield entry.ref, row, f"correct {letter.to}"
                if asked.asks and ref in entry.answered():
                    yield entry.ref, row, f"answered {letter.to}"
            awaited = (asked.asks or letter.to in AWAITED) and not letter.about
            is_open = row not in decided or now == HANDED_ON or (asked.asks and now == letter.outcome)
            if row in letter.rows and awaited and not is_open and entry.is_answered_again(ref, row):
                yield entry.ref, row, f"another {letter.to}"

    def _of_recipient(self, entry, row, outcome, to):
        told = self.told(entry, to, row)
        if not told or not self.is_same(entry, self.letters[told], outcome):
            yield entry.ref, row, f"send {to}"
        elif told in entry.answered():
            if outcome.asks:
                yield entry.ref, row, f"answered {to}"
        elif to in AWAITED:
            yield entry.ref, row, f"wait {to}"

    def comment(self, row):
        """What Comment of a row says once nothing but a note in CMS is left: the words of its entries, or nothing."""
        words = [self._word(entry, row) for entry in self.entries.values() if row in entry.rows]
        if HANDED_ON in words:
            return HANDED_ON
        return "; ".join(dict.fromkeys(words)) if all(words) else ""

    def _word(self, entry, row):
        decided = entry.decided().get(row, "")
        outcome = entry.question.of_key(decided)
        if outcome is None:
            return decided
        left = {what for _, at, what in self._of(entry, row) if at == row}
        if outcome.notices:
            return "" if any(what.startswith("send") for what in left) else BY_HAND
        return (
            ""
            if any(what.startswith("tick") and what != "tick cen" and "undo" not in what for what in left)
            else outcome.mark or "Done"
        )


TAGS = {"to decide": "decide", "handed on": "handed on", "overdue": "wait {}", "waiting": "wait {}",
        "answered: decide now": "answered {}", "to do in CMS": "tick {}", "to send": "send {}"}  # fmt: skip
HANDED_ON_SAID = "handed on for a conflict of interest"
FREE = "not NFA, ask Hemi"


def small_week():
    """Four rows of each report: two of the sharers' are one household, and one more of the same CSO."""
    week = Week(4)
    changes = ("Address Change", "Added SWIFTT", "Client added to list", "Dependent contact changed")
    for row, change in enumerate(changes, 2):
        week.set("daily-diffs", row, "What Has Changed", change)
        week.set("daily-diffs", row, "Value Current", "12 Kauri Road")
        week.set("address-sharer", row, "CSO Client Number", "010000001" if row < 5 else "010000004")
        week.set("address-sharer", row, "CSO Surname", "Weka")
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, f"{max(row, 3)} Kauri Road Ōtaki")
        week.set("address-sharer", row, "Sharer Date of Birth", f"{row:02}/05/2015")
    week.keep("off-list", 4)
    for row in range(4, 6):
        week.set("on-list", row, "Match Level", "5")
    return week


def outcome_of(decided, row):
    """What is decided of a row: one that was handed on has no outcome."""
    return None if decided.get(row) == HANDED_ON else decided.get(row)


def plain(comment):
    """'NFA 13 Jan' and ' nfa.' are NFA."""
    return NFA if re.fullmatch(r" *nfa\b[. ]*(13 Jan)?", comment, re.IGNORECASE) else comment
