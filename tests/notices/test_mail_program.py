"""Drafts, read by mail programs that share no code with us: mutt, w3m for the HTML, and Sylpheed on a screen."""

import contextlib
import os
import re
import subprocess

import pytest

from cso_xl import settings as settings_
from cso_xl.notices import drafts, templates
from helpers import screen, waiting
from helpers.programs import tool

SETTINGS = settings_.load(settings_.DEFAULTS)
MARK, TO, CC = "IN-CONFIDENCE", "cps@example.org", "oranga.tamariki@example.org, o'brien@example.org"
VALUES = {  # all invented; with what e-mails and HTML tend to spoil
    "reference": "20250113-D3-7-cps",
    "report_date": "13 January 2025",
    "client_number": "000123456",
    "client_name": "O'Brien, Māia Hūria",
    "date_of_birth": "1/02/1980",
    "prn": "SYN000123",
    "value_previously": "Flat 2/7 Kōwhai Road, Ōtāhuhu, Auckland 1062 =",
    "value_current": "12 Tītoki Street, Māngere, Auckland 2022 =E4=20",
    "service_centre": "Māngere",
    "child_name": "Zoë-Anahera O'Brien & Wīremu <Wī> D'Souza",
    "alias": 'Māia "Mā" O’Brien – also Ngāwhāriki',
    "detail": "Partner included: Pāora O'Connor; " + "ā long explanation " * 40 + "ends here.",
    "cso_name": "Tāne O'Sullivan",
    "cso_client_number": "000654321",
    "cso_date_of_birth": "29/02/1976",
    "address": "3 Pūriri Lane, Whāngārei 0110",
    "date_of_change": "6/01/2025",
    "children": "- Wīremu O'Brien, born 3/04/2015, 9 years old, Son\n- Āwhina & Ēnoka, 100% <sic>",
    "family_and_others": "- Hōne O'Brien, born 9/09/1978, 46 years old, Brother-in-law",
    "unknown_age": "- Ūmuroa O'Neill, date of birth not known",
    "sent_on": "14 January 2025",
    "about": "20250113-D3-7-cps",
    "people": "- Āwhina Ēnoka, born 1/02/2015, 9 years old",
    "due": "16/01/2025 11:00",
    "original": "Tēnā koutou\n\n- Client: Weka, Mere\n\nNgā mihi",
    "housing_address": "Unit 4, 18 Rātā Crescent, Taupō 3330",
    "new_address": "12 Rimu Street, Ōtaki",
}
MUTT = """\
set folder=mail charset=utf-8 mailcap_path=mailcap pipe_decode wait_key=no wrap_headers=998
auto_view text/html
alternative_order {part}
push "<pipe-message>cat>shown.txt<enter><exit>"
"""
MAILCAP = "text/html; w3m -dump -T text/html -I utf-8 -O utf-8 -cols 1000 %s; copiousoutput\n"
SYLPHEED = {  # one mailbox and one account, so that it asks for none; a window that holds a whole notice
    "folderlist.xml": '<?xml version="1.0"?><folderlist><folder type="mh" name="M" path="Mail"/></folderlist>',
    "accountrc": "[Account: 1]\naccount_name=CPU\naddress=cpu@example.org\n",
    "sylpheedrc": "[Common]\nmessagewin_width=1000\nmessagewin_height=900\n",
}


def test_every_field_has_a_value_here():
    assert set(templates.FIELDS) <= set(VALUES)


@pytest.fixture(params=templates.names(SETTINGS))
def template(request):
    return templates.load(SETTINGS, request.param)


def test_mutt_shows_a_draft_as_text(template, tmp_path):
    headers, body = in_mutt(template, "text/plain", tmp_path)
    expected = {"X-Unsent": "1", "To": TO, "Cc": CC, "Subject": subject(template)}
    assert headers.items() >= {**expected, "Sensitivity": "Company-Confidential"}.items()
    assert body == text(template)


def test_mutt_shows_a_draft_as_html(template, tmp_path):
    """Headings lose their '# ' and items get a bullet; no other letter differs."""
    _, body = in_mutt(template, "text/html", tmp_path)
    assert lines(body) == [re.sub("^- ", "• ", line.removeprefix("# ")) for line in lines(text(template))]


def test_macrons_in_a_long_subject_of_ones_own(tmp_path):
    own = templates.Template(
        "own", "Whakamōhiotanga – tamariki ki Māngere, " * 6 + "[{reference}]", "Tēnā koe\n"
    )
    headers, body = in_mutt(own, "text/plain", tmp_path)
    assert headers["Subject"] == subject(own)
    assert body == f"{MARK}\n\nTēnā koe\n\n{MARK}\n"


def test_sylpheed_opens_a_draft(tmp_path):
    """What its window shows is copied from it; `sylpheed.png` is what a person sees."""
    template = templates.load(SETTINGS, "address_sharer_notification")
    with screen.start() as display, sylpheed(display, eml(template), tmp_path):
        screen.focus(display, re.escape(f"{subject(template)} - Sylpheed"))
        shown = waiting.until(lambda: copied(display), "text in Sylpheed's window")
        screen.press(display, "ctrl+backslash")  # nothing selected any more
        screen.shot(display, tmp_path / "sylpheed.png")
    assert shown == f"To: {TO}\nCc: {CC}\nSubject: {subject(template)}\n\n{text(template)}"


def eml(template):
    """The draft as it is filed."""
    return drafts.message(template, VALUES, drafts.Envelope(TO, CC, "", MARK))


def subject(template):
    """The subject that a person is to see."""
    return f"[{MARK}] {template.subject.replace('{reference}', VALUES['reference'])}"


def text(template):
    """The text that a person is to see."""
    body = template.body
    for name, value in VALUES.items():
        body = body.replace(f"{{{name}}}", value)
    return f"{MARK}\n\n{body}\n{MARK}\n"


def lines(shown):
    """The lines that are not blank, without what surrounds them."""
    return [line.strip() for line in shown.splitlines() if line.strip()]


def in_mutt(template, part, folder):
    """Headers and body as mutt shows them in a terminal when it prefers this part."""
    tool("w3m")
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    (folder / "mail/new/1").write_bytes(eml(template))
    (folder / "muttrc").write_text(MUTT.format(part=part), "utf-8")
    (folder / "mailcap").write_text(MAILCAP, "utf-8")
    command = f"{tool('mutt')} -n -F muttrc -R -f mail"
    in_terminal = [tool("script"), "--quiet", "--return", "--command", command, "/dev/null"]
    waiting.run(
        in_terminal,
        cwd=folder,
        env=own_home(folder) | {"TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    head, _, body = (folder / "shown.txt").read_text("utf-8").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), body


@contextlib.contextmanager
def sylpheed(display, mail, folder):
    """Sylpheed on this screen, with a draft open."""
    (folder / "Mail").mkdir()
    (folder / "draft.eml").write_bytes(mail)
    for name, content in SYLPHEED.items():
        (folder / name).write_text(content, "utf-8")
    draft = (folder / "draft.eml").as_uri()
    program = subprocess.Popen(
        [tool("sylpheed"), "--configdir", str(folder), "--open", draft],
        env=own_home(folder) | {"DISPLAY": display},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        program.terminate()
        waiting.ended(program)


def copied(display):
    """All the text in the window that has the keyboard."""
    screen.press(display, "ctrl+a", "ctrl+c")
    paste = [tool("xclip"), "-display", display, "-out", "-selection", "clipboard"]
    return waiting.run(paste, capture_output=True, text=True).stdout


def own_home(folder):
    """Surroundings in which no program finds anything of this user's."""
    return os.environ | {"HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
