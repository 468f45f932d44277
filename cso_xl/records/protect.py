"""Filed copies with a password, in Excel's own encryption [I6]."""

import io

from cso_xl.errors import FileError


def protect(workbook: bytes, password: str) -> bytes:
    """An encrypted workbook that opens with `password`.

    It is opened again and compared; raises FileError when it is not the same.
    """
    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile

    encrypted, opened = io.BytesIO(), io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, encrypted)
    office = msoffcrypto.OfficeFile(encrypted)
    office.load_key(password=password, verify_password=True)
    office.decrypt(opened, verify_integrity=True)
    if opened.getvalue() != workbook:
        raise FileError(
            "The filed copy could not be protected with a password, so nothing was written. Tell support."
        )
    return encrypted.getvalue()
