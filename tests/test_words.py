"""Te reo Māori is written with its macrons in everything that people read; what is compared without them is named."""

import re
import shutil
import sys
import unicodedata
from pathlib import Path

from helpers import waiting

ROOT = Path(__file__).parents[1]
KEPT = (  # names and words that we write, as they are spelled; another spelling of one is a slip
    "Māori", "Pākehā", "whānau", "Tāmaki", "Aotearoa", "Tēnā", "koutou", "Ngā", "mihi", "Kāinga", "Oranga", "Tamariki",
    "Māngere", "Taupō", "Whangārei", "Whakatāne", "Ōamaru", "Hāwera", "Ōtaki", "Kererū", "Tōtara", "Mānuka", "Mataī",
    "Nīkau", "Kōwhai", "Kākāpō", "Tītoki", "Rātā", "Takahē", "Pōhutukawa", "Kōkako", "Pūkeko", "Tūī",
    "Wikitōria", "Tūmanako", "Hōne", "Rāwiri", "Nīkora", "Hēmi", "kōrero", "pēnei",
)  # fmt: skip
MAY_LACK_THEM = {  # they are compared without, or show that
    "cso_xl/settings.toml", "cso_xl/cells/text.py", "cso_xl/practice/people.py", "docs/settings.md",
}  # fmt: skip
COMPARES = "cso_xl/addresses/"
READ = [
    path
    for pattern in (
        "*.md",
        "docs/*.md",
        "workbooks/**/*.md",
        "cso_xl/**/*.py",
        "cso_xl/**/*.toml",
        "cso_xl/**/*.txt",
    )
    for path in sorted(ROOT.glob(pattern))
    if (name := path.relative_to(ROOT).as_posix()) not in MAY_LACK_THEM and not name.startswith(COMPARES)
]


def plain(text: str) -> str:
    return "".join(
        one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)
    ).lower()


def slips(text: str) -> list[str]:
    """The words of the kept list that are spelled otherwise."""
    right = {plain(word): word.lower() for word in KEPT}
    composed = unicodedata.normalize("NFC", re.sub(r"[\w.-]+@[\w.-]+|https?://\S+", "", text))
    return [
        word for word in re.findall(r"\w+", composed) if right.get(plain(word), word.lower()) != word.lower()
    ]


def test_te_reo_is_spelled_with_its_macrons():
    found = {path.relative_to(ROOT).as_posix(): slips(path.read_text("utf-8")) for path in READ}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_missing_macron_is_found():
    assert slips("Nga mihi from Whangarei, Maori and Tāne; Tēnā koutou") == ["Nga", "Whangarei", "Maori"]


def test_the_spelling_check_reads_what_is_written(tmp_path):
    """Called without a name, as CI does: what it leaves out must not be everything."""
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "staff.md").write_text("# Teh day\n")
    done = waiting.run([sys.executable, "-m", "codespell_lib"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "./docs/staff.md:1: Teh ==> The\n"
