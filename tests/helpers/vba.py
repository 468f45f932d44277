"""The VBA of an add-in, as olevba reads it."""

import warnings

from cso_xl.addin import build

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it calls its parser by old names
    from oletools.olevba import VBA_Parser, VBA_Scanner, decompress_stream

__all__ = ["VBA_Scanner", "decompress_stream", "vba_modules"]


def vba_modules(package):
    """The sources by the modules' names."""
    found = VBA_Parser(build.FILE_NAME, data=package).extract_macros()
    return {name.partition(".")[0]: source.replace("\r\n", "\n") for _, _, name, source in found}
