"""What a person is to look at in an e-mail that was filed: each remark is a sentence without its stop [D12, C6, C8]."""

import datetime as dt
from collections.abc import Collection, Iterator

from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key
from cso_xl.decisions.working_time import is_ahead, moment
from cso_xl.intake.emails import Email

_NOT_THE_FIRST = "It is not the first answer: look at it; 'cso-xl due' says what to do if it changes nothing"


def ahead(email: Email, now: dt.datetime) -> Iterator[str]:
    """Whether it is dated after the clock's time."""
    if email.at and is_ahead(email.at, now):
        yield (
            f"The clock or the e-mail's date is wrong: it is dated {moment(email.at)}, and this computer's clock "
            f"says {moment(now)}"
        )


def odd_of_sent(case: Case, email: Email, addresses: Collection[str]) -> Iterator[str]:
    """What a person is to look at in a notice as it was sent: to whom it went, and whom it names."""
    if email.recipients and set(addresses) - email.recipients:
        yield "Look at it: it was not sent to every address of its draft"
    if email.recipients - set(addresses):
        yield "Look at it: it was sent to an address that its draft does not have"
    if (
        client_key(case.client)
        and email.numbers
        and client_key(case.client) not in map(client_key, email.numbers)
    ):
        yield f"Look at it: it does not name client {case.client}, whom its draft was about"


def odd_of_answer(notice: Notice, email: Email) -> Iterator[str]:
    """The same in an answer: whether it is the first, and later than the notice."""
    if (again := notice.another) and again.fingerprint == email.mark:
        yield _NOT_THE_FIRST
    if email.at and notice.sent_at and email.at < notice.sent_at.replace(second=0, microsecond=0):
        yield f"Look at it: it is dated {moment(email.at)}, before the notice was sent ({moment(notice.sent_at)})"
