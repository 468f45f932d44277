"""A season of received files, from the procedure and the data formats alone; everybody in it is invented."""

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass

import openpyxl

ADDRESS = [
    "CSO Client Number",
    "CSO Surname",
    "CSO First Names",
    "CSO Date of Birth",
    "CSO Tag Date",
    "CSO Address",
    "CSO Address Start Date",
    "Service Centre",
    "Sharer Client Number",
    "Sharer Surname",
    "Sharer First Names",
    "Sharer Date of Birth",
    "Relationship",
    "Sharer Address",
    "Sharer Address Start Date",
    "Region",
]
DIFFS = ["What Has Changed", "Client Number", "Value Previously", "Value Current"]
OFF = [
    "Match Level",
    "CSO Client Number",
    "Surname on MSD System",
    "Given Names on MSD System",
    "Date of Birth on MSD System",
    "Corrections Reference",
    "Conditions End Date",
    "Service Centre",
]
KNOWN = {
    1: "Match Level",
    2: "CSO Client Number",
    14: "Surname on MSD System",
    15: "Given Names on MSD System",
    17: "Date of Birth on MSD System",
    27: "Service Centre",
    28: "Service Centre Email",
    34: "Youth Service",
    42: "SWIFTT Status",
}
DAILY = [KNOWN.get(place, f"Chosen {place}") for place in range(1, 43)]
SYLLABLES = ["ka", "ri", "mo", "te", "wha", "nu", "pi", "ro", "ma", "hu", "ti", "ne"]


def name(seed):
    rng = random.Random(seed)
    return "Zz" + "".join(rng.choice(SYLLABLES) for _ in range(3))  # a mark that no other word has


def nz(day):
    return day.strftime("%d/%m/%Y") if day else ""


@dataclass(frozen=True)
class Pair:
    """A CSO and a sharer at an address from a week on: what the report says, and what is true."""

    cso: str
    sharer: str  # client number, '' for none
    who: str  # the sharer's key in the world
    address: str
    cso_start: dt.date
    start: dt.date
    born: dt.date | None
    home: bool = True  # whether CMS shows them at one address
    sharer_address: str = ""
    weeks: frozenset = frozenset()
    tag: dt.date = dt.date(2024, 3, 1)

    def cells(self):
        return [
            self.cso,
            name(self.cso),
            "Hemi",
            "01/02/1980",
            nz(self.tag),
            self.address,
            nz(self.cso_start),
            "Kaikohe",
            self.sharer,
            name(self.who),
            "Ana",
            nz(self.born),
            "Child",
            self.sharer_address or self.address,
            nz(self.start),
            "Northland",
        ]

    @property
    def key(self):
        return tuple(self.cells())

    @property
    def leaves(self):
        return bool(self.sharer_address)

    def age(self, day):
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def pairs(monday, weeks, seed):
    """Every pair of the season."""
    rng, every = random.Random(seed), frozenset(range(weeks))
    since = monday - dt.timedelta(days=60)

    def after(week):
        return monday + dt.timedelta(weeks=week, days=-3)

    def pair(cso, who, address, **more):
        facts = {
            "sharer": f"02{who:07d}",
            "cso_start": since,
            "start": since + dt.timedelta(days=who % 30),
            "born": dt.date(2015, 6, 5),
            "weeks": every,
        }
        facts.update(more)
        return Pair(cso=f"01{cso:07d}", who=str(who), address=address, **facts)

    made = [
        pair(1, 1, "10 Kauri Road Paihia"),
        pair(1, 2, "10 Kauri Road Paihia", home=False, born=dt.date(2012, 5, 5)),
        pair(1, 3, "10 Kauri Road Paihia", born=dt.date(1985, 1, 1)),
        pair(
            1,
            4,
            "22 Rimu Street Kerikeri",
            born=monday + dt.timedelta(weeks=1) - dt.timedelta(days=int(365.25 * 16) - 0),
        ),
        pair(1, 5, "22 Rimu Street Kerikeri", sharer="", born=None),
        pair(1, 5, "22 Rimu Street Kerikeri", sharer="", born=None),
        pair(2, 6, "4/12 Totara Lane Kaitaia", weeks=frozenset([0, 1])),
        pair(2, 6, "4/12 Totara Lane Kaitaia", weeks=every - {0, 1, 2}, start=after(3)),  # away and back
        pair(3, 7, "5 Nikau Lane Kaitaia", weeks=frozenset([0]), home=False),
        pair(3, 7, "5 Nikau Lane Kaitaia", weeks=every - {0}, start=after(1)),  # in after an NFA
        pair(4, 8, "7 Miro Lane Kaitaia"),
        pair(4, 9, "7 Miro Lane Kaitaia", weeks=every - {0}, start=after(1)),  # new at a known address
        pair(5, 10, "9 Rata Street Ōtaki", born=dt.date(1970, 1, 1)),
        pair(6, 11, "5 Tawa Lane Kaitaia", sharer_address="7 Tawa Lane Kaitaia"),
        pair(6, 12, "Kauri Motel, 3 Main Road Rotorua", sharer_address="Kauri Motel, 3 Main Road Rotorua"),
    ]
    for n in range(max(1, weeks)):
        come = rng.randrange(weeks)
        stay = frozenset(range(come, min(weeks, come + 1 + rng.randrange(5))))
        for child in range(1 + rng.randrange(3)):
            made.append(
                pair(
                    100 + n,
                    1000 + 10 * n + child,
                    f"{20 + n} Matai Street Levin",
                    weeks=stay,
                    start=after(come) - dt.timedelta(days=child),
                    home=rng.random() < 0.8,
                    born=rng.choice(
                        [
                            None,
                            dt.date(2014, 1, 2),
                            dt.date(1990, 3, 4),
                            monday.replace(year=monday.year - 16),
                        ]
                    ),
                )
            )
    return made


def address_workbook(path, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(ADDRESS)
    for pair in rows:
        sheet.append(pair.cells())
    book.save(path)


def as_csv(headings, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()


def client(number, level, status=None, young="N"):
    known = {
        1: level,
        2: number,
        14: name(number),
        15: "Rua",
        17: "01/02/1981",
        27: "Kaikohe",
        28: "kaikohe@example.invalid",
        34: young,
        42: status,
    }
    return [known.get(place, "") for place in range(1, 43 if status else 41)]


def week_zip(path, day, clients, offs, password, young=()):
    """On list, off list and cso_daily of a Monday, in a ZIP with a password; `young` are with Youth Service."""
    import pyzipper

    stamp = day.strftime("%Y%m%d") + "_050021"
    members = {
        f"cso_daily_{stamp}.csv": as_csv(
            DAILY,
            [
                client(number, level, status, "Y" if number in young else "N")
                for number, level, status in clients
            ],
        ),
        f"cso_on_list_daily_{stamp}.csv": as_csv(
            DAILY[:40], [client(number, level) for number, level, _ in clients]
        ),
        f"cso_off_list_daily_{stamp}.csv": as_csv(
            OFF, [["1", n, name(n), "Iwa", "01/01/1970", "", nz(day), "Kaikohe"] for n in offs]
        ),
    }
    with pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES) as parcel:
        parcel.setpassword(password.encode())
        for member, text in members.items():
            parcel.writestr(member, text.encode())
