"""A text file is made readable with the same line numbers, whatever it is like."""

from pathlib import Path

import pytest

from smartspec.core.errors import RequestError
from smartspec.sources.archives import CutOffError
from smartspec.sources.format import Column, Kind
from smartspec.sources.text import copy_clean, find_columns, is_other_encoding, read_head

KIND = Kind(
    "k", r".*\.txt", (Column("id", "key", ("PCT_Nbr",)), Column("b", optional=True)),
    table="classes", separator=("|", ","), quote="",
)  # fmt: skip


def clean(tmp_path: Path, *blocks: bytes, encoding: str = "utf-8") -> bytes:
    copy_clean(iter(blocks), tmp_path / "copy", encoding)
    return (tmp_path / "copy").read_bytes()


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        (b"a|b\r\n1|2\r\n", b"a|b\n1|2\n"),
        (b"a|b\r1|2\r", b"a|b\n1|2\n"),
        (b"a|b\n1|2\r\n3|4", b"a|b\n1|2\n3|4"),
        (b"\xef\xbb\xbfa|b\n1|2\n", b"a|b\n1|2\n"),
        (b"a|b\n1\0|2\n3|4\n", b"a|b\n\n3|4\n"),
        (b"", b""),
    ],
)
def test_a_copy_is_clean_however_its_blocks_fall(
    raw: bytes, plain: bytes, size: int, tmp_path: Path
) -> None:
    # The first block tells how lines end and whether there is a byte-order mark: it is never short.
    head = raw[: max(size, 8)]
    rest = [raw[at : at + size] for at in range(len(head), len(raw), size)]
    assert clean(tmp_path, head, *rest) == plain


def test_what_comes_before_a_cut_is_kept(tmp_path: Path) -> None:
    def cut():
        yield b"a|b\n1|2\n3|"
        raise CutOffError

    copy = copy_clean(cut(), tmp_path / "copy", "utf-8")
    assert copy.cut == (3, "3|")
    assert (tmp_path / "copy").read_bytes() == b"a|b\n1|2\n"


def test_letters_of_other_encodings_arrive(tmp_path: Path) -> None:
    assert (
        clean(tmp_path, "Müller €\n".encode("cp1252"), encoding="cp1252").decode() == "Müller €\n"
    )
    assert clean(tmp_path, b"\x81\n", encoding="cp1252").decode() == "\x81\n"
    assert clean(tmp_path, "ä\n".encode("utf-16"), encoding="utf-16").decode() == "ä\n"


def test_a_file_is_in_another_encoding_only_if_it_is_so_throughout(tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_bytes("Müller\n".encode("latin-1") * 30)
    assert is_other_encoding(path)
    path.write_bytes("Müller\n".encode() * 30 + b"\xff\n")
    assert not is_other_encoding(path)


@pytest.mark.parametrize("header", ["PCT_Nbr|b", "b|pct_nbr", "B, PCT_NBR", "x|PCT_nbr|y|b"])
def test_columns_are_found_whatever_their_case_and_order(header: str) -> None:
    head = read_head("f", iter([f"{header}\n".encode()]), KIND)
    found = find_columns("f", head, KIND)
    assert {name: head.headers[at].casefold() for name, at in found.items()} == {
        "id": "pct_nbr",
        "b": "b",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"b|c\n1|2\n", "has no column PCT_Nbr"),
        (b"PCT_Nbr|b|B\n", "twice"),
        (b"\0\1\2\n", "no text table"),
        (b"x" * 300_000, "no text table"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(text: bytes, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        find_columns("f", read_head("f", iter([text]), KIND), KIND)


def test_an_optional_column_may_be_absent() -> None:
    head = read_head("f", iter([b"PCT_Nbr\n1\n"]), KIND)
    assert find_columns("f", head, KIND) == {"id": 0}
