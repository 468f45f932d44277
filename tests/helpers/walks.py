"""Random walks of people over a report, each act against what the rules alone say of it [C]."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, make_msgid

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from cso_xl.cases import questions
from cso_xl.desk import due
from helpers.hands import now
from helpers.walking import (
    AHEAD,
    BY_HAND,
    FREE,
    HANDED_ON,
    HANDED_ON_SAID,
    NFA,
    TAGS,
    Entry,
    Letter,
    Truth,
    outcome_of,
    plain,
    small_week,
)


class Walk(RuleBasedStateMachine):
    """A person, or several, at one report; `hands` are how they work."""

    def __init__(self, begin, home):
        super().__init__()
        self.home, self.hands = home, begin()
        self.report, self.key = self.hands.report, self.hands.report.replace("-", "_")
        self.hands.open(small_week().write(self.report, home))
        asked = {f"{one.id}: {one.ask}": one for one in questions.load(self.hands.settings)[self.key]}
        book, entries = self.hands.book(), {}
        for ref in book.lines():
            rows = tuple(int(row) for row in book.cell(ref, "Row").value.split(", "))
            entries[ref] = Entry(ref, rows, asked[book.cell(ref, "Question").value])
            for heading, text in {
                "Detail": "Tama", "Client Name": "Weka, Mere", "Service Centre": "Porirua",
                "Service Centre Email": "scm@example.org",
            }.items():  # fmt: skip
                if (cell := book.cell(ref, heading)) is not None:
                    cell.value = text
        book.save()
        self.truth, self.free, self.dirty, self.troubled = Truth(entries), {}, False, set()
        self.base = {ref: self.snapshot(entry) for ref, entry in entries.items()}
        self.words, self.done, self.old = {}, set(), None
        self.keep_a_copy()
        self.check()

    def snapshot(self, entry):
        return entry.shown(), {row: self.truth._word(entry, row) for row in entry.rows}, entry.decided()

    def pick(self, data, things):
        return data.draw(st.sampled_from(sorted(things)))

    # What people type, which counts when a button is pressed

    @rule(data=st.data(), clear=st.integers(0, 4))
    def choose(self, data, clear):
        book = self.hands.book()
        entry = self.truth.entries[self.pick(data, self.truth.entries)]
        names = [one.name for one in entry.question.outcomes]
        name = data.draw(st.sampled_from(names)) if clear else ""
        typed = data.draw(st.sampled_from((name, name.upper(), f"  {name.replace(' ', '  ')} ")))
        book.cell(entry.ref, "Outcome").value = typed
        book.save()
        self.dirty = True

    @rule(data=st.data(), word=st.sampled_from((NFA, BY_HAND, HANDED_ON, "", FREE)))
    def comment(self, data, word):
        book = self.hands.book()
        row = self.pick(data, book.places())
        cell = book.comment(row)
        if not cell or self.report == "on-list" or not self.is_asked(row):
            return
        cell.value = word if word != NFA else data.draw(st.sampled_from((NFA, " nfa.", "NFA 13 Jan")))
        book.save()
        self.free.pop(row, None)
        self.words.pop(row, None)
        if word == FREE:
            self.free[row] = FREE
        else:
            self.words[row] = word
        self.dirty = True

    def is_asked(self, row):
        return any(row in entry.rows for entry in self.truth.entries.values())

    @rule(data=st.data(), column=st.integers(0, 30), backwards=st.booleans(), worklist=st.booleans())
    def sort(self, data, column, backwards, worklist):
        book = self.hands.book()
        book.sort(book.worklist if worklist else book.report, column, backwards)
        book.save()

    @rule(data=st.data())
    def type_done_in_cms(self, data):
        ref = self.pick(data, self.truth.entries)
        book, entry = self.hands.book(), self.truth.entries[ref]
        if self.typed(book, entry) in (self.base[ref][0], entry.shown()) and ref not in self.troubled:
            book.tick(ref)
            book.save()
            self.done.add(ref)
            self.dirty = True

    def typed(self, book, entry):
        outcome = entry.question.outcome(book.cell(entry.ref, "Outcome").value or "")
        return outcome.key if outcome else ""

    # What counts at once

    @rule()
    def press(self):
        self._press()

    @precondition(lambda self: not self.dirty)
    @rule(data=st.data(), word=st.sampled_from((NFA, BY_HAND, HANDED_ON)))
    def mark(self, data, word):
        book = self.hands.book()
        row = self.pick(data, book.places())
        if self.report == "on-list" or not self.is_asked(row) or row in self.free:
            return
        comment = book.comment(row)
        shows = bool(comment) and HANDED_ON in (comment.value or "")
        refused = word != HANDED_ON and shows and any(one.is_handed_on(row) for one in self.asking(row))
        if not refused:
            self.words[row] = word
        self._press(lambda: self.hands.mark(word, row), refused)

    def asking(self, row):
        return [entry for entry in self.truth.entries.values() if row in entry.rows]

    @precondition(lambda self: not self.dirty)
    @rule(data=st.data())
    def copy_a_row_and_take_it_away_again(self, data):
        book = self.hands.book()
        row = self.pick(data, book.places())
        before = self.listed()
        at = book.copy_row(row)
        book.save()
        self.hands.press()
        assert self.listed() == before
        book = self.hands.book()
        book.delete_row(at)
        book.save()
        self._press()

    @rule()
    def keep_a_copy(self):
        if not self.dirty and not self.troubled:
            self.hands.keep(self.home / "kept.xlsx")
            self.old = dict(self.base), dict(self.free)

    @precondition(lambda self: not self.dirty)
    @rule()
    def come_back_with_the_old_copy(self):
        base, free = self.old
        self.hands.come_back_with(self.home / "kept.xlsx")
        self.base, self.free, self.troubled = dict(base), dict(free), set()

    @rule()
    def run_again(self):
        self.hands.run_again()
        self.check()

    @rule(data=st.data())
    def send(self, data):
        sent = {ref for entry in self.truth.entries.values() for ref in entry.sent()}
        if drafts := {ref: path for ref, path in self.drafts("**/*.eml").items() if ref not in sent}:
            ref = self.pick(data, drafts)
            entry, sheet = self.truth.entries[self.truth.letters[ref].entry], self.sheet()
            assert f"{ref}: filed in " in self.file(drafts[ref])
            entry.acts.append(("send", ref))
            self.after(sheet)

    def file(self, draft):
        mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
        del mail["X-Unsent"]
        mail["From"], mail["Date"] = "cpu@example.org", format_datetime(now())
        path = self.home / "sent.eml"
        path.write_bytes(mail.as_bytes())
        return self.hands.file(path)

    @rule(data=st.data())
    def an_answer_comes(self, data):
        if self.truth.letters:
            ref = self.pick(data, self.truth.letters)
            entry, sheet = self.truth.entries[self.truth.letters[ref].entry], self.sheet()
            said = self.reply(ref, Message_ID=make_msgid())
            assert (f"{ref}: answer filed in " in said) == (ref in entry.sent())
            if ref in entry.sent():
                entry.acts.append(("another" if ref in entry.answered() else "answer", ref))
                assert ("It is not the first answer" in said) == (entry.acts[-1][0] == "another")
            self.after(sheet)

    @rule(data=st.data())
    def answer_by_hand(self, data):
        if self.truth.letters:
            ref = self.pick(data, self.truth.letters)
            entry, said = self.truth.entries[self.truth.letters[ref].entry], self.hands.answered(ref)
            self.answered(entry, ref, self.is_recorded(entry, ref, said))
            self.check()

    def is_recorded(self, entry, ref, said):
        """Whether a person's word counts: only of a notice that was sent, and not of a case that was handed on."""
        may_be = ref in entry.sent() and not all(map(entry.is_handed_on, self.truth.letters[ref].rows))
        if said is None:
            waits = {(entry.ref, row, f"wait {self.truth.letters[ref].to}") for row in entry.rows}
            assert not (may_be and ref not in entry.answered() and waits & self.truth.owed())
            return False
        assert may_be == (f"{ref}: answered. " in said or f"{ref}: was recorded as answered before. " in said)
        return may_be

    def answered(self, entry, ref, is_recorded):
        if is_recorded and (ref not in entry.answered() or entry.is_answered_again(ref)):
            entry.acts.append(("answer", ref))

    def reply(self, ref, **headers):
        mail = EmailMessage()
        mail["Received"] = "from them.example.org"
        mail["From"], mail["To"] = "them@example.org", "cpu@example.org"
        mail["Date"], mail["Subject"] = format_datetime(now() + AHEAD), f"RE: [{ref}]"
        for name, text in headers.items():
            mail[name.replace("_", "-")] = text
        mail.set_content("Ka pai")
        path = self.home / "reply.eml"
        path.write_bytes(mail.as_bytes())
        return self.hands.file(path)

    @rule(data=st.data())
    def a_receipt_comes(self, data):
        if self.truth.letters:
            sheet, ref = self.sheet(), self.pick(data, self.truth.letters)
            assert "is an automatic reply" in self.reply(ref, Auto_Submitted="auto-replied")
            self.after(sheet)

    @rule(data=st.data())
    def tick(self, data):
        sheet, entry = self.sheet(), self.truth.entries[self.pick(data, self.truth.entries)]
        said = self.hands.tick(entry.ref)
        refused = "nothing is to be ticked" in said or HANDED_ON_SAID in said
        assert refused == (not self.left_to_tick(entry))
        self.ticked(entry)
        self.after(sheet, refused)

    def left_to_tick(self, entry):
        owed = [one for one in self.truth.owed() if one[0] == entry.ref and one[2].startswith("tick ")]
        return sorted({(what[5:], row) for _, row, what in owed})

    def ticked(self, entry):
        entry.acts += [("tick", (row,), (item,)) for item, row in self.left_to_tick(entry)]

    @rule(data=st.data())
    def take(self, data):
        sheet, entry = self.sheet(), self.truth.entries[self.pick(data, self.truth.entries)]
        said = self.hands.take(entry.ref)
        if self.hands.brings_up_to_date:  # before the case is taken, too: nobody answers it before
            self.take_all_in(sheet)
            sheet = {ref: sheet[ref] if ref in self.troubled else self.base[ref][0] for ref in sheet}
        rows = tuple(filter(entry.is_handed_on, entry.rows))
        is_open = any(ref == entry.ref for ref, *_ in self.truth.owed())
        assert ("nothing" in said, " already." in said) == (
            not is_open,
            is_open and entry.is_held() and not rows,
        )
        if is_open and (rows or not entry.is_held()):
            entry.acts.append(("take", rows))
        self.after(sheet)

    @rule(data=st.data())
    def take_back(self, data):
        sheet, entry = self.sheet(), self.truth.entries[self.pick(data, self.truth.entries)]
        said = self.hands.take_back(entry.ref)
        assert ("can be taken back." in said) == (not entry.acts)
        if entry.acts:
            entry.acts.pop()
            self.after(sheet)
        else:
            self.check()

    # What follows, and what must hold

    def sheet(self):
        """The outcome that stands on each line of the worklist; which drafts lie ready meanwhile is remembered."""
        book, self.lay_ready = self.hands.book(), self.ready()
        return {ref: self.typed(book, entry) for ref, entry in self.truth.entries.items()}

    def after(self, sheet, refused=False):
        """What holds after an act; with buttons the worklist is brought up to date at once."""
        if self.hands.brings_up_to_date and not refused:
            self.take_all_in(sheet)
            self.check(pressed=True)
        else:
            self.check()

    def _press(self, press=None, refused=False):
        sheet = self.sheet()
        said = (press or self.hands.press)()
        if refused:
            assert HANDED_ON_SAID in said
        if not refused or self.hands.brings_up_to_date:
            self.take_all_in(sheet)
        self.check(pressed=True)
        if self.troubled:  # who decided otherwise is named once; Comment says by now what stands
            sheet = self.sheet()
            self.hands.press()
            self.take_all_in(sheet)
            self.check(pressed=True)
        before, log = self.hands.book().values(), self.log()
        self.hands.press()
        assert (self.hands.book().values(), self.log()) == (before, log)

    def take_all_in(self, sheet):
        entries = self.truth.entries
        sheet = sheet | dict(self.answered_also(sheet))
        self.troubled = {ref for ref, entry in entries.items() if not self.take_in(sheet[ref], entry)}
        self.words, self.done, self.dirty = {}, set(), False
        self.base |= {ref: self.snapshot(one) for ref, one in entries.items() if ref not in self.troubled}

    def answered_also(self, sheet):
        """What an outcome answers as well, where nobody has; an outcome that is no longer chosen takes it along."""
        for ref, entry in self.truth.entries.items():
            now, then = (
                dict(outcome.also) if (outcome := entry.question.of_key(key)) else {}
                for key in (sheet[ref], entry.shown())
            )
            for id in {*now, *then}:
                other = self.truth.entries[f"{id}-{entry.rows[0]}"]
                keys = {one.name: one.key for one in other.question.outcomes}
                if id in now and not sheet[other.ref]:
                    yield other.ref, keys[now[id]]
                elif id not in now and sheet[other.ref] == keys[then[id]]:
                    yield other.ref, ""

    def log(self):
        return (self.hands.records / "Child Sex Offenders/Cases/Case log.jsonl").read_bytes()

    def take_in(self, typed, entry):
        """What was typed becomes acts; False, and nothing happens, where somebody has decided otherwise since."""
        (shown, said, was), (now, words, decided) = self.base[entry.ref], self.snapshot(entry)
        new = {}
        for row in entry.rows:
            word = self.words.get(row, said[row])
            if word in (said[row], words[row]) or (word == "" and entry.follows(row, decided)):
                continue
            if entry.is_handed_on(row):
                continue  # nobody has taken it
            if outcome_of(was, row) != outcome_of(decided, row):
                return entry.contradict([row] if row in decided else [], word)
            new[row] = word
        changed = typed not in (shown, now)
        if changed and shown != now:
            return entry.contradict(entry.rows if decided else [], typed)
        if typed == now != shown:
            entry.acts = [act for act in entry.acts if act[0] != "contradict" or not entry.contradicted()]
        left = [
            row
            for row in entry.rows
            if new.get(row) == "" or (row not in new and entry.follows(row, decided))
        ]
        first = not decided
        for word in dict.fromkeys(new.values()):
            self.say(entry, tuple(row for row in new if new[row] == word), word)
        self.decide(entry, typed if changed else now, left, changed, decided)
        if entry.ref in self.done and (first or not changed):
            self.ticked(entry)
        return True

    def say(self, entry, rows, word):
        if word == "":
            entry.acts.append(("clear", rows))
        elif word == BY_HAND:
            ready = [ref for ref in self.lay_ready if self.truth.letters[ref].entry == entry.ref]
            ready = [ref for ref in ready if not self.truth.letters[ref].about]
            ready = [ref for ref in ready if {*self.truth.letters[ref].rows} & {*rows}]
            entry.acts += [("send", ref) for ref in ready]
            told = {row for ref in ready for row in self.truth.letters[ref].rows}
            if by_hand := tuple(row for row in rows if row not in told):
                entry.acts.append(("word", by_hand, word))
        else:
            entry.acts.append(("word", rows, word))

    def decide(self, entry, outcome, left, changed, decided):
        chosen = entry.question.of_key(outcome)
        if chosen is None:
            if changed and (rows := tuple(row for row in left if row in decided)):
                entry.acts.append(("clear", rows))
            return
        if not changed or any(row not in decided for row in left):  # what was settled before stays so
            left = [row for row in left if not entry.question.of_key(decided.get(row, ""))]
        rows = tuple(row for row in left if decided.get(row) != outcome)
        if rows and chosen.answers:
            asked = [
                ref for ref in entry.sent() if entry.question.of_key(self.truth.letters[ref].outcome).asks
            ]
            waiting = [
                ref for ref in asked if not self.truth.letters[ref].about and ref not in entry.answered()
            ]
            entry.acts += [("answer", ref) for ref in waiting]
        if rows:
            entry.acts.append(("decide", rows, outcome))

    def drafts(self, pattern="*.eml"):
        """The drafts in the folder Drafts, by reference; with '**/*.eml' those that were withdrawn too."""
        folder = self.hands.copy.parent / "Drafts"
        return {re.search(r"\[(.*)\]", path.name)[1]: path for path in sorted(folder.glob(pattern))}

    def ready(self):
        sent = {ref for entry in self.truth.entries.values() for ref in entry.sent()}
        assert not sent & self.drafts().keys()
        return list(self.drafts())

    def read(self, ref, path):
        """What a draft is about, as its reader would see it."""
        entry = self.truth.entries[re.search(r"-([A-Z]\d+-\d+)-", ref)[1]]
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        text = mail.get_body(("plain",)).get_content()
        about = re.search(r"Our reference: (\S+)", text)
        named = [line for line in text.splitlines() if "Quetzalina" in line and "told on" not in line]
        people = [int(re.search(r"Canarova(\d+)", line)[1]) + 1 for line in named if line.startswith("- Q")]
        to = re.search(r"-([a-z]+)(?:-\d+)?$", ref)[1]
        if about:
            first = self.truth.letters[about[1]]
            return Letter(entry.ref, to, tuple(people) or first.rows, first.outcome, about[1])
        rows = tuple(people) if len(entry.rows) > 1 else entry.rows
        return Letter(entry.ref, to, rows, entry.decided()[rows[0]])

    def check(self, pressed=False):
        for ref, path in self.drafts().items():
            if ref not in self.truth.letters:
                self.truth.letters[ref] = self.read(ref, path)
        owed, listed = self.truth.owed(), self.listed()
        assert {one for one in listed if one[2] != "withdraw"} == owed
        assert len(listed) == len(set(listed))
        self.check_drafts(owed, pressed)
        if pressed:
            assert all(what != "withdraw" for _, _, what in listed)
            self.check_copy()

    def listed(self):
        """What `due` lists: entry, row and what, as the truth has it."""
        found = []
        for line in due.listed(self.hands.records, self.hands.settings, now()):
            entry = re.match(r"\d{8}-([A-Z]\d+-\d+)", line.reference)[1]
            tag = TAGS[line.state].format(line.notice if line.state == "to do in CMS" else line.to)
            if line.notice == "correction":
                tag = f"correct {line.to}"
            elif line.notice == "another answer":
                tag = f"another {line.to}"
            elif line.notice == "withdrawal":
                tag = "withdraw"
            found += [(entry, row, tag) for row in line.rows]
        return found

    def check_drafts(self, owed, pressed):
        ready = [self.truth.letters[ref] for ref in self.ready()]
        for letter in ready:
            if not letter.about:
                assert self.truth.stands(letter)
            elif pressed:
                assert {(letter.entry, row, f"correct {letter.to}") for row in letter.rows} <= owed
        if pressed:
            covered = [
                (letter.entry, row, f"{'correct' if letter.about else 'send'} {letter.to}")
                for letter in ready
                for row in letter.rows
            ]
            waiting = {
                one for one in owed if one[2].startswith(("send", "correct")) and one[0] not in self.troubled
            }
            assert {one for one in covered if one[0] not in self.troubled} == waiting
            assert len(covered) == len(set(covered))

    def check_copy(self):
        book = self.hands.book()
        places = book.places()
        for row in places:
            cell, of = book.comment(row), [one for one in self.truth.entries.values() if row in one.rows]
            if any(entry.ref in self.troubled for entry in of) or not of:
                continue
            expected = "; ".join(filter(None, (self.free.get(row), self.truth.comment(row))))
            said = (cell.value or "") if cell else ""
            assert plain(said) == plain(expected), (row, said, expected)
        for ref, entry in self.truth.entries.items():
            detail = book.cell(ref, "Detail")
            assert detail is None or detail.value == "Tama"
            if ref not in self.troubled and (shown := entry.shown()):
                assert self.typed(book, entry) == shown
            if all(map(entry.is_handed_on, entry.rows)):
                assert not book.cell(ref, "Outcome").value
