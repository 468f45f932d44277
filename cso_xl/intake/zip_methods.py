"""How a ZIP's members are packed, by the numbers of its format."""

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
AES = 99  # encrypted as WinZip does; an extra field says how the member is packed
