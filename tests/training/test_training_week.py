"""`cso-xl training week`: fresh weeks to practise on, and workbooks/practice-week, worked from its e-mails alone."""

import csv
import datetime as dt
import email
import email.policy
import io
import os
import re
import shlex
import shutil
import subprocess
import zipfile
import zlib
from email.headerregistry import Address
from pathlib import Path

import msoffcrypto
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cso_xl import cli, settings
from cso_xl.practice.people import MEN, SURNAMES, WOMEN
from cso_xl.practice.week import PASSWORD, REAL_DAY, Sizes, Week
from helpers.files import kept, saved
from helpers.programs import tool

COMMITTED = Path(__file__).parents[2] / "workbooks" / "practice-week"
NAMED = re.compile(r"Surname|Given Names|First Names")  # headings of columns that hold names
RESERVED = re.compile(
    r"(?:[\w-]+\.)*(?:example|example\.org|invalid)"
)  # RFC 2606: nobody can have an address there
SAME, NOT_THE_SAME = "Same address: tell Oranga Tamariki", "Not the same address: NFA"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(one) for one in arguments])


def made(folder: Path, *options: object) -> Path:
    result = call("training", "week", folder, *options)
    assert result.exit_code == 0, result.output
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept(folder)}


def inside(folder: Path) -> dict[str, bytes]:
    """What the files hold: the parts of e-mails and workbooks, members of ZIPs, without locks and packing."""
    found: dict[str, bytes] = {}
    for name, data in contents(folder).items():
        found |= opened(name, data)
    return found


def opened(name: str, data: bytes) -> dict[str, bytes]:
    if name.endswith(".eml"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        headers = {
            f"{name}: {key}": str(value).encode()
            for key, value in message.items()
            if key not in ("Message-ID", "Content-Type")  # made from the attachment's bytes
        }
        (attached,) = message.iter_attachments()
        body = message.get_body()
        assert body is not None
        return {
            **headers,
            name: body.get_content().encode(),
            **opened(f"{name}: {attached.get_filename()}", attached.get_content()),
        }
    data = unlocked(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            package.setpassword(PASSWORD.encode())
            return {f"{name}: {part}": package.read(part) for part in package.namelist()}
    return {name: data}


def unlocked(data: bytes) -> bytes:
    """What an encrypted workbook holds; anything else as it is."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    office, plain = msoffcrypto.OfficeFile(io.BytesIO(data)), io.BytesIO()
    office.load_key(password=PASSWORD, verify_password=True)
    office.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


# What is in the repository


def test_the_committed_week_is_what_is_built_now(tmp_path: Path) -> None:
    found, built = inside(COMMITTED), made(tmp_path / "week")
    assert found == inside(built)
    assert len([name for name in found if ".zip: " in name]) == 8
    if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # zlib-ng packs the same content into other bytes
        assert contents(built) == contents(COMMITTED)


def test_nothing_worked_is_committed() -> None:
    named = [name.rpartition("/")[2] for name in contents(COMMITTED)]
    assert sorted(named) == [
        "20250106 Daily Diffs.xlsx",
        "20250106 Master Copy CSOs Living With Children.xlsx",
        "20250106 Off List.xlsx",
        "20250106 On List.xlsx",
        "20250106 Processed Copy CSOs Living With Children.xlsx",
        "CSO Datamatch ZIP file for Week Ended 13JAN2025.eml",
        "CSO Living with Children WB 13 January 2025.eml",
        "README.md",
        "Synthetic practice data.txt",
        "settings.toml",
    ]


def test_git_changes_no_line_end_of_it() -> None:
    assert "workbooks/practice-week/** -text" in (COMMITTED.parent.parent / ".gitattributes").read_text()
    assert b"\r\n" in next(data for name, data in contents(COMMITTED).items() if name.endswith(".eml"))


# Seeds, sizes, Mondays


def test_a_week_says_where_it_lies_and_how_to_begin(tmp_path: Path) -> None:
    folder = tmp_path / "week"
    assert call("training", "week", folder, "--seed", 7).output == (
        "The week of 13 January 2025, with seed 7. Nobody in it exists.\n"
        f"Received:  {folder / 'received'}\n"
        f"Records:   {folder / 'records'}\n"
        "Password:  Practice-2025\n"
        f"Begin with {folder / 'README.md'}: it says how to go from the e-mails to the filed copies.\n"
    )


@pytest.mark.parametrize("options", [("--seed", 7), ("--seed", -7, "--rows", 50, "--date", "2025-06-02")])
def test_the_same_call_gives_the_same_bytes(tmp_path: Path, options: tuple[object, ...]) -> None:
    first, second = (contents(made(tmp_path / name, *options)) for name in ("first", "second"))
    assert first == second


def test_every_seed_gives_other_people(tmp_path: Path) -> None:
    weeks = [inside(made(tmp_path / str(seed), "--seed", seed)) for seed in (0, 1, -1)]
    assert len({frozenset(week) for week in weeks}) == 1
    data = [name for name in weeks[0] if re.search(r"\.csv$|sheet1\.xml$", name)]
    assert len(data) == 6 + 6
    for name in data:
        assert len({week[name] for week in weeks}) == 3, name


@pytest.mark.parametrize(
    ("rows", "on_list", "sharers"),
    [(1, 20, 39), (60, 30, 60), (300, 150, 300), (2_000, 1_000, 2_000)],
    ids=["1 row", "small", "real day", "2,000 rows"],
)
def test_sizes(tmp_path: Path, rows: int, on_list: int, sharers: int, password: None) -> None:
    week = made(tmp_path / "week", "--rows", rows)
    datamatch, addresses = received(week)
    for report, source, count in (("on-list", datamatch, on_list), ("address-sharer", addresses, sharers)):
        result = call("run", report, source, "--records", week / "records")
        assert result.exit_code == 0, result.output
        assert f"  {count:,} rows in = ".replace(",", "") in result.output.replace(",", "")
        assert "Every row is accounted for." in result.output


def test_300_rows_are_a_real_day() -> None:
    assert Sizes.of(300) == REAL_DAY


@pytest.mark.parametrize(
    ("date", "zipped", "member", "last_week"),
    [
        ("2025-06-02", "cso_20250602_20250602.zip", "csso_daily_20250602", "2025 Address Sharer/05 May/WB 26 May"),
        ("2024-01-01", "cso_20240101_20240101.zip", "cso_daily_20240101", "2023 Address Sharer/12 December/WB 25"),
        ("2000-01-03", "cso_20000103_20000103.zip", "cso_daily_20000103", "1999 Address Sharer/12 December/WB 27"),
        ("2099-12-28", "cso_20991228_20991228.zip", "csso_daily_20991228", "2099 Address Sharer/12 December/WB 21"),
    ],
)  # fmt: skip
def test_a_week_of_any_monday_can_be_worked(
    tmp_path: Path, password: None, date: str, zipped: str, member: str, last_week: str
) -> None:
    week = made(tmp_path / "week", "--date", date)
    datamatch, addresses = received(week)
    assert saved(datamatch, tmp_path).name == zipped
    assert member in call("members", datamatch).output
    assert any(last_week in name for name in contents(week))
    result = call("run", "address-sharer", addresses, "--records", week / "records", "--json")
    assert (result.exit_code, f'"date": "{date}"' in result.output) == (0, True), result.output
    assert '"recognised: NFA, Processed Copy of ' in result.output


# Calls that are refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--date", "2025-01-15"],
            "--date 2025-01-15 is no Monday. The Mondays before and after it are 2025-01-13 and 2025-01-20.\n",
        ),
        (["--date", "1999-12-27"], "--date 1999-12-27: choose a Monday from 2000-01-03 to 2099-12-28.\n"),
        (["--date", "0001-01-01"], "--date 0001-01-01: choose a Monday from 2000-01-03 to 2099-12-28.\n"),
        (["--date", "13/01/2025"], "no such date. Write it as YYYY-MM-DD"),
        (["--rows", "-1"], "Invalid value for '--rows': -1 is not in the range"),
        (["--rows", "0"], "Invalid value for '--rows': 0 is not in the range"),
        (["--rows", "10001"], "Invalid value for '--rows': 10001 is not in the range"),
        (["--rows", "many"], "Invalid value for '--rows': 'many' is not a valid integer"),
        (["--seed", "x"], "Invalid value for '--seed': 'x' is not a valid integer"),
    ],
)
def test_a_wrong_argument_writes_nothing(tmp_path: Path, options: list[str], said: str) -> None:
    result = call("training", "week", tmp_path / "week", *options)
    assert (result.exit_code, said in result.stderr) == (2, True), result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_needed() -> None:
    result = call("training", "week")
    assert (result.exit_code, "Missing argument 'DIR'" in result.stderr) == (2, True)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert len(contents(made(tmp_path))) == 10


@pytest.mark.parametrize("holds", ["mine.txt", ".hidden", "received/old.eml"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, holds: str) -> None:
    (tmp_path / holds).parent.mkdir(exist_ok=True)
    (tmp_path / holds).write_text("mine")
    result = call("training", "week", tmp_path)
    assert (result.exit_code, result.stderr) == (
        1,
        f"{tmp_path} is there already and holds something. Nothing in it was touched. Name a new folder, or an "
        "empty one.\n",
    )
    assert contents(tmp_path) == {holds: b"mine"}


def test_a_week_is_never_written_over_another(tmp_path: Path) -> None:
    before = contents(made(tmp_path / "week"))
    assert call("training", "week", tmp_path / "week", "--seed", 7).exit_code == 1
    assert contents(tmp_path / "week") == before


def test_a_file_in_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for folder, said in (
        ("mine.txt", "Nothing in it was touched."),
        ("mine.txt/week", "could not be written"),
    ):
        result = call("training", "week", tmp_path / folder)
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    result = call("training", "week", tmp_path / "week")
    assert result.exit_code == 1
    assert (
        "could not be written: Permission denied. Check that the folder is there, that you may"
        in result.stderr
    )
    assert not (tmp_path / "week").exists()


# The e-mails, read by others


def received(week: Path) -> tuple[Path, Path]:
    """The e-mail with the ZIP, and that with the address report."""
    datamatch, addresses = sorted((week / "received").iterdir())
    return datamatch, addresses


@pytest.mark.parametrize("place", [0, 1], ids=["datamatch", "address report"])
def test_the_e_mails_are_without_a_fault(place: int) -> None:
    data = received(COMMITTED)[place].read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.strict)
    assert [part.defects for part in message.walk()] == [[]] * 3
    assert message["date"].datetime.utcoffset() == dt.timedelta(hours=13)  # New Zealand, in summer
    assert message["date"].datetime.date() == dt.date(2025, 1, 13)
    assert (message["to"].addresses[0].username, "received" in message) == ("cso_helpline", True)
    assert all(len(line) <= 78 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == ("cso_20250113_20250113.zip", f"{message['subject']}.xlsx")[place]


def test_the_e_mails_are_those_of_the_guidelines() -> None:
    first, second = (email.message_from_bytes(path.read_bytes()) for path in received(COMMITTED))
    assert first["Subject"] == "CSO Datamatch ZIP file for Week Ended 13JAN2025"
    assert (first["From"], first["Auto-Submitted"]) == ("iapbatch@iap.example", "auto-generated")
    said = first.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert said.startswith(
        "This email has been generated automatically from an MSD batch process. Do not reply"
    )
    assert second["Subject"] == "CSO Living with Children WB 13 January 2025"


def test_mutt_shows_the_e_mail_and_saves_the_zip(tmp_path: Path) -> None:
    mail, _ = received(COMMITTED)
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    (tmp_path / "mail/new/1").write_bytes(mail.read_bytes())
    (tmp_path / "muttrc").write_text(
        "set folder=mail charset=utf-8 pipe_decode wait_key=no confirmappend=no\n"
        'push "<pipe-message>cat>shown.txt<enter><view-attachments><next-entry>'
        '<save-entry><kill-line>mutt.zip<enter><exit><exit>"\n'
    )
    command = f"{tool('mutt')} -n -F muttrc -R -f mail"
    subprocess.run(
        [tool("script"), "--quiet", "--return", "--command", command, "/dev/null"],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path), "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    shown = " ".join((tmp_path / "shown.txt").read_text("utf-8").split())
    assert "Subject: CSO Datamatch ZIP file for Week Ended 13JAN2025" in shown
    assert "This email has been generated automatically from an MSD batch process." in shown
    assert (tmp_path / "mutt.zip").read_bytes() == saved(mail, tmp_path).read_bytes()


def test_info_zip_and_seven_zip_open_the_zip(tmp_path: Path) -> None:
    archive = saved(received(COMMITTED)[0], tmp_path)
    for command in ([tool("unzip"), "-tq", "-P", PASSWORD], [tool("7z"), "t", f"-p{PASSWORD}"]):
        tested = subprocess.run([*command, archive], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stdout
    wrong = subprocess.run([tool("unzip"), "-tq", "-P", "x", archive], capture_output=True, check=False)
    assert wrong.returncode != 0


# Nobody in it exists


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[list[list[str]]]:
    """Every table of two weeks, headings first: the ZIP's CSVs and the workbooks."""
    weeks = [COMMITTED, made(tmp_path_factory.mktemp("other") / "week", "--seed", 99, "--rows", 300)]
    found = []
    for week in weeks:
        carried = [saved(mail, tmp_path_factory.mktemp("saved")) for mail in received(week)]
        with zipfile.ZipFile(carried[0]) as archive:
            archive.setpassword(PASSWORD.encode())
            csvs = [
                archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith("csv")
            ]
        found += [list(csv.reader(io.StringIO(text, newline=""))) for text in csvs]
        for path in (carried[1], *sorted((week / "records").rglob("*.xlsx"))):
            book = load_workbook(io.BytesIO(unlocked(path.read_bytes())))
            rows = book.worksheets[0].iter_rows(values_only=True)
            found.append([[str(cell or "") for cell in row] for row in rows])
    assert len(found) == 2 * (6 + 6)
    return found


def test_names_come_from_the_practice_lists_only(tables: list[list[list[str]]]) -> None:
    invented = {word for name in (*SURNAMES, *WOMEN, *MEN, "Moa") for word in name.casefold().split()}
    seen = set()
    for headings, *rows in tables:
        for place in (at for at, heading in enumerate(headings) if NAMED.search(heading)):
            seen |= {word for row in rows for word in row[place].casefold().split()}
    assert seen == invented


def test_addresses_of_e_mail_are_nobodys(tables: list[list[list[str]]]) -> None:
    texts = [cell for table in tables for row in table for cell in row if "@" in cell]
    for path in received(COMMITTED):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        people: list[Address] = [one for key in ("from", "to") for one in message[key].addresses]
        texts += [one.addr_spec for one in people] + [message["message-id"]]
    texts += re.findall(r"[\w.]+@[\w.]+", (COMMITTED / "settings.toml").read_text())
    assert len(set(texts)) > 10
    for text in texts:
        assert RESERVED.fullmatch(text.rpartition("@")[2].strip(">")), text


def test_corrections_references_and_comments_say_that_they_are_synthetic(
    tables: list[list[list[str]]],
) -> None:
    for headings, *rows in tables:
        for heading, form in (("Corrections Reference", r"SYN\d{6}"), ("Match Comment", "Synthetic data")):
            if heading in headings:
                assert all(re.fullmatch(form, row[headings.index(heading)]) for row in rows), heading


def test_practising_writes_to_nobody() -> None:
    """Where the settings in force are the folder's, no notice goes to an address that somebody has."""
    practice = settings.load(COMMITTED / "settings.toml").table("notices.addresses")
    for recipient, addresses in practice.items():
        for one in filter(None, addresses.split(", ")):
            assert RESERVED.fullmatch(one.rpartition("@")[2]), recipient


# The flow, from the two e-mails


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSO_XL_PASSWORD", PASSWORD)


@pytest.fixture(params=["the one of the repository", "a fresh one"])
def practised(
    request: pytest.FixtureRequest, tmp_path: Path, password: None, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of a week, in which the terminal stands."""
    folder = tmp_path / "week"
    if request.param == "a fresh one":
        made(folder, "--seed", 11, "--rows", 80, "--date", "2025-09-01")
    else:
        shutil.copytree(COMMITTED, folder)
    monkeypatch.chdir(folder)
    return folder


def test_the_commands_of_its_readme_lead_from_the_e_mails_to_the_processed_copy(practised: Path) -> None:
    run, mark, look = blocks(practised)
    outputs = [given(line) for line in run]
    for output in outputs[1:6]:
        assert "Every row is accounted for." in output
    decide(same_every=3)
    assert "To send: " in given(mark[0])
    drafts = sorted((practised / "records").rglob("Drafts/*.eml"))
    of_sharers = [draft for draft in drafts if "-A8-" in draft.name]
    assert len(of_sharers) > 4 and len(drafts) == len(of_sharers) + 1  # and the Youth Service Notification
    assert "Nothing was written" in refused(mark[1]) or "no outcome" in refused(mark[1])
    decide(same_every=3, sent="yes")
    given(mark[0])
    assert "processed: filed" in given(mark[1])
    (processed,) = (practised / "records").rglob(f"{date_of(practised)} Processed Copy*.xlsx")
    comments = comments_of(processed)
    assert set(comments) == {"Email sent", "NFA"}
    assert "master, filtered, working, processed filed" in given(look[0])
    assert "to send" in given(look[1])
    assert "as it was written" in given("cso-xl log verify --records records")


def test_the_master_is_what_the_e_mail_carries(practised: Path, tmp_path: Path) -> None:
    _, addresses = received(practised)
    assert call("run", "address-sharer", addresses, "--records", "records").exit_code == 0
    (master,) = (practised / "records").rglob(f"{date_of(practised)} Master Copy*.xlsx")
    assert master.read_bytes() == saved(addresses, tmp_path).read_bytes()


def test_a_draft_is_addressed_to_nobody_and_opens_as_a_draft(practised: Path) -> None:
    run, mark, _ = blocks(practised)
    given(run[-2])
    given(run[-1])
    decide(same_every=1)
    given(mark[0])
    drafts = list((practised / "records").rglob("Drafts/*.eml"))
    for draft in drafts:
        message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.strict)
        assert (message["x-unsent"], message["to"]) == ("1", "contact@ot.example")
    assert drafts


def test_working_a_week_touches_nothing_that_was_in_it(practised: Path) -> None:
    before = contents(practised)
    run, *_ = blocks(practised)
    for line in run:
        given(line)
    assert before.items() <= contents(practised).items()


def blocks(week: Path) -> list[list[str]]:
    """The commands of the week's README, block by block."""
    found = re.findall(
        r"^```sh\n(.*?)^```", (week / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [block.splitlines() for block in found]


def invoked(line: str) -> Result:
    """What a command does; '> file' puts what it prints into a file."""
    line, _, file = line.partition(" > ")
    program, *arguments = shlex.split(line)
    assert program == "cso-xl"
    result = call(*arguments)
    if file:
        Path(file).write_text(result.stdout, encoding="utf-8")
    return result


def given(line: str) -> str:
    result = invoked(line)
    assert result.exit_code == 0, (line, result.output)
    return result.output


def refused(line: str) -> str:
    result = invoked(line)
    assert result.exit_code == 1, (line, result.output)
    return result.output


def decide(same_every: int, sent: str = "") -> None:
    """Fill in the printed worklist: every so many addresses are the same, the others are not."""
    path = Path("decided.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        same = number % same_every == 0
        row["Outcome"], row["Sent"] = (SAME, sent) if same else (NOT_THE_SAME, "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def date_of(week: Path) -> str:
    """'20250113', from the ZIP's name in the README's commands."""
    day = re.search(r"--date (\S+)", "\n".join(blocks(week)[-1]))
    assert day is not None
    return day[1].replace("-", "")


def comments_of(path: Path) -> list[str]:
    headings, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    place = headings.index("Comment")
    return [str(row[place]) for row in rows if row[0]]


def test_the_usual_week_is_the_one_of_the_readme_and_the_demo() -> None:
    assert Week() == Week(dt.date(2025, 1, 13), Sizes(), 2025)
