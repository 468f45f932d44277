"""The guide in a practice week: the way from the e-mails to the filed copies."""

import datetime as dt

from cso_xl.cells.dates import in_full

DECIDED = "decided.csv"  # where the outcomes are filled in


def written(monday: dt.date, received: tuple[str, str], password: str, is_usual: bool) -> str:
    """The text for the week of `monday`; `received` are the names of the two e-mails: ZIP, address report.

    `is_usual` says that it is the week whose people the practice CMS knows.
    """
    datamatch, addresses = received
    return _TEXT.format(
        week=in_full(monday),
        date=monday.isoformat(),
        before=in_full(monday - dt.timedelta(days=7)),
        datamatch=datamatch,
        addresses=addresses,
        password=password,
        decided=DECIDED,
        cms=_CMS if is_usual else _AS_IF,
        check=_CHECK if is_usual else _NOBODY_MARKS,
    )


_AS_IF = "Take it that you had\n   looked it up in CMS."
_CMS = (
    "What CMS\n   would show stands on the sheet *Practice CMS* of `CSO training.xlsx`; Help > **Check yourself** "
    "marks what you chose."
)
_NOBODY_MARKS = "Take it that you had looked it up in CMS."
_CHECK = (
    "What CMS would show\nstands on the sheet *Practice CMS* of `CSO training.xlsx`; `cso-xl training check "
    f"{DECIDED}` marks what you chose."
)
_TEXT = """\
# A week to practise on: {week}

**Everybody in here is invented.** No client, child, address, number or e-mail is anybody's; surnames are birds and
trees, so that nobody takes a practice row for a real one. Work on a copy of this folder: the next person wants to
begin where you began.

The password of everything received is `{password}`. It protects invented data only; a real one is never written
down.

| | |
| --- | --- |
| `received` | the two e-mails of the Monday, as they come into the inbox |
| `{datamatch}` | from IAP's batch, with the ZIP: daily diffs, on list, off list, Youth Service |
| `{addresses}` | with the address report |
| `records` | stands for Objective; the copies of {before} are filed in it |
| `settings.toml` | the settings of this week: addresses that nobody has, for the notices that you draft |

In Excel, whatever is opened from this folder is worked by its settings and filed in its records; your own stay as they
are. In the unit's own records the program files nothing of this week.

`cso-xl training week DIR --seed 7` makes such a week with other people; `--rows` makes it larger, `--date` moves it.

## In Excel: everything in one press

CSO > **Receive** > **Work what came**: choose both e-mails, type the password. All five reports are worked and filed,
and the page **Today** opens: it says what is to be decided, and has a way to each workbook. From there go on as in the
pages for staff.

## In Excel, step by step: the address report

1. CSO > **Receive** > Address report: choose the e-mail
   `{addresses}`.
   (By hand: open it, save the attachment in the same folder; the button takes that, too.) Type the password when it is
   asked for.
2. **Next**, again and again: it names the step that comes next, from **Save master** to **Compare with last week**. The
   line at the bottom says what each press did; Help > **What is this step** tells you what it was by hand.
3. **Next: Worklist**: on the sheet Worklist choose an outcome for each entry. {cms}
4. **Draft notices**: for each 'Same address' there is a draft in the folder `Drafts` beside the copy. Open one, read
   it, close it. Nothing is sent by the program; do not send it either.
5. **Next: Save working copy**. On the report's sheet select the rows of your notices and press **Email sent**, then the
   others and **NFA**.
6. **Save processed copy**. It refuses while a row has no outcome, and says which.

The other reports: CSO > **Receive** > Daily diffs, On list, Off list or Youth Service; choose
the e-mail `{datamatch}`, and press **Next** until it reads 'All
steps done'.

Or everything at once, as on any Monday: **Receive** > **Work what came**, choose both e-mails, and open the workbooks
from the page Today.

## Without Excel

In a terminal, in this folder. The password is asked for and not shown.

```sh
cso-xl work received --records records --settings settings.toml
cso-xl worklist address-sharer --records records --into {decided}
```

The first works all five reports. Open `{decided}`, fill in Outcome on each line from what stands under Choose from, and
save it as CSV. {check}

The first command below drafts the notices. When you have read them, put `yes` under Sent on their lines, as if you had
sent them, and give the command again: their rows are marked 'Email sent'. Then the Processed Copy can be saved. To
change an outcome once it was given, print the list again, into another file, choose there, and give that file:

```sh
cso-xl mark address-sharer --decisions {decided} --records records --settings settings.toml
cso-xl processed --records records
```

The other reports go the same way: `cso-xl worklist on-list --records records --into on-list.csv`, and so on.

How the day stands, and what is still to be done. In the real week you also file the e-mails that you sent
(`cso-xl file-email`), so that they lie with their cases.

```sh
cso-xl day --date {date} --records records
cso-xl due --records records
```
"""
