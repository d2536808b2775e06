"""``smartspec opportunities`` as it is typed."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from smartspec.cli.app import app, invoke
from smartspec.cli.main import run


def test_a_place_is_found_by_its_name_and_the_answer_written(tmp_path, capsys):
    out = tmp_path / "denmark.csv"
    words = ["opportunities", "Denmark", "patent_families", "--window", "2018-2020"]
    assert invoke([*words, "--before", "2008-2010", "-o", str(out)]) == 0
    frame = pd.read_csv(out)
    assert len(frame) == 35
    assert {"kind", "rta_low", "density_pct", "complexity", "rta_before"} <= set(frame)
    assert "world_growth_pct" not in frame  # the families are fit for the mix of a place alone
    told = capsys.readouterr().err
    assert "no probability is given" in told
    assert "Balland" in told


def test_a_table_of_ones_own_is_read_by_its_columns(tmp_path):
    table = tmp_path / "jobs.csv"
    rows = [
        ("A", "x", 9),
        ("A", "y", 3),
        ("B", "x", 2),
        ("B", "y", 5),
        ("B", "z", 4),
        ("C", "z", 6),
        ("C", "x", 3),
    ]
    pd.DataFrame(rows, columns=["region", "field", "jobs"]).assign(year=2020).to_csv(
        table, index=False
    )
    words = ["opportunities", "A", str(table), "--window", "2020", "--place", "region"]
    words += ["--activity", "field", "--period", "year", "--value", "jobs"]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    assert found.stdout.splitlines()[0].startswith("activity,kind,count,rta")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Atlantis", "patent_families", "--window", "2018-2020"], "no place 'Atlantis'"),
        (["DNK", "patent_families", "--window", "2018-2020", "--method", "cosin"], "Did you mean 'cosine'"),
        (["DNK", "patent_families", "--window", "2018-2020", "--before", "2019-2020"], "does not end before"),
        (["DNK", "patent_families", "--window", "2018-2020", "-o", "x.doc"], "x.doc"),
        (["DNK", "patent_family", "--window", "2018-2020"], "Did you mean 'patent_families'"),
    ],
)  # fmt: skip
def test_a_wrong_request_gets_one_line_and_exit_code_2(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(["opportunities", *words])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
