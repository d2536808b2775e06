"""The how-to guide on errors quotes lines that the program really prints."""

import re

import pytest
from documents import DOCS

from smartspec.cli.main import run
from smartspec.core.errors import RequestError

PAGE = (DOCS / "how-to" / "errors.md").read_text("utf-8")
QUOTED = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)

FILES = {
    "two.csv": "place,activity,value\nA,x,1\nB,x,1\n",
    "twice.csv": "place,activity,value\nA,x,1\nA,x,2\nB,x,1\nB,x,1\n",
    "holes.csv": "place,activity,value\nA,x,1\nB,x,\nC,x,\n",
    "text.csv": 'place,activity,value\nA,x,"1,5"\nB,x,2\n',
    "empty.csv": "place,activity,value\nA,x,1\nB,x,0\nC,x,0\n",
    "lacks.csv": "place,activity,value\nA,x,1\nA,y,1\nB,x,1\nWorld,x,9\n",
    "one.csv": "place,activity,value\nA,x,1\nA,y,1\n",
    "STUDY.toml": "[study]\nplaec = 'DNK'\n",
}
ASKED = (
    "indicator rta nowhere.csv",
    "indicator rta two.csv --place region",
    "indicator rta twice.csv",
    "indicator rta holes.csv",
    "indicator rta text.csv",
    "indicator rta empty.csv",
    "indicator rta lacks.csv --reference World",
    "indicator rta one.csv",
    "indicator rta patent_families --window 1990-1992",
    "indicator rta two.csv --window 2009",
    "indicator rtaa two.csv",
    "run STUDY.toml",
    "datasets table_7_1 -o no/such/folder.csv",
    "demo -o full",
)


def pattern(quoted):
    return re.compile(".+".join(re.escape(part.strip()) for part in quoted.split("…")))


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", "utf-8")
    lines = [missing_parts(monkeypatch)]
    for words in ASKED:
        with pytest.raises(SystemExit) as left:
            run(words.split())
        told = capsys.readouterr().err
        assert left.value.code == 2, f"{words}: {told}"
        assert len(told.splitlines()) == 1
        lines.append(told)
    return lines


def missing_parts(monkeypatch):
    """What is said where the parts that draw reports are not installed."""
    from smartspec.cli import study

    with monkeypatch.context() as patch:
        patch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(RequestError) as told:
            study.require_report()
    return str(told.value)


def test_each_quoted_line_is_printed_and_each_printed_line_is_quoted(printed):
    patterns = {quoted: pattern(quoted) for quoted in QUOTED}
    for quoted, form in patterns.items():
        assert any(form.search(line) for line in printed), f"never printed: {quoted}"
    for line in printed:
        assert any(form.search(line) for form in patterns.values()), f"not on the page: {line}"
