"""What is open, in as few lines as say it [C10]."""

from cso_xl.cases.due_lines import Due, in_lines

DECIDE = {"state": "to decide", "due": "15/01/2025", "to": "", "notice": "decision", "next": "look it up"}


def due(reference, client="010000001", row=2, **others):
    return Due(**(DECIDE | {"reference": reference, "client": client, "rows": (row,)} | others))


def test_what_is_alike_about_the_same_rows_is_one_line():
    listed = [
        due("20250113-L8-2", since="a"),
        due("20250113-L9-2", since="b", child=True),
        due("20250113-L8-3", row=3),
    ]
    assert in_lines(listed, 9) == (
        [
            "20250113-L8-2, L9-2: to decide, due 15/01/2025: look it up",
            "20250113-L8-3: to decide, due 15/01/2025: look it up",
        ],
        0,
    )


def test_what_differs_stands_by_itself():
    listed = [
        due("20250113-L8-2"),
        due("20250113-L9-2", next="choose"),
        due("20250113-L9-2-cps", state="to send", next="choose"),
        due("20250120-L9-2", state="to send", next="choose"),
        due("20250120-L9-2-scm", state="to send", next="choose", holder="hine"),
    ]
    lines, more = in_lines(listed, 9)
    assert (len(lines), more) == (5, 0)


def test_what_is_not_shown_is_counted():
    listed = [due(f"20250113-{id}-{row}", row=row) for row in (2, 3, 4) for id in ("L8", "L9")]
    lines, more = in_lines(listed, 1)
    assert (lines, more) == (["20250113-L8-2, L9-2: to decide, due 15/01/2025: look it up"], 4)


def test_copies_from_before_cases_were_recorded_are_not_put_together():
    listed = [
        Due("20250113 On List", "to decide", "", "", "", "decision"),
        Due("20250113 Off List", "to decide", "", "", "", "decision"),
    ]
    assert [line.partition(":")[0] for line in in_lines(listed, 9)[0]] == [
        "20250113 On List",
        "20250113 Off List",
    ]
