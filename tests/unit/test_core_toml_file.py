"""Files that users write in TOML: a mistake is told with file, line, key and the nearest name."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, model_validator

from smartspec.core.errors import RequestError
from smartspec.core.toml_file import check, parse_toml, read_text, where


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: Literal["red", "green"] = "red"
    sizes: list[int] = []


class Branch(BaseModel):
    model_config = ConfigDict(extra="forbid")
    file: str
    leaf: Leaf = Leaf()

    @model_validator(mode="after")
    def _no_bark(self) -> "Branch":
        if self.file == "bark":
            raise ValueError("a branch is not bark")
        return self


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = ""
    branches: list[Branch] = []


TWO = "[[branches]]\nfile = 'a'\n\n[[branches]]\nfile = 'b'\n[branches.leaf]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nam = 'x'", "t.toml, line 1: there is no key 'nam'. Did you mean 'name'?"),
        ("zzz = 1", "there is no key 'zzz'. Valid: name, branches."),
        (f"{TWO}color = 'red'", "line 7: there is no key 'branches.leaf.color'. Did you mean"),
        (f"{TWO}colour = 'redd'", "line 7: 'branches.leaf.colour' cannot be 'redd'. Did you mean"),
        (f"{TWO}colour = 'x'", "'branches.leaf.colour' cannot be 'x'. Valid: red, green."),
        (f"{TWO}sizes = [1, 'x']", "line 7: 'branches.leaf.sizes.1' is 'x': "),
        ("[[branches]]\n[[branches]]\nfile = 'b'", "line 1: 'branches.file' is missing. Add it."),
        ("[[branches]]\nfile = 'bark'", "line 1: 'branches': a branch is not bark."),
        ("name = 1", "line 1: 'name' is 1: Input should be a valid string."),
        ("[x\n", "line 1: this is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(RequestError) as caught:
        check(Tree, parse_toml(text, "t.toml"), text=text, name="t.toml")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_right_file_is_returned_checked() -> None:
    found = check(Tree, parse_toml(TWO, "t.toml"), text=TWO, name="t.toml")
    assert [branch.file for branch in found.branches] == ["a", "b"]


def test_a_missing_key_points_to_where_it_is_explained() -> None:
    with pytest.raises(RequestError, match=r"is missing\. Add it, or see: the guide"):
        check(Branch, {}, text="", name="t.toml", see="the guide")


def test_a_place_is_the_nearest_line_above_it() -> None:
    assert where("t", TWO, ("branches", "1", "leaf", "colour")) == "t, line 6, branches.leaf.colour"
    assert where("t", TWO, ("branches", "0", "file"), show_key=False) == "t, line 2"
    assert where("t", TWO, ("other",)) == "t, other"


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"There is no mapping .*m\.toml\. Write one\."):
        read_text(tmp_path / "m.toml", "mapping", see="Write one.")
    with pytest.raises(RequestError, match="Cannot read mapping"):
        read_text(tmp_path, "mapping")
    (tmp_path / "m.toml").write_bytes(b"\xff")
    with pytest.raises(RequestError, match=r"Mapping .* is not UTF-8"):
        read_text(tmp_path / "m.toml", "mapping")
