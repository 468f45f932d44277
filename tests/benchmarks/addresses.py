"""What comparing addresses costs, and how often it is right; prints a Markdown table.

    python tests/benchmarks/addresses.py [--pairs CSV] [--register FILE]

Without a CSV it makes 10,000 pairs with known truth: households written in two ways, and neighbours, other flats,
streets and towns beside them, in a register of invented roads. A CSV has the columns CSO Address, Sharer Address and
Truth (same or different). Seconds are of the processor and the best of five, each with nothing remembered. Beside it
stands what a general measure of likeness says of the same pairs: rapidfuzz's token_sort at 90. Nothing here judges.
"""

import argparse
import csv
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time

from rapidfuzz import fuzz

from cso_xl import addresses
from cso_xl import settings as settings_
from cso_xl.addresses.export import build
from cso_xl.addresses.register import Register
from cso_xl.addresses.words import Words
from cso_xl.cells.text import fold
from cso_xl.practice.people import STREETS, SURNAMES, TOWNS

PAIRS = 10_000
TRIALS = 5
SHORT = {
    "Avenue": "Ave", "Close": "Cl", "Court": "Ct", "Crescent": "Cres", "Drive": "Dr", "Grove": "Gr", "Lane": "Ln",
    "Parade": "Pde", "Place": "Pl", "Road": "Rd", "Street": "St", "Terrace": "Tce",
}  # fmt: skip
TOKEN_SORT = 90
SETTINGS = settings_.load(settings_.DEFAULTS)

Pair = tuple[str, str, str]  # two addresses, and 'same' or 'different'
Judge = Callable[[str, str], str]


def main() -> None:
    """Make or read the pairs, run each contestant and print the table."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="cso_xl-benchmark-") as folder:
        pairs = _read(options.pairs) if options.pairs else list(_made(random.Random(7)))
        register = Register.open(options.register) if options.register else _register(Path(folder))
        print(f"{len(pairs):,} pairs; {register.about.in_words()}\n")
        print(
            "| with | seconds | of the same: same | check | removed | of the different: same | check | removed |"
        )
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        _run("the register", lambda: _engine(register), pairs)
        _run("no register", lambda: _engine(None), pairs)
        _run(f"token_sort at {TOKEN_SORT}", lambda: _token_sort, pairs)
        register.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--pairs", type=Path, help="a CSV with the columns CSO Address, Sharer Address, Truth"
    )
    parser.add_argument("--register", type=Path, help="an index built by 'cso-xl addresses register'")
    return parser.parse_args()


def _run(name: str, make: Callable[[], Judge], pairs: Sequence[Pair]) -> None:
    best, said = float("inf"), []
    for _ in range(TRIALS):
        judge = make()
        fold.cache_clear()
        began = process_time()
        said = [judge(one, other) for one, other, _ in pairs]
        best = min(best, process_time() - began)
    counts = Counter(zip((truth for _, _, truth in pairs), said, strict=True))
    cells = [
        counts[truth, verdict]
        for truth in ("same", "different")
        for verdict in ("same", "check", "different")
    ]
    print(f"| {name} | {best:.2f} | {' | '.join(map(str, cells))} |")


def _engine(register: Register | None) -> Judge:
    compared = addresses.comparer(SETTINGS, register)
    return lambda one, other: compared.compare(one, other).verdict.value


def _token_sort(one: str, other: str) -> str:
    return "same" if fuzz.token_sort_ratio(fold(one), fold(other)) >= TOKEN_SORT else "different"


def _read(file: Path) -> list[Pair]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return [(row["CSO Address"], row["Sharer Address"], row["Truth"]) for row in csv.DictReader(opened)]


# Invented roads and households


def _register(folder: Path) -> Register:
    """Every street in every town, in the suburb that the town has of its number."""
    export, index = folder / "roads.csv", folder / "roads.sqlite"
    with export.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["full_road_name", "suburb_locality", "town_city", "postcode"])
        for town in TOWNS:
            for number, street in enumerate(STREETS):
                rows.writerow([street, _suburb(number), town.name, town.postcode])
    build(export, index, Words.of(SETTINGS))
    return Register.open(index)


def _suburb(number: int) -> str:
    return f"{SURNAMES[number % 7].capitalize()} Park"


def _made(chance: random.Random) -> Iterator[Pair]:
    for number in range(PAIRS):
        at, town = chance.randrange(len(STREETS)), chance.choice(TOWNS)
        home = (chance.randint(1, 199), chance.choice(["", "", "1", "4", "B"]), at, town)
        if number % 2:
            yield _written(chance, *home), _written(chance, *home), "same"
            continue
        beside = [
            (home[0] + 2, *home[1:]),
            (home[0], chance.choice(["2", "5", "C"]), at, town),
            (home[0], home[1], (at + 1) % len(STREETS), town),
            (home[0], home[1], at, chance.choice([other for other in TOWNS if other is not town])),
        ]
        yield _written(chance, *home), _written(chance, *chance.choice(beside)), "different"


def _written(chance: random.Random, number: int, flat: str, at: int, town: object) -> str:
    """An address as somebody may have typed it; the town is always named."""
    name, postcode = town.name, town.postcode  # type: ignore[attr-defined]
    forms = (
        [f"{number}{flat}", f"{number} {flat}"]
        if flat.isalpha()
        else [f"{flat}/{number}", f"Flat {flat}, {number}"]
    )
    house = chance.choice(forms) if flat else str(number)
    body, _, kind = STREETS[at].rpartition(" ")
    street = f"{body} {chance.choice([kind, SHORT.get(kind, kind)])}"
    suburb = chance.choice(["", _suburb(at)])
    tail = chance.choice([name, f"{name} {postcode}"])
    text = chance.choice([", ", " "]).join(filter(None, [f"{house} {street}", suburb, tail]))
    return chance.choice([str, str.upper])(text)


if __name__ == "__main__":
    main()
