"""Outlook's own e-mails (.msg): whole, and with no more parts than people send."""

import io

from cso_xl.intake import limits
from cso_xl.intake.screen.refused import SAVE_MAIL, TOO_MUCH, RefusedError


def check_msg(data: bytes) -> None:
    """Check an e-mail's container, whose tables were checked when its kind was found."""
    import olefile

    if len(data) > limits.EMAIL_SIZE:
        raise RefusedError(f"has {len(data):,} bytes; at most {limits.EMAIL_SIZE:,} are opened", TOO_MUCH)
    damaged = RefusedError("is an Outlook e-mail (.msg) that is not whole", SAVE_MAIL)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            listed = container.listdir(streams=False, storages=True)
            held = max(container.root.size, sum(map(container.get_size, container.listdir())))
    except Exception:  # a damaged file shows itself in a dozen ways
        raise damaged from None
    if held > len(data):  # its reader would make room for bytes that do not exist
        raise damaged
    if len(listed) > limits.MAIL_PARTS:
        raise RefusedError(f"has more than {limits.MAIL_PARTS} parts", TOO_MUCH)
    if max(map(len, listed), default=0) > limits.NESTING:
        raise RefusedError(f"has more than {limits.NESTING} parts or e-mails within each other", TOO_MUCH)
