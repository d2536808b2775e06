"""A source can be found and checked by who reads of it."""

import hashlib

from smartspec.core.provenance import Source, sha256_of


def test_the_hash_is_that_of_the_bytes_also_of_a_file_larger_than_a_block(tmp_path):
    content = bytes(range(256)) * 5000
    file = tmp_path / "a.bin"
    file.write_bytes(content)
    assert sha256_of(file) == hashlib.sha256(content).hexdigest()


def test_the_hash_of_an_empty_file_is_the_known_one(tmp_path):
    file = tmp_path / "empty"
    file.touch()
    assert sha256_of(file) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_source_becomes_plain_values_for_a_manifest():
    record = Source("families", licence="public domain", caveats=("fractional",)).to_dict()
    assert record["name"] == "families"
    assert record["licence"] == "public domain"
    assert record["caveats"] == ["fractional"]
    assert set(record) == {
        "name", "title", "publisher", "version", "licence", "url", "sha256", "caveats",
    }  # fmt: skip
