"""Output appears whole or not at all, and what was there before outlives a failure."""

import errno
import os

import pytest

from smartspec.core.errors import RequestError
from smartspec.core.writing import replacing_file, replacing_folder, replacing_together


def write(path, text="new"):
    with replacing_file(path) as temporary:
        temporary.write_text(text, "utf-8")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_name_only_when_it_is_complete(tmp_path):
    path = tmp_path / "a.csv"
    with replacing_file(path) as temporary:
        temporary.write_text("half", "utf-8")
        assert not path.exists()
        assert temporary.parent == path.parent
        assert temporary.suffix == path.suffix
    assert path.read_text("utf-8") == "half"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize(
    "fault", [RuntimeError("bug"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")]
)
def test_whatever_stops_the_writing_leaves_the_old_file_and_no_other(tmp_path, fault):  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text("old", "utf-8")
    with pytest.raises((type(fault), RequestError)), replacing_file(path) as temporary:  # noqa: PT012 (the block is what is tested)
        temporary.write_text("half", "utf-8")
        raise fault
    assert path.read_text("utf-8") == "old"
    assert names(tmp_path) == ["a.csv"]


def test_a_full_disk_is_told_with_the_name_that_the_user_gave(tmp_path):
    with pytest.raises(RequestError) as told, replacing_file(tmp_path / "a.csv"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(told.value) == (
        f"Cannot write {tmp_path / 'a.csv'}: no space left on device. Nothing was changed; choose "
        "another place with -o."
    )


def test_a_missing_folder_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(RequestError, match=r"there is no folder .*none\. Make it first"):
        write(tmp_path / "none" / "a.csv")
    assert names(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RequestError, match="there is no folder"):
        write(tmp_path / "file" / "a.csv")


def test_a_folder_in_place_of_the_file_is_told_and_stays(tmp_path):
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "a.csv" / "inside").touch()
    with pytest.raises(RequestError, match="Cannot write"):
        write(tmp_path / "a.csv")
    assert names(tmp_path) == ["a.csv"]
    assert names(tmp_path / "a.csv") == ["inside"]


def test_a_folder_that_may_not_be_written_is_told(tmp_path, monkeypatch):
    # Simulated: the user who runs the tests may be one who is refused nothing.
    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    with pytest.raises(RequestError, match="permission denied"):
        write(tmp_path / "a.csv")
    assert names(tmp_path) == []


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old", "utf-8")
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert real.read_text("utf-8") == "new"


def test_a_name_as_long_as_the_system_takes_can_be_written(tmp_path):
    path = tmp_path / ("n" * 251 + ".csv")
    write(path)
    assert path.read_text("utf-8") == "new"


def test_a_folder_is_replaced_whole(tmp_path):
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "old").touch()
    with replacing_folder(pack) as temporary:
        (temporary / "new").touch()
        assert names(pack) == ["old"]
    assert names(pack) == ["new"]
    assert names(tmp_path) == ["pack"]


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_whatever_stops_the_writing_leaves_the_old_folder_and_no_other(tmp_path, fault):
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "old").touch()
    with pytest.raises(fault), replacing_folder(pack) as temporary:  # noqa: PT012 (the block is what is tested)
        (temporary / "half").touch()
        raise fault
    assert names(pack) == ["old"]
    assert names(tmp_path) == ["pack"]


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_swap_that_is_cut_short_puts_the_old_folder_back(tmp_path, monkeypatch, fault):
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "old").touch()
    really, calls = os.replace, []

    def cut_short(source, target):
        calls.append(source)
        if len(calls) == 2:  # the old one is aside, the new one not yet there
            raise fault
        really(source, target)

    monkeypatch.setattr("smartspec.core.writing.os.replace", cut_short)
    with pytest.raises((type(fault), RequestError)), replacing_folder(pack) as temporary:
        (temporary / "new").touch()
    assert names(pack) == ["old"]
    assert names(tmp_path) == ["pack"]


def test_a_linked_folder_stays_linked(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real, target_is_directory=True)
    with replacing_folder(link) as temporary:
        (temporary / "new").touch()
    assert link.is_symlink()
    assert names(real) == ["new"]


def write_together(folder, *paths, fault=None):
    with replacing_together() as together:
        for path in paths:
            with together.file(path) as temporary:
                temporary.write_text("new", "utf-8")
        together.without(folder / "old.csv")
        if fault is not None:
            raise fault


def test_files_take_their_names_together(tmp_path):
    (tmp_path / "a.csv").write_text("earlier", "utf-8")
    (tmp_path / "old.csv").write_text("earlier", "utf-8")
    write_together(tmp_path, tmp_path / "a.csv", tmp_path / "b.csv.gz")
    assert names(tmp_path) == ["a.csv", "b.csv.gz"]
    assert (tmp_path / "a.csv").read_text("utf-8") == "new"


@pytest.mark.parametrize("fault", [RuntimeError("bug"), KeyboardInterrupt(), RequestError("no")])
def test_a_fault_leaves_all_files_as_they_were(tmp_path, fault):
    (tmp_path / "a.csv").write_text("earlier", "utf-8")
    (tmp_path / "old.csv").write_text("earlier", "utf-8")
    with pytest.raises(type(fault)):
        write_together(tmp_path, tmp_path / "a.csv", tmp_path / "b.csv", fault=fault)
    assert names(tmp_path) == ["a.csv", "old.csv"]
    assert (tmp_path / "a.csv").read_text("utf-8") == "earlier"


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("fault", [OSError(errno.EACCES, "denied"), KeyboardInterrupt()])
def test_a_name_that_cannot_be_taken_gives_the_others_back(tmp_path, monkeypatch, fault, links):
    for name in ("a.csv", "c.csv", "old.csv"):
        (tmp_path / name).write_text(f"earlier {name}", "utf-8")
    rename = os.replace

    def replace(source, target):
        if target.name == "c.csv" and source.read_text("utf-8") == "new":
            raise fault
        rename(source, target)

    def no_links(*_):
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "replace", replace)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises((RequestError, KeyboardInterrupt)) as told:
        write_together(tmp_path, *(tmp_path / f"{name}.csv" for name in "abc"))
    if isinstance(fault, OSError):
        assert str(told.value).startswith(f"Cannot write {tmp_path / 'c.csv'}: denied.")
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        name: f"earlier {name}" for name in ("a.csv", "c.csv", "old.csv")
    }


def test_a_full_disk_within_a_writer_is_told_with_the_name_that_the_user_gave(tmp_path):
    def write_all():
        with (
            replacing_together() as together,
            together.file(tmp_path / "a.csv") as temporary,
            replacing_file(temporary),
        ):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(RequestError, match=r"Cannot write .*/a\.csv: no space left"):
        write_all()
    assert names(tmp_path) == []


def test_a_folder_in_place_of_a_file_is_told_at_once(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(RequestError, match=r"a\.csv: is a directory"):
        write_together(tmp_path, tmp_path / "a.csv")
