"""Files from outside, looked at on their bytes before any reader opens them: ZIPs, workbooks and e-mails [I1, A1].

Nothing is unpacked to the disk, and of a part never more than a piece is held at a time. What passes may still
be damaged or be no report, and what a password hides is not seen; its sizes are within what the readers bear,
and nothing was found in it that runs or calls out.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from cso_xl.errors import InputError
from cso_xl.intake.screen import limits
from cso_xl.intake.screen.emails import check_email
from cso_xl.intake.screen.encrypted import check_encrypted
from cso_xl.intake.screen.member import LOCAL_MARK
from cso_xl.intake.screen.refused import TOO_MUCH, RefusedError, plain_name
from cso_xl.intake.screen.workbooks import OLE, WORKBOOKS, check_xlsx
from cso_xl.intake.screen.zips import check_zip


def screen(name: str, data: bytes) -> None:
    """Let a file from outside pass to its reader; its suffix says what it is, or its content where that does not.

    Raises InputError for what is not whole, larger than any report, or holds what no report holds.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in WORKBOOKS:
        _run(check_encrypted if data.startswith(OLE) else WORKBOOKS[suffix], name, data)
    elif suffix == ".eml":
        _run(check_email, name, data)
    elif suffix == ".zip" or data.startswith(LOCAL_MARK):
        _run(check_zip, name, data)


def screen_workbook(name: str, data: bytes) -> None:
    """The same for what an encrypted workbook held, once it is decrypted."""
    _run(WORKBOOKS.get(PurePosixPath(name).suffix.lower(), check_xlsx), name, data)


def _run(check: Callable[[bytes], None], name: str, data: bytes) -> None:
    try:
        if len(data) > limits.FILE_SIZE:
            raise RefusedError(f"has {len(data):,} bytes; at most {limits.FILE_SIZE:,} are opened", TOO_MUCH)
        check(data)
    except RefusedError as refused:
        raise InputError(f"{plain_name(name) or 'The file'} {refused}. {refused.to_do}") from None
