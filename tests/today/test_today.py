"""Today: a view of what is open, with ways to it, and nobody's name in it [C10]."""

import datetime as dt
import json
import re
from html import unescape
from urllib.parse import unquote

import pytest

from cso_xl.cases.state.owed import State
from cso_xl.desk.due import listed
from cso_xl.practice.week import Week as PracticeWeek
from cso_xl.today import gathered, kept
from helpers.at_work import SAME, Unit, call
from helpers.commands import call as careful
from helpers.files import CANARIES

PAGE, NAMED = "Child Sex Offenders/Today/Today.html", "Child Sex Offenders/Today/Today with names.html"


@pytest.fixture
def unit(tmp_path, records):
    """A household with a draft, one that was sent, one to decide; changes and an on list to decide."""
    at_work = Unit(tmp_path, records)
    at_work.changes("Address Change")
    at_work.run("daily-diffs")
    at_work.run("on-list")
    at_work.run("address-sharer")
    at_work.choose(A8_2=SAME, A8_3=SAME)
    at_work.do("draft", "address-sharer")
    at_work.send("20250113-A8-3-ot")
    return at_work


def page(unit, *options):
    unit.do("today", "--html", *options)
    return (unit.records / (NAMED if "--names" in options else PAGE)).read_text("utf-8")


def part(text, id):
    """What stands under a heading of the page."""
    return re.search(rf'<section aria-labelledby="{id}">.*?</section>', text, re.DOTALL)[0]


def links(text):
    return [unquote(unescape(link)) for link in re.findall(r'href="([^"#]+)"', text)]


def test_nobodys_name_is_in_the_page_or_its_links(unit):
    text = page(unit)
    assert not [
        name for name in (*CANARIES, "1987", "Kauri") if name in text or name in " ".join(links(text))
    ]
    assert "010000001" in text
    done = careful("today", "--records", unit.records)
    assert done.exit_code == 0


def test_it_holds_all_that_it_shows(unit):
    text = page(unit)
    assert not re.search(r"<script|<link|<img|src=|http|@import|url\(", text)


def test_every_way_leads_to_what_is_there(unit):
    text = page(unit)
    places = {(unit.records / PAGE).parent / link for link in links(text)}
    assert {place.name for place in places} >= {
        "20250113 Daily Diffs.xlsx", "20250113 Working Copy CSOs Living With Children.xlsx", "Drafts",
        "WB 13 January Address Sharer",
    }  # fmt: skip
    assert [str(place) for place in places if not place.exists()] == []
    anchors = re.findall(r'href="#([^"]+)"', text)
    assert anchors and all(f'id="{anchor}"' in text for anchor in anchors)


def test_it_says_what_due_says(unit, settings):
    text, now = page(unit), dt.datetime.now(dt.UTC)
    shown = re.findall(r'<th scope="row">(\d{8}-[^< ]+)', text)
    due = listed(unit.records, settings, now)
    assert sorted(shown) == sorted(one.reference for one in due)
    assert len(due) == 15


def test_C10_children_stand_first_in_the_order_of_due(unit, settings):
    text = page(unit)
    first = re.findall(r'<th scope="row">(\d{8}-[^< ]+)', part(text, "children"))
    due = listed(unit.records, settings, dt.datetime.now(dt.UTC))
    assert first == [one.reference for one in due if one.child]
    assert text.index('id="children"') < text.index('id="to-decide"')
    assert 'class="tag child"' not in part(text, "to-decide")


def test_a_question_is_asked_in_the_words_of_the_worklist(unit):
    text = page(unit)
    assert "To decide: Do both CMS records show the same address?" in part(text, "children")
    assert "Which address does CMS show now?" in part(text, "to-decide")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("Caregiver Indicator changed", "Do Relationships in CMS show a new child?"),
        ("Dependent contact changed", "Do Relationships in CMS show a new partner?"),
        ("Added SHA", "Does the Social Housing case show children under 16"),
        ("Client added to list", "Is a Special Cautions note in place? If not: has CPS confirmed?"),
        ("Alias name details changed", "Which alias does CMS show?"),
    ],
)
def test_D7_D8_of_questions_with_one_id_the_one_about_the_change_is_asked(change, words, tmp_path, records):
    unit = Unit(tmp_path, records)
    unit.changes(change)
    unit.run("daily-diffs")
    assert words in page(unit)


def test_a_draft_is_found_through_its_folder_and_only_with_names_by_its_own(unit):
    draft = unit.drafts()["20250113-A8-2-ot"]
    assert any(name in draft.name for name in CANARIES)
    row = re.search(r"<tr><th[^>]*>20250113-A8-2-ot.*?</tr>", page(unit), re.DOTALL)[0]
    assert [link.split("/")[-1] for link in links(row)] == [
        "20250113 Working Copy CSOs Living With Children.xlsx", "Drafts", "WB 13 January Address Sharer",
    ]  # fmt: skip
    row = re.search(r"<tr><th[^>]*>20250113-A8-2-ot.*?</tr>", page(unit, "--names"), re.DOTALL)[0]
    assert draft.name in [link.split("/")[-1] for link in links(row)]


def test_names_are_on_a_page_of_its_own_and_who_saw_them_is_in_the_log(unit):
    plain = page(unit)
    named = page(unit, "--names")
    assert "Canarova1, Quetzalina1<br>010000001" in named
    assert (unit.records / PAGE).read_text("utf-8") == plain
    log = (unit.records / "Child Sex Offenders/Activity/Activity log.jsonl").read_text("utf-8").splitlines()
    (line,) = [json.loads(one) for one in log if '"step":"show_names"' in one]
    assert {f"01000000{number}" for number in range(1, 7)} == {*line["clients"]}
    done = call("today", "--html", "--names", "--records", unit.records)
    assert "Note: The page with names has no password. Delete it when it is no longer needed." in done.stdout


def test_what_came_today_is_new_and_what_came_before_is_not(unit, settings, monkeypatch):
    today = gathered.gathered(unit.records, settings, dt.datetime.now(dt.UTC))
    assert {one.due.state for one in today.items if one.is_new} == {"to decide"}
    assert not [one for one in today.of(State.TO_DECIDE) if not one.is_new]
    later = gathered.gathered(unit.records, settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    assert not any(one.is_new for one in later.items)


def test_the_week_counts_each_case_once(unit, settings):
    day = dt.date(2025, 1, 15)
    today = gathered.gathered(unit.records, settings, dt.datetime.now(dt.UTC), day)
    assert [(one.title, one.date.day, sum(one.states.values())) for one in today.week] == [
        ("Daily diffs", 13, 6), ("On list", 13, 4), ("Address sharer", 13, 6),
    ]  # fmt: skip
    text = page(unit, "--date", "2025-01-15")
    assert "Daily diffs, 13 January 2025: 6 open." in part(text, "counts")


def test_of_a_practice_week_the_day_is_that_of_its_cases(tmp_path, settings):
    files = PracticeWeek().write(tmp_path)
    assert call("work", files.datamatch.parent, "--records", files.records).exit_code == 0
    today = gathered.gathered(files.records, settings, dt.datetime.now(dt.UTC))
    assert (today.day, today.practice) == (dt.date(2025, 1, 13), True)
    written = kept.keep(files.records, settings, today).read_text("utf-8")
    assert "Everybody in these records is invented." in written


def test_nothing_is_open(records):
    done = careful("today", "--html", "--date", "2025-01-14", "--records", records)
    assert done.exit_code == 0
    text = (records / PAGE).read_text("utf-8")
    assert "<h1>Today: Tuesday 14 January 2025</h1>" in text
    assert "Nothing is open: every case is done." in text
    assert "Nothing is open about a child under 16 or of unknown age." in text


def test_it_is_written_again_in_place_of_the_one_before(unit):
    first = page(unit)
    unit.choose(A8_4=SAME)
    unit.do("draft", "address-sharer")
    second = page(unit)
    assert first.count("To send: ") < second.count("To send: ")
    assert [path.name for path in (unit.records / PAGE).parent.iterdir()] == ["Today.html"]


def test_what_is_not_ours_to_write_is_escaped(records, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[records]\nclassification = "A <b>&"\n')
    assert call("today", "--html", "--records", records, "--settings", own).exit_code == 0
    assert '<p class="marking">A &lt;b&gt;&amp;</p>' in (records / PAGE).read_text("utf-8")


def test_in_numbers_for_programs(unit):
    done = careful("today", "--json", "--html", "--records", unit.records)
    found = json.loads(done.stdout)
    assert found["page"] == str(unit.records / PAGE)
    assert found["open"] == {"to decide": 14, "to send": 1}
    assert found["new"] == found["open"]["to decide"]


def test_names_without_a_page(records):
    done = careful("today", "--names", "--records", records)
    assert (done.exit_code, done.stderr) == (
        2,
        "Names are on the page only. Type: cso-xl today --html --names\n",
    )


def test_the_page_cannot_be_written(records):
    (records / "Child Sex Offenders").mkdir()
    (records / "Child Sex Offenders" / "Today").write_text("a file where the folder should be")
    done = careful("today", "--html", "--records", records)
    assert done.exit_code == 1
    assert f"{records / PAGE} could not be written" in done.stderr
