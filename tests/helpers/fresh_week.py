"""Weeks to practise on, as `cso-xl training week` writes them."""

import email
import email.policy
import io
import re
import shlex
import zipfile
from pathlib import Path

import msoffcrypto
from click.testing import CliRunner, Result

from cso_xl import cli
from cso_xl.practice.week import PASSWORD
from helpers.files import kept

COMMITTED = Path(__file__).parents[2] / "workbooks" / "practice-week"
RESERVED = re.compile(
    r"(?:[\w-]+\.)*(?:example|example\.org|invalid)"
)  # RFC 2606: nobody can have an address there


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, list(map(str, arguments)))


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


def received(week: Path) -> tuple[Path, Path]:
    """The e-mail with the ZIP, and that with the address report."""
    datamatch, addresses = sorted((week / "received").iterdir())
    return datamatch, addresses


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
