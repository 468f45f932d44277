"""Limits on the size and the depth of files from outside, each with its reason."""

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

# Sizes. A day's ZIP has 440 KB and eight members; an on list of 1,000,000 rows x 40 columns, the largest that
# Excel could hold, is 400 MB unpacked and packs 8 to 60 times smaller.
FILE_SIZE = 512 * MIB  # as received: a ZIP of the largest lists, packed badly; it is in memory already
MEMBER_SIZE = GIB  # one member unpacked: the largest list, twice
TOTAL_SIZE = 2 * GIB  # a ZIP unpacked: the largest list with its v2 and v3, and far from filling a computer
PACKAGE_SIZE = 256 * MIB  # a workbook unpacked: 500,000 rows x 12 columns, which take a minute to read
MEMBERS = 1_000  # in a ZIP: a hundred days' reports
PARTS = 10_000  # in a workbook: 1,000 sheets with their drawings and comments
RATIO = 200  # unpacked to packed: lists have 5 to 60; deflate reaches 1,032, and only on repetition
RATIO_FROM = 16 * MIB  # members that unpack to less harm nobody, whatever their ratio
FRONT = 16 * MIB  # looked through for a program in front of a ZIP
DICTIONARY = 64 * MIB  # of LZMA: 7-Zip's Ultra; it is memory that a member claims before its first byte
NAME_LENGTH = 255  # of a path in a ZIP: Windows opens no longer ones
SHOWN = 60  # characters of a member's name in a message

# XML of a workbook
DEPTH = 256  # elements within each other: Excel's drawings have about 20
TAG = 256 * KIB  # one tag: the areas of a rule are the longest, 8,192 of up to 15 letters
TEXT = MIB  # one text: a cell's 32,767 letters are 230 KB when each is escaped
ASIDES = 100_000  # comments and instructions of one part: Excel writes one, in front
ELEMENTS = 20_000_000  # of one part: the largest workbook has three to a cell
LOOSE = 2_000_000  # elements that belong to one row or to none, such as merged areas and styles (300 MB read)
FAR_ROWS = 1_000  # rows that reach past column ZZ: a report has 60 columns, and each costs a reader 131 KB
LAST_ROW = 1_048_576  # Excel's own
ROWS = 8 * LAST_ROW  # rows of all sheets, empty ones above a filled one with them: 64 bytes each when read
AREA = LAST_ROW  # cells of one merged or linked area: a whole column
SHEETS = 1_000  # far more than anybody looks through
LISTED = 32 * MIB  # a part that lists others: a sheet's 65,530 links are 10 MB

# Readers, in their own process
READ_SECONDS = 300  # for one file: the largest workbook takes a minute, on a slow computer five
READ_MEMORY = 4 * GIB  # the largest list takes 1.4; what overruns it ends its reader, not the computer

# Encrypted workbooks
SPIN = 1_000_000  # rounds from password to key: Excel writes 100,000; 10,000,000, which it may, last minutes
INFO_SIZE = 64 * KIB  # how it is encrypted: 224 bytes to 2 KB
SPARE_SECTORS = 16  # of the table of sectors, beyond what the file needs

# E-mails
EMAIL_SIZE = 150 * MIB  # the most that Exchange carries
ATTACHMENT = 100 * MIB  # one attachment as it is written: 70 MB
HEADERS = 500  # of one message: Exchange writes about 60, and a few at each station
HEADER = 64 * KIB  # one header: a list of 1,000 recipients, or Exchange's remarks on spam
READ_HEADER = 2 * KIB  # one that is read: subject, name, kind; 8 KB of them take a fifth of a second to read
MARKS = 128  # ';', '(' and spaces in a header that says what a part is: its reader is slow on many
HEADER_BLOCK = 256 * KIB  # all headers of one message: Exchange's have 20 to 40 KB
NESTING = 12  # parts and forwarded e-mails within each other: five forwardings
MAIL_PARTS = 250  # texts, pages, pictures and attachments
BOUNDARY = 70  # characters, by RFC 2046
