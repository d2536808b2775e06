"""A mistake in a study file is told with file, line, key and the nearest valid name."""

from pathlib import Path

import pytest

from smartspec.core.errors import RequestError
from smartspec.study.read import StudyFile, parse_study, read_study
from smartspec.study.schema import SECTIONS, Study
from smartspec.study.template import study_text


def test_the_template_says_the_defaults() -> None:
    written = parse_study(study_text("DNK"), "s.toml").model_dump()
    bare = Study.model_validate({"study": {"place": "DNK"}}).model_dump()
    assert written.pop("places") == {"NORDIC": {"members": ["DNK", "FIN", "NOR", "SWE"]}}
    bare.pop("places")
    assert written.pop("data")["dataset"] == "patent_families"
    assert Study.model_validate({"study": {"place": "DNK"}}).data.shipped == "patent_families"
    bare.pop("data")
    assert written == bare


def test_a_place_with_quotes_survives_the_template() -> None:
    name = 'Côte d\'Ivoire "x" \\ =1'
    assert parse_study(study_text(name), "s.toml").study.place == name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[study\n", "s.toml, line 1: this is not TOML"),
        ("[windows]\nnow = '2018'", "s.toml: 'study' is missing"),
        ("[study]\nplac = 'x'", "s.toml, line 2: there is no key 'study.plac'. Did you mean 'place'?"),
        ("[study]\nplace = 'x'\n\n[windws]\nnow = '2018'", "line 4: there is no key 'windws'. Did you mean 'windows'?"),
        ("[study]\nplace = 'x'\nsections = ['sumary']", "line 3: 'study.sections.0' cannot be 'sumary'. Did you mean 'summary'?"),
        ("[study]\nplace = 'x'\n[windows]\nnow = '2018-202'", "line 4: 'windows.now' is '2018-202'"),
        ("[study]\nplace = 'x'\n[windows]\nnow = '2009-2011'\nbefore = '2008-2010'", "line 3: 'windows'"),
        ("[study]\nplace = 'x'\n[thresholds]\nq = 5", "line 4: 'thresholds.q' is 5"),
        ("[study]\nplace = 'x'\n[thresholds]\nq = 'low'", "line 4: 'thresholds.q' is 'low'"),
        ("[study]\nplace = 'x'\n[places.N]\nmembers = ['DNK']", "line 4: 'places.N.members'"),
        ("[study]\nplace = 'x'\n[places.N]\nmember = ['DNK', 'SWE']", "line 4: there is no key 'places.N.member'. Did you mean 'members'?"),
        ("[study]\nplace = 'x'\n[data]\ndataset = 'a'\nfile = 'b'", "line 3: 'data'"),
        ("[study]\nplace = 'x'\n[data]\nmissing = 'dorp'", "line 4: 'data.missing' cannot be 'dorp'. Did you mean 'drop'?"),
        ("[study]\nplace = ''", "line 2: 'study.place'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_and_key(text: str, told: str) -> None:
    with pytest.raises(RequestError) as error:
        parse_study(text, "s.toml")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_fault_found_later_still_names_its_line() -> None:
    text = "[study]\nplace = 'x'\n[data]\n# a comment\ndataset = 'patents'\n"
    file = StudyFile(parse_study(text, "s.toml"), "s.toml", Path(), text)
    with (
        pytest.raises(RequestError, match=r"^s.toml, line 5, data.dataset: no such thing$"),
        file.at("data", "dataset"),
    ):
        raise RequestError("no such thing")


def test_a_missing_study_file_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="smartspec init"):
        read_study(tmp_path / "none.toml")


def test_a_study_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RequestError, match="not UTF-8"):
        read_study(path)


def test_every_section_may_be_asked_for_alone() -> None:
    for section in SECTIONS:
        text = f"[study]\nplace = 'x'\nsections = ['{section}']"
        assert parse_study(text, "s.toml").study.sections == [section]
