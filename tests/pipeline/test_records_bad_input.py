"""Whatever is wrong with the files of a source: it is counted, shown, and costs no other row."""

import gzip
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from regpat_sample import APP, CLASSES, CPC_CLASSES, INV, INVENTORS, TEXTS, text_of, write_regpat

from smartspec.core.errors import RequestError
from smartspec.sources.read import read_records
from smartspec.tables.microdata import Microdata

GOOD = len(INVENTORS)
ROW = "WO2006000003|PCT/US2005/03|103|{}|4 Road|US06037|US|1|1"


def read(folder: Path, **options: object) -> Microdata:
    return read_records(folder, "regpat", cache=folder.parent / "cache", threads=2, **options)


def shown(records: Microdata) -> list[tuple[str, int, str]]:
    sample = pd.read_csv(records.folder / "rejects.csv", keep_default_na=False)
    return [(row.file, int(row.line), row.reason) for row in sample.itertuples()]


def left_out(records: Microdata) -> dict[str, int]:
    return {entry.reason: entry.rows for entry in records.rejected}


def inventors(records: Microdata) -> pd.DataFrame:
    return pd.read_parquet(records.path("inventors"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"WO2006000003|x|103|short", "too few fields"),
        (ROW.format("long").encode() + b"|and|more", "too many fields"),
        (b"WO2006000003|x|103|M\xfcller|a|DE1|DE|1|1", "not UTF-8"),
        (ROW.format("nul\0byte").encode(), "NUL bytes in the line"),
        (b"\0\0\0\0", "NUL bytes in the line"),
        (b"|x|103|nobody|a|DE1|DE|1|1", "no PCT_Nbr"),
        (b"   |x|103|nobody|a|DE1|DE|1|1", "no PCT_Nbr"),
        (INVENTORS[0].encode(), "the same row as before"),
        (b"WO2006000003|x|103|" + b"y" * 2_100_000 + b"|a|DE1|DE|1|1", "longer than 2 MB"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_broken_row_is_counted_shown_and_left_out(
    row: bytes, reason: str, ending: bytes, tmp_path: Path
) -> None:
    folder = write_regpat(tmp_path / "in")
    text = text_of(INV).encode().replace(b"\n", ending)
    (folder / INV).write_bytes(text + row + ending + ROW.format("after").encode() + ending)
    records = read(folder)
    assert left_out(records) == {reason: 1}
    assert shown(records) == [(INV, GOOD + 2, reason)]
    assert list(inventors(records)["name"])[-1] == "after"
    assert records.rows["inventors"] == GOOD + 1
    assert records.inputs[0].rows == GOOD + 2


def test_a_stray_quote_is_a_letter_where_quotes_mean_nothing(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", inv=[ROW.format('O"Neil "Al'), ROW.format('"')])
    records = read(folder)
    assert records.rejected == ()
    assert list(inventors(records)["name"])[-2:] == ['O"Neil "Al', '"']


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("WO2006000003|1750|2005|A01B", "Prio_year is no year from 1850 to"),
        ("WO2006000003|2999|2005|A01B", "Prio_year is no year from 1850 to"),
        ("WO2006000003|MMIV|2005|A01B", "Prio_year is no year from 1850 to"),
        ("WO2006000003|2004|-1|A01B", "App_year is no year from 1850 to"),
    ],
)
def test_an_impossible_year_becomes_missing_and_the_class_stays(
    row: str, reason: str, tmp_path: Path
) -> None:
    records = read(write_regpat(tmp_path / "in", ipc=[row]))
    (entry,) = records.rejected
    assert (entry.rows, entry.outcome) == (1, "kept")
    assert entry.reason.startswith(reason)
    assert shown(records) == [(CLASSES, 6, entry.reason)]
    classes = pd.read_parquet(records.path("classes"))
    assert "A01B" in set(classes["code"])
    filings = pd.read_parquet(records.path("filings")).set_index("filing_id")
    assert filings.loc["WO2006000003", "priority_year"] == 2004


@pytest.mark.parametrize("share", ["1.5", "-0.1", "half", "nan", "inf"])
def test_an_impossible_share_becomes_missing(share: str, tmp_path: Path) -> None:
    row = f"WO2006000003|PCT/US2005/03|103|Extra|4 Road|US06037|US|{share}|1"
    records = read(write_regpat(tmp_path / "in", inv=[row]))
    assert left_out(records) == {"Reg_share is no number from 0 to 1; read as missing": 1}
    assert inventors(records)["share"].isna().sum() == 1


def test_an_empty_cell_is_missing_and_no_fault(tmp_path: Path) -> None:
    row = "WO2006000003|PCT/US2005/03|103||  ||||"
    records = read(write_regpat(tmp_path / "in", inv=[row], ipc=["WO2006000003|||"]))
    assert records.rejected == ()
    assert inventors(records).iloc[-1].isna().sum() == 5


def test_shares_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    row = "WO2006000003|PCT/US2005/03|103|Extra|4 Road|US06037|US|1|0.5"
    records = read(write_regpat(tmp_path / "in", inv=[row]))
    assert any("do not add up to 1 in 1 filing " in note for note in records.notes)


def test_persons_without_a_filing_and_filings_without_persons_are_told(tmp_path: Path) -> None:
    records = read(write_regpat(tmp_path / "in"))
    filings = pd.read_parquet(records.path("filings")).set_index("filing_id")
    assert pd.isna(filings.loc["WO2006000004", "priority_year"])  # only an applicant is known
    assert filings.loc["WO2006000004", "publication_year"] == 2006
    assert "No inventors are known for 1 filing." in records.remarks
    assert not any("No inventors" in note for note in records.notes)  # counting tells it


def test_rows_of_classes_reconcile_with_their_files(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", ipc=["WO2006000003|2004|2005|"])
    with (folder / CPC_CLASSES).open("a", encoding="utf-8") as stream:
        stream.write("101|\nx|A61K  31/00\n")
    records = read(folder)
    assert [note for note in records.notes if note.startswith("Rows of the file of")] == [
        "Rows of the file of IPC classes that name no class: 1.",
        "Rows of the file of CPC classes that name no class: 1.",
        "Rows of the file of CPC classes that are of no filing in the files read here: 2. They are "
        "not used; the file serves both parts of REGPAT.",
    ]
    read_in = {entry.name: entry.rows for entry in records.inputs}
    assert (read_in[CLASSES] - 1) + (read_in[CPC_CLASSES] - 1 - 2) == records.rows["classes"] == 7


def test_a_number_that_bears_an_impossible_year_has_none(tmp_path: Path) -> None:
    rows = [f"WO{year}000009|2004|2005|A01B" for year in (2999, 1234)]
    records = read(write_regpat(tmp_path / "in", ipc=rows))
    filings = pd.read_parquet(records.path("filings")).set_index("filing_id")
    assert filings["publication_year"].isna().sum() == 2
    assert filings["publication_year"].max() == 2006
    assert any(
        note.startswith("Filings whose number bears no year from 1850 to") and ": 2. " in note
        for note in records.notes
    )


@pytest.mark.parametrize(("memory", "told"), [("64KB", "too little"), ("3", "no size")])
def test_a_size_of_memory_that_cannot_be_is_told(memory: str, told: str, tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in")
    with pytest.raises(RequestError, match=told):
        read(folder, memory=memory)


@pytest.mark.parametrize("memory", ["1G", "0.5 gib", "64MB"])
def test_a_size_of_memory_is_told_as_for_counting(memory: str, tmp_path: Path) -> None:
    assert read(write_regpat(tmp_path / "in"), memory=memory).rows["inventors"] == GOOD


def test_ctrl_c_stops_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_regpat(tmp_path / "in", without=[INV])
    (folder / f"{INV}.gz").write_bytes(gzip.compress(many(10)))
    text = many(5_000)
    asked, ended = 0, False

    def endless(*_: object) -> Iterator[bytes]:
        nonlocal asked, ended
        asked += 1
        yield text
        if asked == 2:  # the first time for the header alone
            os.kill(os.getpid(), signal.SIGINT)
        begin = time.monotonic()
        while time.monotonic() - begin < 60:
            time.sleep(0.001)
            yield text[-1000:]
        ended = True

    monkeypatch.setattr("smartspec.sources.staging.blocks", endless)
    with pytest.raises(KeyboardInterrupt):
        read(folder)
    assert not ended
    assert list((tmp_path / "cache" / "records").iterdir()) == []


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("latin-1", True), ("cp1252", True), ("utf-8-sig", False), ("utf-16", False)],
)
def test_a_file_in_another_encoding_is_read_in_it(
    encoding: str, told: bool, tmp_path: Path
) -> None:
    folder = write_regpat(tmp_path / "in")
    (folder / INV).write_bytes(text_of(INV, more=[ROW.format("Müller")]).encode(encoding))
    records = read(folder)
    assert records.rejected == ()
    assert {"Roux, Cléo", "Müller"} <= set(inventors(records)["name"])
    assert any("Windows-1252" in note for note in records.notes) is told


@pytest.mark.parametrize("newline", ["\r\n", "\r", "mixed"])
def test_lines_may_end_in_any_way(newline: str, tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in")
    lines = text_of(INV).splitlines()
    if newline == "mixed":
        text = "".join(line + ("\r\n", "\n")[n % 2] for n, line in enumerate(lines))
    else:
        text = newline.join(lines)
    (folder / INV).write_bytes(text.encode())
    records = read(folder)
    assert records.rejected == ()
    assert records.rows["inventors"] == GOOD


def test_a_last_line_that_is_cut_off_is_counted(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in")
    (folder / INV).write_bytes(text_of(INV).encode() + b"WO2006000003|PCT/US2005/03|10")
    records = read(folder)
    assert left_out(records) == {"too few fields": 1}
    assert records.rows["inventors"] == GOOD


def many(rows: int) -> bytes:
    return text_of(
        INV, more=(ROW.format(f"Name {n * 7919 % 1000003}") for n in range(rows))
    ).encode()


def test_a_gzip_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", without=[INV])
    packed = gzip.compress(many(20_000))
    (folder / f"{INV}.gz").write_bytes(packed[: len(packed) // 2])
    records = read(folder)
    (entry,) = records.rejected
    assert entry.rows == 1
    assert "cut off or damaged" in entry.reason
    assert 5_000 < records.rows["inventors"] < 15_000
    assert shown(records)[0][1] == records.rows["inventors"] + 2
    assert any("cut off or damaged after line" in note for note in records.notes)
    with pytest.raises(RequestError, match="nobody knows how many rows are lost"):
        read(folder, max_rejects=1_000_000)


def test_a_gzip_that_is_damaged_in_the_middle_is_read_up_to_there(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", without=[INV])
    packed = bytearray(gzip.compress(many(20_000)))
    packed[len(packed) // 2 : len(packed) // 2 + 64] = b"\xff" * 64
    (folder / f"{INV}.gz").write_bytes(packed)
    records = read(folder)
    assert 1_000 < records.rows["inventors"] < 20_000 + GOOD
    assert any("cut off or damaged" in entry.reason for entry in records.rejected)


def test_a_zip_that_is_cut_off_is_counted_and_costs_only_itself(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", without=[APP])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(APP, text_of(APP))
    (folder / f"{APP}.zip").write_bytes(held.getvalue()[:-30])
    records = read(folder)
    assert left_out(records) == {
        "the archive is cut off or damaged; nothing in it can be read": 1,
    }
    assert "applicants" not in records.tables
    assert any("no file of applicants" in note for note in records.notes)


def test_an_empty_file_and_one_with_a_header_alone_are_told(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in")
    (folder / APP).write_text("", "utf-8")
    (folder / INV).write_text(text_of(INV).splitlines()[0] + "\n", "utf-8")
    with pytest.raises(RequestError, match="Nothing can be counted"):
        read(folder)
    (folder / INV).write_text(text_of(INV), "utf-8")
    records = read(folder)
    assert records.rows["applicants"] == 0
    assert f"{APP} is empty." in records.notes


def test_files_of_two_editions_are_refused_naming_both(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", without=[CLASSES])
    (folder / "202207_PCT_IPC.txt").write_text(text_of(CLASSES), "utf-8")
    with pytest.raises(RequestError, match=r"mixes editions: 202207 .*202401"):
        read(folder)


def test_a_part_that_is_missing_from_a_set_is_told(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", without=[INV])
    for part in (1, 3):
        (folder / f"202401_PCT_Inv_reg_part{part}.txt").write_text(text_of(INV), "utf-8")
    records = read(folder)
    assert any("lack part 2 of 3" in note for note in records.notes)
    assert left_out(records) == {"the same row as before": GOOD}


def test_a_file_without_which_nothing_can_be_counted_is_missed(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"EDITION_PCT_IPC\.txt.*classes"):
        read(write_regpat(tmp_path / "in", without=[CLASSES]))


def test_epo_and_pct_in_one_folder_are_asked_about(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in")
    (folder / "202401_EPO_IPC.txt").write_text("Appln_id|App_nbr|Prio_year|App_year|IPC\n", "utf-8")
    with pytest.raises(RequestError, match="--part epo or --part pct"):
        read(folder)
    assert read(folder, part="pct").rows["filings"] == 4


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in")
    (folder / INV).write_text(text_of(CLASSES), "utf-8")
    with pytest.raises(RequestError, match=r"has no column Reg_code.*PCT_Nbr, Prio_year"):
        read(folder)
    (folder / INV).write_bytes(os.urandom(1 << 20))
    with pytest.raises(RequestError, match=INV):
        read(folder)


def test_rows_beyond_what_is_allowed_stop_the_reading(tmp_path: Path) -> None:
    folder = write_regpat(tmp_path / "in", inv=["a|b"] * 3 + [INVENTORS[0]])
    with pytest.raises(RequestError, match=r"3 rows .* --max-rejects 2; .*line 7"):
        read(folder, max_rejects=2)
    assert list((tmp_path / "cache" / "records").iterdir()) == []
    assert read(folder, max_rejects=3).rows["inventors"] == GOOD
    with pytest.raises(RequestError, match="--max-rejects 2"):
        read(folder, max_rejects=2)  # from the cache as well


def test_a_sample_holds_twenty_rows_of_each_reason(tmp_path: Path) -> None:
    bad = ["a|b"] * 500 + ["WO2006000003|x|103|n|a|DE1|DE|2|1"] * 30
    records = read(write_regpat(tmp_path / "in", inv=bad))
    assert left_out(records)["too few fields"] == 500
    sample = pd.read_csv(records.folder / "rejects.csv")
    assert sample["reason"].value_counts()["too few fields"] == 20


def big_world(folder: Path) -> Path:
    write_regpat(folder)
    (folder / INV).write_bytes(many(400_000))
    return folder


READING = """
import sys
from pathlib import Path
from smartspec.cli.main import run
run(["records", sys.argv[1], "--source", "regpat", "--cache", sys.argv[2], "--threads", "1"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_killed_run_leaves_nothing_or_the_whole_and_the_next_run_works(tmp_path: Path) -> None:
    folder, cache = big_world(tmp_path / "in"), tmp_path / "cache"
    killed = 0
    for delay in (0.0, 0.1, 0.3, 0.6, 1.0, 1.5):
        with subprocess.Popen(
            [sys.executable, "-c", READING, str(folder), str(cache)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as running:  # fmt: skip
            while not list(cache.glob("records/.smartspec-*")) and running.poll() is None:
                time.sleep(0.005)
            time.sleep(delay)
            running.send_signal(signal.SIGKILL)
            running.wait(timeout=60)
        killed += running.returncode == -signal.SIGKILL
        for whole in cache.glob("records/[!.]*"):
            assert (whole / "manifest.json").is_file()
    assert killed
    records = read_records(folder, "regpat", cache=cache)
    assert records.rows["inventors"] == 400_000 + GOOD
    assert [entry.name for entry in (cache / "records").iterdir()] == [records.folder.name]


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the shell")
def test_no_space_left_is_one_line_and_nothing_is_left_behind(tmp_path: Path) -> None:
    folder, cache = big_world(tmp_path / "in"), tmp_path / "cache"
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, 1000000))\n{READING}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(cache)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("smartspec: ")
    assert "--cache" in done.stderr
    assert list((cache / "records").iterdir()) == []


def test_a_run_in_progress_is_let_be_by_another(tmp_path: Path) -> None:
    folder, cache = big_world(tmp_path / "in"), tmp_path / "cache"
    command = [sys.executable, "-c", READING, str(folder), str(cache)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        while not list(cache.glob("records/.smartspec-*/.lock")) and first.poll() is None:
            time.sleep(0.005)
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        first.wait(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    (kept,) = (cache / "records").iterdir()
    assert (kept / "manifest.json").is_file()


def test_the_sample_is_a_world_that_reads_without_fault(tmp_path: Path) -> None:
    records = read(write_regpat(tmp_path / "in"))
    assert records.rejected == ()
    assert {entry.name for entry in records.inputs} == set(TEXTS)


@pytest.mark.parametrize("broken", ["", "WO2006000003|2004|x|G06F  17/30", "short"])
def test_a_double_is_found_across_files_of_which_one_is_broken(broken: str, tmp_path: Path) -> None:
    """A file with nothing wrong is read in another way than one with a fault."""
    folder = write_regpat(tmp_path / "in")
    header, rows = TEXTS[CLASSES]
    (folder / CLASSES).unlink()
    for number, lines in enumerate([[*rows], [list(rows)[1], broken]], start=1):
        name = CLASSES.replace(".txt", f"_part{number}.txt")
        (folder / name).write_text("\n".join(filter(None, [header, *lines])) + "\n", "utf-8")
    records = read(folder)
    assert left_out(records)["the same row as before"] == 1
    assert (CLASSES.replace(".txt", "_part2.txt"), 2, "the same row as before") in shown(records)
