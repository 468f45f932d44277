"""Files from outside, checked by their bytes before any reader opens them: ZIPs, workbooks and e-mails [I1, A1].

Nothing is unpacked to the disk, and only a piece of each part is held at a time. A file that passes is of a size that
the readers bear, and nothing was found in it that runs or calls out. It may still be damaged or be no report, and what
a password hides is not seen.
"""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from cso_xl.errors import InputError
from cso_xl.intake import limits
from cso_xl.intake.screen.kinds import EML, MSG, WORKBOOKS, ZIP, kind_of, words
from cso_xl.intake.screen.ole import OLE
from cso_xl.intake.screen.refused import TOO_MUCH, RefusedError, plain_name
from cso_xl.intake.screen.zips import check_zip

# What only one kind of file needs is imported when such a file has come.


def screen(name: str, data: bytes) -> None:
    """Let a file from outside pass to its reader; its content says what it is, its name what the content leaves open.

    Raises InputError for a file that is not whole, is larger than any report or holds what no report holds, and for one
    of a kind that is not read, which the message names.
    """
    _run(_check, name, data)


def screen_workbook(name: str, data: bytes) -> None:
    """The same for the content of an encrypted workbook, once it is decrypted."""
    _run(_check_workbook, name, data)


def screen_attachments(name: str, files: Sequence[tuple[str, bytes]]) -> None:
    """The same for an e-mail's attachments, by name and size, where they cannot be seen before it is read."""
    from cso_xl.intake.screen.emails import check_attachments

    _run(lambda _, __: check_attachments(files), name, b"")


def _check_workbook(name: str, data: bytes) -> None:
    from cso_xl.intake.screen import workbooks

    kind = kind_of(name, data)
    if not kind.suffix:
        raise RefusedError(words(name, kind), kind.to_do)
    workbooks.CHECKS.get(PurePosixPath(name).suffix.lower(), workbooks.check_xlsx)(data)


def _check(name: str, data: bytes) -> None:
    kind = kind_of(name, data)
    if not kind.suffix:
        raise RefusedError(words(name, kind), kind.to_do)
    if kind.suffix in WORKBOOKS:
        _check_received_workbook(kind.suffix, data)
    elif kind.suffix in (EML, MSG):
        _check_mail(kind.suffix, data)
    elif kind.suffix == ZIP:
        check_zip(data)


def _check_received_workbook(suffix: str, data: bytes) -> None:
    if data.startswith(OLE):
        from cso_xl.intake.screen.encrypted import check_encrypted

        check_encrypted(data)
        return
    from cso_xl.intake.screen.workbooks import CHECKS

    CHECKS[suffix](data)


def _check_mail(suffix: str, data: bytes) -> None:
    if suffix == MSG:
        from cso_xl.intake.screen.outlook import check_msg

        check_msg(data)
        return
    from cso_xl.intake.screen.emails import check_email

    check_email(data)


def _run(check: Callable[[str, bytes], None], name: str, data: bytes) -> None:
    try:
        if len(data) > limits.FILE_SIZE:
            raise RefusedError(f"has {len(data):,} bytes; at most {limits.FILE_SIZE:,} are opened", TOO_MUCH)
        check(name, data)
    except RefusedError as refused:
        raise InputError(f"{plain_name(name) or 'The file'} {refused}. {refused.to_do}") from None
