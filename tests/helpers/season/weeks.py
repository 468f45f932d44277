"""One week after another, worked as people work."""

import datetime as dt

from helpers.season.drive import READY
from helpers.season.mail import MACHINES
from helpers.season.truth import ADULTS, NFA, OT

WAYS = ["csv", "cells", "cells sorted", "cells sorted both", "cells both"]
CHOICES = {
    "D3": ["Address changed: tell CPS"],
    "D5": ["No note: ask CPS to confirm", "Note in place: NFA"],
    "D10": ["Team leader: NFA", "Team leader: handled as they said"],
    "L6": ["No note: add it", "Note in place: NFAR"],
    "L7": ["Registered, current or appointment: tell ASCM/SCM", "Neither: NFA"],
    "L8": ["Dependent children: tell CPS and Oranga Tamariki", "No children: NFA"],
    "L9": ["Not in social housing: NFA"],
    "O3": ["Not asked yet: ask CPS"],
}
AFTER_ANSWER = {
    "D5": [
        "CPS confirmed, benefit registered or current",
        "CPS confirmed, no such benefit",
        "CPS: not a CSO: NFA",
    ],
    "D8": ["CPS confirmed: add the note", "CPS: not a CSO: NFA"],
    "O3": ["Confirmed: end-date the note", "Still a CSO: the note stays"],
}


def question(entry):
    return entry.ref.split("-")[1]


def play(season, week):
    monday = season.monday + dt.timedelta(weeks=week)
    s, rng, clock = season, season.rng, season.clock
    clock.at(monday, 9)
    s.address_report(week)
    path = s.other_reports(week)
    if week % 4 == 1:  # nobody has said yet who gets the notification
        s.youth_service(week, path, is_set_up=False)
        s.judge()
    s.youth_service(week, path)
    s.judge()
    tuesday, thursday = monday + dt.timedelta(days=1), monday + dt.timedelta(days=3)
    diffs = s.diffs(monday)
    if week % 2:  # press twice
        s.cso("run", "daily-diffs", diffs)
    s.judge()
    clock.at(tuesday, 10)
    for report in ("daily-diffs", "on-list", "off-list"):
        open_ = [e for e in s.entries.values() if e.report == report and not e.outcome]
        chosen = {e.ref: rng.choice(_choices(e, s)) for e in open_ if rng.random() < 0.9}
        if chosen:
            for day in sorted({s.entries[r].date for r in chosen}):
                s.decide(
                    report,
                    day,
                    {r: o for r, o in chosen.items() if s.entries[r].date == day},
                    rng.choice(WAYS),
                )
            s.judge()
    addresses(
        s,
        [
            e
            for e in s.entries.values()
            if e.report == "address-sharer" and not e.outcome and e.ref not in s.retired
        ],
    )
    s.judge()
    s.cso("mark", "address-sharer", "--date", monday)
    s.judge_comments(monday)
    changes_of_mind(s)
    clock.at(tuesday, 15)
    sending(s, 0.7)
    s.judge()
    clock.at(thursday, 11)
    corrected_after_sending(s)
    answers(s)
    s.judge()
    for ref in [
        e.ref for e in s.entries.values() if e.outcome and e.ticks() and not e.opened and rng.random() < 0.8
    ]:
        s.tick(ref)
    s.judge()
    sending(s, 1.0)
    s.judge()
    s.youth_service(week, path)  # once more: nobody is told twice
    s.judge()
    finish(s, monday)


def _choices(entry, s):
    q = question(entry)
    if q == "D8":
        return (
            ["No children under 16: NFA", "Children under 16 included: tell CPS and Oranga Tamariki"]
            if entry.ref in s.sha
            else ["No note: ask CPS to confirm", "Note in place: NFA"]
        )
    return CHOICES[q]


def addresses(s, entries):
    by_day = {}
    for entry in entries:
        rows = s.reports[entry.date]
        out = [r for r in entry.rows if not rows[r - 2].home]
        at = [r for r in entry.rows if rows[r - 2].home]
        adults = all((rows[r - 2].age(entry.date) or 0) >= 16 for r in at)
        if s.rng.random() < 0.1 and entry.date == s.monday + dt.timedelta(weeks=0):
            continue
        if not at:
            outcome = NFA
        elif adults and not out:
            outcome = ADULTS
        else:
            outcome = OT
            if out:
                s.mark_nfa(entry, out, s.rng.choice(["mark", "comment"]))
        by_day.setdefault(entry.date, {})[entry.ref] = outcome
    for day, outcomes in by_day.items():
        s.decide("address-sharer", day, outcomes, s.rng.choice(WAYS))


def changes_of_mind(s):
    """An outcome is corrected before anything was sent."""
    for entry in list(s.entries.values()):
        if (
            entry.outcome == "Registered, current or appointment: tell ASCM/SCM"
            and all(x == "to send" for x in entry.notices.values())
            and s.rng.random() < 0.5
        ):
            s.decide(entry.report, entry.date, {entry.ref: "Neither: NFA"}, s.rng.choice(WAYS))
            s.judge()


def corrected_after_sending(s):
    """An outcome is corrected after its notice was sent: a correction is owed [C5]."""
    for entry in list(s.entries.values()):
        sent = "waiting" in entry.notices.values() and len(entry.notices) == 1
        if sent and question(entry) == "L7" and s.rng.random() < 0.4:
            s.decide(entry.report, entry.date, {entry.ref: "Neither: NFA"}, s.rng.choice(WAYS))
            s.judge()


def sending(s, share):
    for reference in sorted(s.drafts()):
        if s.find(reference).notices[reference] in READY and s.rng.random() < share:
            mail = s.send(reference)
            if s.rng.random() < 0.2:
                s.cso("file-email", mail, rc=None)


def answers(s):
    for entry in list(s.entries.values()):
        for reference, state in list(entry.notices.items()):
            if state == "waiting" and s.rng.random() < 0.8:
                s.answer(reference, s.rng.choice(MACHINES))
                s.judge()
                mail = s.answer(reference, s.rng.choice(["human", "suppress"]))
                s.cso("file-email", mail, rc=None)
                s.judge()
    for entry in list(s.entries.values()):
        if entry.opened and s.rng.random() < 0.8:
            options = AFTER_ANSWER[question(entry)]
            s.decide(entry.report, entry.date, {entry.ref: s.rng.choice(options)}, s.rng.choice(WAYS))
            s.judge()


def finish(s, monday):
    open_ = [
        e for e in s.entries.values() if e.report == "address-sharer" and e.date == monday and not e.outcome
    ]
    s.cso("mark", "address-sharer", "--date", monday)
    s.judge_comments(monday)
    out, err = s.cso("processed", "--date", monday, rc=1 if open_ else 0)
    if not open_:
        s.judge_comments(monday, "Processed Copy")
        rows = s.reports[monday]
        s.recognised.processed(
            monday,
            [
                rows[r - 2].key
                for e in s.entries.values()
                if e.report == "address-sharer" and e.date == monday
                for r in e.rows
            ],
        )
    s.cso("log", "verify")
    s.judge()
