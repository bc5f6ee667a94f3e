"""docs/security answers every requirement that it says it does, and names only what is there."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs/security"
# OWASP ASVS 5.0.0: the level of each requirement of a section, in their order.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
KINDS = ("test", "code", "doc", "setting", "n/a", "accepted", "in work", "gap")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| L(\d) \| ([^|]+) \| ([^|]+) \|$", re.M)
PATH = re.compile(r"[\w.+-]+(?:/[\w.+-]+)+\.(?:swift|py|js|md|mustache)\b")
TESTS = re.compile(r'((?:"[^"]+"(?:, )?)+) \(([^)]+)\)')


def rows():
    return ROW.findall((DOCS / "asvs.md").read_text())


def test_every_requirement_of_level_1_and_2_is_answered(figure):
    wanted = [(f"{section}.{at + 1}", level) for section, levels in LEVELS.items() for at, level in enumerate(levels)]
    assert [sum(level == each for _, level in wanted) for each in "123"] == [70, 183, 92]
    assert [(number, level) for number, level, _, _ in rows()] == [each for each in wanted if each[1] in "12"]
    kinds = [next((kind for kind in KINDS if re.match(f"{kind}(:|$)", answer)), None) for *_, answer in rows()]
    assert None not in kinds, rows()[kinds.index(None)]
    gaps = sum(bool(re.search(r"\bgap:", answer)) for *_, answer in rows())
    waiting = sum("in work" in answer for *_, answer in rows())
    figure(f"ASVS 5.0 level 2: {len(kinds)} requirements answered, gaps {gaps}, in work {waiting}")


def test_every_file_that_is_named_exists():
    for page in sorted(DOCS.glob("*.md")):
        named = set(PATH.findall(page.read_text()))
        missing = [path for path in named if not (ROOT / path).exists()]
        assert not missing, f"{page.name} names {missing}"


def test_every_test_that_is_named_exists():
    count = 0
    for page in sorted(DOCS.glob("*.md")):
        for names, path in TESTS.findall(page.read_text()):
            text = (ROOT / path).read_text()
            for name in re.findall(r'"([^"]+)"', names):
                assert f"func `{name}`" in text or f"def {name}(" in text, f"{page.name}: {path} has no test {name!r}"
                count += 1
    assert count > 100
