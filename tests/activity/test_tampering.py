"""Whatever is done to the activity log is found, and said with its line [X5]."""

import contextlib
import json
import random
import re

import pytest

from cso_xl.activity import LogFinding
from cso_xl.errors import FileError
from helpers.activity_log import FULL, cut, done, faults, head_of, rewritten, said
from helpers.files import CANARIES


def change_client(lines):
    return [*lines[:4], lines[4].replace(b'"000000005"', b'"000000099"'), *lines[5:]]


def change_rightly(lines):
    """Line 5 is changed and has a right hash."""
    entries = [json.loads(line) for line in lines]
    entries[4]["user"] = "nobody"
    return [*lines[:4], rewritten(entries)[4], *lines[5:]]


def write_anew(lines):
    entries = [json.loads(line) for line in lines]
    entries[4]["clients"] = ["7"]
    return rewritten(entries)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (change_client, ["Line 5: it was changed after it was written."]),
        (
            change_rightly,
            ["Line 6: the line before it is not the one that stood there when this was written."],
        ),
        (
            lambda lines: [*lines[:4], lines[4].replace(b",", b", ", 1), *lines[5:]],
            ["Line 5: it does not read as cso_xl writes: it was changed or put in."],
        ),
        (
            lambda lines: [*lines[:4], *lines[6:]],
            ["Line 5: lines before it are gone: it is number 7, but 5 was expected."],
        ),
        (
            lambda lines: [*lines[:5], *lines[4:]],
            ["Line 6: it was put in, doubled or moved: it is number 5, but 6 was expected."],
        ),
        (
            lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]],
            [
                "Line 5: lines before it are gone: it is number 6, but 5 was expected.",
                "Line 6: it was put in, doubled or moved: it is number 5, but 7 was expected.",
                "Line 7: lines before it are gone: it is number 7, but 6 was expected.",
            ],
        ),
        (
            lambda lines: [*lines[:4], b"\n", *lines[4:]],
            [
                "Line 5: it does not read as cso_xl writes: it was changed or put in.",
                "Line 6: it was put in, doubled or moved: it is number 5, but 6 was expected.",
            ],
        ),
        (
            lambda lines: lines[:10],
            [
                "Line 11: from here on lines are gone or changed: the head in {beside} knows 12.",
                "Line 11: from here on lines are gone or changed: the head in {second} knows 12.",
            ],
        ),
        (
            lambda lines: [],
            [
                "Line 1: from here on lines are gone or changed: the head in {beside} knows 12.",
                "Line 1: from here on lines are gone or changed: the head in {second} knows 12.",
            ],
        ),
        (
            write_anew,
            [
                "Line 12: the log does not have line 12 as the head in {beside} knows it: the log was written anew, or "
                "the head was changed.",
                "Line 12: the log does not have line 12 as the head in {second} knows it: the log was written anew, or "
                "the head was changed.",
            ],
        ),
        (
            lambda lines: rewritten([json.loads(line) for line in [*lines, lines[0]]]),
            [
                "Line 13: from here on the head in {beside} knows nothing: lines were put in, the head was changed, or "
                "it could not be written.",
                "Line 13: from here on the head in {second} knows nothing: lines were put in, the head was changed, or "
                "it could not be written.",
            ],
        ),
    ],
)  # fmt: skip
def test_X5_what_is_wrong_is_said_with_its_line(twelve, path, heads, change, expected):
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    places = {"beside": heads[0].parent, "second": heads[1].parent}
    assert said(twelve) == [text.format(**places) for text in expected]


def test_X5_heads_that_disagree(twelve, path, heads):
    """A log written anew together with one head is shown by the other."""
    lines = write_anew(path.read_bytes().splitlines(keepends=True))
    path.write_bytes(b"".join(lines))
    heads[0].write_bytes(head_of(lines[-1]))
    assert said(twelve) == [
        f"Line 12: the log does not have line 12 as the head in {heads[1].parent} knows it: the log was written anew, "
        "or the head was changed.",
        "The two heads do not agree with each other.",
    ]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"sequence":12}\n', b"[" * 10_000])
def test_X5_a_head_that_was_changed(twelve, heads, data):
    heads[0].write_bytes(data)
    assert said(twelve) == [
        f"The head in {heads[0].parent} does not read as cso_xl writes it: it was changed."
    ]


def test_X5_what_a_line_holds_is_never_said(twelve, path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(
        b"".join([*lines[:3], b"Canarova, Quetzalina\n", *change_client(lines)[3:]]) + b"Sentinelle"
    )
    told = "\n".join(said(twelve))
    for raised in (lambda: list(twelve.entries()), lambda: twelve.append(done())):
        with contextlib.suppress(FileError):
            raised()
    with pytest.raises(FileError) as error:
        list(twelve.entries())
    for name in (*CANARIES, "000000099", "jsmith"):
        assert name not in told + str(error.value)


def edit(state, chance):
    data = bytearray(b"".join(state["log"]))
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    state["log"] = [bytes(data)]


def edit_a_digit(state, chance):
    data = b"".join(state["log"])
    at = chance.choice([found.start() for found in re.finditer(rb"[0-9]", data)])
    state["log"] = [
        data[:at] + str((int(data[at : at + 1]) + chance.randrange(1, 10)) % 10).encode() + data[at + 1 :]
    ]


def remove(state, chance):
    at = chance.randrange(len(state["log"]))
    del state["log"][at : at + chance.randrange(1, 4)]


def put_in(state, chance):
    forged = chance.choice(
        [b"\n", b"{}\n", b"x", b"\0" * 9 + b"\n", chance.choice(state["log"]).replace(b"kept", b"lost")]
    )
    state["log"].insert(chance.randrange(len(state["log"]) + 1), forged)


def forge(state, chance):
    """A line with a right hash, somewhere or at the end."""
    at = chance.choice([chance.randrange(len(state["log"])), len(state["log"])])
    entries = [json.loads(line) for line in state["log"]]
    entries.insert(at, {**entries[0], "user": "forged"})
    state["log"].insert(at, rewritten(entries)[at])


def double(state, chance):
    at = chance.randrange(len(state["log"]))
    state["log"].insert(chance.randrange(len(state["log"]) + 1), state["log"][at])


def swap(state, chance):
    one, other = chance.sample(range(len(state["log"])), 2)
    lines = state["log"]
    lines[one], lines[other] = lines[other], lines[one]


def swap_numbers(state, chance):
    """Two lines with each other's clients."""
    one, other = chance.sample(range(len(state["log"])), 2)
    mine, others = (re.search(rb'"clients":\[[^]]*\]', state["log"][at])[0] for at in (one, other))
    state["log"][one] = state["log"][one].replace(mine, others)
    state["log"][other] = state["log"][other].replace(others, mine)


def cut_lines(state, chance):
    state["log"] = state["log"][: chance.randrange(len(state["log"]))]


def rewrite(state, chance):
    """The whole log with right hashes, and perhaps one of the heads with it."""
    entries = [json.loads(line) for line in state["log"]]
    at = chance.randrange(len(entries))
    changes = [
        lambda: entries.pop(at),
        lambda: entries.insert(at, {**entries[at], "user": "forged"}),
        lambda: entries[at].update(user="forged"),
        lambda: entries[at].update(clients=["7"]),
        lambda: entries[at].update(time="2025-01-12T21:00:00.000008+00:00"),
        lambda: entries.append({**entries[at], "user": "forged"}),
    ]
    chance.choice(changes)()
    state["log"] = rewritten(entries)
    if chance.random() < 0.5:
        state[chance.choice(["beside", "second"])] = head_of(state["log"][-1])


def edit_head(state, chance):
    which = chance.choice(["beside", "second"])
    data = bytearray(state[which])
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    state[which] = bytes(data)


def older_head(state, chance):
    head = head_of(chance.choice(state["log"][:-1]))
    for which in chance.choice([["beside"], ["second"], ["beside", "second"]]):
        state[which] = head


def remove_file(state, chance):
    for which in chance.choice([["log"], ["beside"], ["second"], ["beside", "second"], ["log", "beside"]]):
        state[which] = None


def cut_and_remove_heads(state, chance):
    cut_lines(state, chance)
    state["log"] = state["log"] or [b"\n"]
    state["beside"] = state["second"] = None


TAMPERINGS = (
    edit, edit_a_digit, remove, put_in, forge, double, swap, swap_numbers, cut_lines, cut, rewrite, edit_head,
    older_head, remove_file, cut_and_remove_heads,
)  # fmt: skip


def tampered(files, chance):
    """The files after a change at random: 'log' as lines, 'beside' and 'second' as bytes, None for none."""
    while True:
        state = {**files, "log": list(files["log"])}
        chance.choice(TAMPERINGS)(state, chance)
        if state["log"] is None or b"".join(state["log"]) != b"".join(files["log"]):
            return state
        if any(state[which] != files[which] for which in ("beside", "second")):
            return state


def put(path, data):
    if data is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(b"".join(data) if isinstance(data, list) else data)


@pytest.mark.proof
def test_X5_every_tampering_is_found_and_the_next_step_wipes_no_trace(twelve, path, heads):
    """Each change at random is a fault; after one more step it is still told, unless that step was refused."""
    files = {"log": path.read_bytes().splitlines(keepends=True)}
    files |= {"beside": heads[0].read_bytes(), "second": heads[1].read_bytes()}
    for seed in range(10_000 if FULL else 300):
        state = tampered(files, random.Random(seed))
        for place, which in ((path, "log"), (heads[0], "beside"), (heads[1], "second")):
            put(place, state[which])
        found = faults(twelve)
        assert found, seed
        assert all(isinstance(one, LogFinding) and (one.line is None or one.line > 0) for one in found), seed
        with contextlib.suppress(FileError):
            twelve.append(done())
        assert twelve.verify(), seed
        for kept in path.parent.glob("*unfinished*"):
            kept.unlink()
