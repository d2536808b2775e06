"""``smartspec fetch``: from a file or a service to a table, its manifest and the response it is of.

No service is asked: recorded responses are served from this machine.
"""

import json
import os
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from smartspec.cli.main import run
from smartspec.core.provenance import sha256_of

RECORDED = Path(__file__).parents[1] / "unit" / "sdmx"
OECD = (RECORDED / "oecd_labels.csv").read_bytes()
EUROSTAT = (RECORDED / "eurostat.csv").read_bytes()
FLOW = "OECD.EXA,DSD_EXAMPLE@DF_EXAMPLE,1.0"
GOOD = ("--filter", "AGENT_ROLE=INVENTOR", "--missing", "drop")
CSV = "application/vnd.sdmx.data+csv"


def ask(*arguments):
    with pytest.raises(SystemExit) as left:
        run([str(one) for one in arguments])
    return left.value.code


def told(capsys):
    printed = capsys.readouterr()
    return printed.out, printed.err.strip().splitlines()


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No proxy, no waiting, an empty folder."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SMARTSPEC_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("smartspec.sources.sdmx.fetch.TIMEOUT", (2.0, 1.0))
    waited = []
    monkeypatch.setattr("smartspec.sources.sdmx.fetch.pause", waited.append)
    return waited


@contextmanager
def serving(monkeypatch, *answers):
    """Serve answers one after the other, the last again and again; yield what was asked."""
    pytest.importorskip("sdmx")
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/rest"
        monkeypatch.setenv("SMARTSPEC_OECD_URL", base)
        monkeypatch.setenv("SMARTSPEC_EUROSTAT_URL", f"{base}/")
        try:
            yield asked
        finally:
            server.shutdown()


def ok(body):
    return (200, {"Content-Type": CSV}, body)


# ---- from a file


def test_a_file_becomes_a_table_with_a_manifest(capsys):
    assert ask("fetch", RECORDED / "oecd_labels.csv", *GOOD, "-o", "counts.csv") == 0
    out, lines = told(capsys)
    assert out == ""
    assert lines[0].startswith(
        "Patent families by region and technology (made up); OECD (OECD.EXA)"
    )
    assert lines[1] == "REF_AREA by TECHNOLOGY by TIME_PERIOD, in Patent families: 16 rows."
    assert all(line.startswith("note: ") for line in lines[2:])
    assert sorted(path.name for path in Path().iterdir()) == ["counts.csv", "counts.manifest.json"]
    table = pd.read_csv("counts.csv", keep_default_na=False, dtype={"period": str})
    assert list(table.columns) == [
        "place", "activity", "period", "value", "flag", "place_name", "activity_name",
    ]  # fmt: skip
    manifest = json.loads(Path("counts.manifest.json").read_text("utf-8"))
    assert manifest["table"]["sha256"] == sha256_of(Path("counts.csv"))
    assert manifest["read_from"]["sha256"] == sha256_of(RECORDED / "oecd_labels.csv")
    assert manifest["source"]["name"] == "DSD_EXAMPLE@DF_EXAMPLE"
    assert manifest["dimensions"]["fixed"]["AGENT_ROLE"] == "INVENTOR"
    assert manifest["options"] == {"filters": {"AGENT_ROLE": "INVENTOR"}, "missing": "drop"}
    assert manifest["notes"] == [line.removeprefix("note: ") for line in lines[2:]]


def test_the_same_request_gives_the_same_bytes(capsys):
    for name in ("a", "b"):
        assert ask("fetch", RECORDED / "oecd_2.json", *GOOD, "-o", f"{name}.csv") == 0
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
    texts = [Path(f"{name}.manifest.json").read_text("utf-8") for name in ("a", "b")]
    assert texts[0] == texts[1].replace("b.csv", "a.csv")


def test_the_table_goes_to_standard_output_and_on_to_an_indicator(capsys):
    assert ask("fetch", RECORDED / "oecd_codes.csv", *GOOD, "--years", "2018") == 0
    out, _ = told(capsys)
    assert out.splitlines()[:2] == ["place,activity,period,value,flag", "DE1,BIO,2018,40.0,"]
    Path("counts.csv").write_text(out, "utf-8")
    assert ask("indicator", "rta", "counts.csv", "-o", "rta.csv") == 0
    rta = pd.read_csv("rta.csv").set_index(["place", "activity"])["rta"]
    # By hand: 40 of 50.5 in BIO at DE1; 55 of 475.5 in all.
    assert rta["DE1", "BIO"] == pytest.approx((40 / 50.5) / (55 / 475.5), rel=1e-12)


@pytest.mark.parametrize("ending", ["csv.gz", "tsv", "parquet", "xlsx"])
def test_the_ending_tells_the_format(ending, capsys):
    assert ask("fetch", RECORDED / "oecd_labels.csv", *GOOD, "-o", f"counts.{ending}") == 0
    assert Path("counts.manifest.json").is_file()
    assert ask("indicator", "shares", f"counts.{ending}", "-o", "out.csv") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("oecd_labels.csv",), "Which dimension is the activity?"),
        (("oecd_labels.csv", "--filter", "AGENT_ROLE=INVENTOR"), "1 of 17 values is missing"),
        (("eurostat.csv",), "--filter 'geo=????'"),
        (("oecd_labels.csv", "--filter", "AGENT_ROLE"), "not of the form DIMENSION=CODE"),
        (("oecd_labels.csv", "--filter", "A=B", "--filter", "A=C"), "given twice. Join"),
        (("oecd_labels.csv", "A.B.C"), "is taken for a file"),
        (("oecd_labels.csv", "--years", "18"), "'18' is not a window"),
        (("oecd_labels.csv", "--missing", "keep"), "keep"),
        (("none.csv",), "does not exist"),
    ],
)
def test_a_wrong_request_is_one_line_and_leaves_nothing(arguments, words, capsys):
    Path("counts.csv").write_text("before", "utf-8")
    file, *options = arguments
    assert ask("fetch", RECORDED / file, *options, "-o", "counts.csv") == 2
    out, lines = told(capsys)
    assert (out, len(lines)) == ("", 1)
    assert words in lines[0]
    assert [path.name for path in Path().iterdir()] == ["counts.csv"]
    assert Path("counts.csv").read_text("utf-8") == "before"


def test_the_input_is_never_written_over(capsys):
    Path("in.csv").write_bytes(OECD)
    assert ask("fetch", "in.csv", *GOOD, "-o", "in.csv") == 2
    assert "its data would be lost" in told(capsys)[1][0]
    assert Path("in.csv").read_bytes() == OECD


# ---- from a service


def test_a_service_is_asked_and_its_answer_kept(monkeypatch, capsys):
    with serving(monkeypatch, ok(OECD)) as asked:
        assert ask("fetch", "oecd", FLOW, "DE1+DE2+FR1.A.INVENTOR..PF", *GOOD, "--years",
                   "2018-2019", "-o", "counts.csv") == 0  # fmt: skip
    (path,) = asked
    assert urlsplit(path).path == f"/rest/data/{FLOW}/DE1+DE2+FR1.A.INVENTOR..PF"
    assert parse_qs(urlsplit(path).query) == {
        "startPeriod": ["2018"], "endPeriod": ["2019"],
        "dimensionAtObservation": ["AllDimensions"], "format": ["csvfilewithlabels"],
    }  # fmt: skip
    assert sorted(path.name for path in Path().iterdir()) == [
        "counts.csv", "counts.manifest.json", "counts.response.csv",
        "counts.response.csv.origin.json",
    ]  # fmt: skip
    assert Path("counts.response.csv").read_bytes() == OECD
    manifest = json.loads(Path("counts.manifest.json").read_text("utf-8"))
    assert manifest["source"]["url"].endswith(path)
    assert manifest["read_from"]["file"] == "counts.response.csv"
    assert "smartspec fetch counts.response.csv" in "\n".join(told(capsys)[1])
    # Without a network the same table is made of what was kept.
    assert ask("fetch", "counts.response.csv", *GOOD, "-o", "again.csv") == 0
    assert Path("again.csv").read_bytes() == Path("counts.csv").read_bytes()
    again = json.loads(Path("again.manifest.json").read_text("utf-8"))
    assert again["source"] == manifest["source"]
    # A response that was edited did not come from there.
    Path("counts.response.csv").write_bytes(OECD.replace(b"10.5", b"11.5"))
    assert ask("fetch", "counts.response.csv", *GOOD, "-o", "again.csv") == 0
    assert json.loads(Path("again.manifest.json").read_text("utf-8"))["source"]["url"] == ""


def test_eurostat_is_asked_for_everything_where_there_is_no_key(monkeypatch, capsys):
    with serving(monkeypatch, ok(EUROSTAT)) as asked:
        assert (
            ask("fetch", "Eurostat", "EXAMPLE_R", "--filter", "geo=????", "--missing", "drop") == 0
        )
    assert asked == ["/rest/data/EXAMPLE_R?format=SDMX-CSV"]
    out, lines = told(capsys)
    assert out.startswith("place,activity,period,value,flag\n")
    assert not any("kept" in line for line in lines if not line.startswith("note: "))
    assert list(Path().iterdir()) == []


def test_the_addresses_are_those_of_the_services():
    pytest.importorskip("sdmx")
    from smartspec.sources.sdmx.fetch import provider, request_for

    assert request_for(provider("oecd"), FLOW, "")[1].url == (
        f"https://sdmx.oecd.org/public/rest/data/{FLOW}/all"
        "?dimensionAtObservation=AllDimensions&format=csvfilewithlabels"
    )
    assert request_for(provider("eurostat"), "X_R", "A..DE+FR", "2014-2015")[1].url == (
        "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/X_R/A..DE+FR"
        "?startPeriod=2014&endPeriod=2015&format=SDMX-CSV"
    )


def test_what_was_fetched_is_kept_although_a_choice_is_open(monkeypatch, capsys):
    with serving(monkeypatch, ok(OECD)):
        assert ask("fetch", "oecd", FLOW, "-o", "counts.csv") == 2
    out, lines = told(capsys)
    assert (out, len(lines)) == ("", 1)
    assert "Which dimension is the activity?" in lines[0]
    assert "go on with smartspec fetch counts.response.csv" in lines[0]
    assert sorted(path.name for path in Path().iterdir()) == [
        "counts.response.csv", "counts.response.csv.origin.json",
    ]  # fmt: skip


BAD = (503, {}, b"<html>down</html>")


def test_a_service_that_is_busy_is_asked_again(monkeypatch, capsys, alone):
    busy = (429, {"Retry-After": "7"}, b"")
    with serving(monkeypatch, busy, BAD, ok(EUROSTAT)) as asked:
        assert ask("fetch", "eurostat", "X", "--filter", "geo=????", "--missing", "drop") == 0
    assert len(asked) == 3
    assert alone == [7.0, 4.0]


SOAP = (
    b'<S:Fault xmlns:S="x"><faultcode>413</faultcode><faultstring>EXTRACTION_TOO_BIG: The requested'
    b" extraction is too big</faultstring></S:Fault>"
)
CUT = (200, {"Content-Length": "99999"}, OECD)


@pytest.mark.parametrize(
    ("answer", "words", "requests"),
    [
        ((404, {}, b"NoRecordsFound"), ("HTTP 404: NoRecordsFound", "no such dataflow"), 1),
        ((404, {}, b'{"error":[{"status":404,"label":"ERR_NOT_FOUND_4: X is not there."}]}'),
         ("HTTP 404: ERR_NOT_FOUND_4: X is not there)",), 1),
        ((413, {}, SOAP), ("too large (HTTP 413: EXTRACTION_TOO_BIG", "fewer --years"), 1),
        ((400, {}, b"bad key"), ("HTTP 400: bad key", "one place for each dimension"), 1),
        ((407, {}, b""), ("Access was refused (HTTP 407)",), 1),
        (BAD, ("HTTP 503: down", "3 attempts", "Try again later"), 3),
        ((429, {"Retry-After": "3600"}, b""), ("HTTP 429", "wait 3600 seconds"), 1),
        (ok(EUROSTAT.splitlines()[0] + b"\r\n"), ("no observations in X",), 1),
        (ok(b""), ("sent nothing for X",), 1),
        (ok(b"<e><status>SUBMITTED</status></e>"), ("in the background",), 1),
        (ok(b"<html><body>Sign in</body></html>"), ("a message instead of data: Sign in",), 1),
        (CUT, ("Cannot reach Eurostat at 127.0.0.1", "the connection broke off", "3 attempts"), 3),
    ],
    ids=["none", "no flow", "too big", "bad key", "proxy", "down", "limited", "no rows", "nothing",
         "async", "portal", "cut"],
)  # fmt: skip
def test_whatever_a_service_answers_is_one_line(answer, words, requests, monkeypatch, capsys):
    with serving(monkeypatch, answer) as asked:
        assert ask("fetch", "eurostat", "X", "-o", "counts.csv") == 2
    out, lines = told(capsys)
    assert (out, len(lines), len(asked)) == ("", 1, requests)
    for part in words:
        assert part in lines[0]
    assert list(Path().iterdir()) == []


def test_a_response_that_is_too_large_is_not_read_to_its_end(monkeypatch, capsys):
    with serving(monkeypatch, ok(OECD * 200)):
        assert ask("fetch", "oecd", FLOW, "--largest-mb", "1", "-o", "counts.csv") == 2
    assert "larger than 1 MB" in told(capsys)[1][0]
    assert list(Path().iterdir()) == []


def test_without_a_network_it_is_said_what_to_do(monkeypatch, capsys):
    pytest.importorskip("sdmx")
    monkeypatch.setenv("SMARTSPEC_OECD_URL", "http://127.0.0.1:9/rest")
    assert ask("fetch", "oecd", FLOW, "-o", "counts.csv") == 2
    (line,) = told(capsys)[1]
    assert "Cannot reach the OECD at 127.0.0.1:9: the connection was refused. 3 attempts" in line
    assert "smartspec fetch FILE" in line


def test_another_address_has_to_be_one(monkeypatch, capsys):
    pytest.importorskip("sdmx")
    monkeypatch.setenv("SMARTSPEC_OECD_URL", "mirror.example")
    assert ask("fetch", "oecd", FLOW) == 2
    assert "SMARTSPEC_OECD_URL is no address: 'mirror.example'" in told(capsys)[1][0]


def test_a_service_that_does_not_answer_is_given_up(monkeypatch, capsys):
    pytest.importorskip("sdmx")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("SMARTSPEC_OECD_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert ask("fetch", "oecd", FLOW) == 2
    assert "no answer in time" in told(capsys)[1][0]


def test_the_proxy_of_the_environment_is_used(monkeypatch, capsys):
    with serving(monkeypatch, ok(EUROSTAT)) as asked:
        proxy = os.environ["SMARTSPEC_OECD_URL"].removesuffix("/rest")
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("SMARTSPEC_EUROSTAT_URL", "http://statistics.invalid/rest")
        assert ask("fetch", "eurostat", "X", "--filter", "geo=????", "--missing", "drop") == 0
    assert asked == ["http://statistics.invalid/rest/data/X?format=SDMX-CSV"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("oecd",), "Which dataflow of the OECD?"),
        (("oecd", "DF_EXAMPLE"), "is no dataflow of the OECD. Write it as OECD."),
        (("eurostat", "A/B"), "is no dataflow of Eurostat"),
        (("eurostat", "X", "A/B"), "'A/B' is no key"),
        (("eurostat", "X", "-o", "x.doc"), "tells no format"),
        (("eurostat", "X", "-o", "none/x.csv"), "there is no folder"),
        (("eurostat", "X", "--years", "18"), "'18' is not a window"),
    ],
)
def test_a_request_that_cannot_be_one_is_not_sent(arguments, words, monkeypatch, capsys):
    with serving(monkeypatch, ok(EUROSTAT)) as asked:
        assert ask("fetch", *arguments) == 2
    (line,) = told(capsys)[1]
    assert words in line
    assert asked == []


def test_a_missing_extra_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "sdmx", None)
    assert ask("fetch", "eurostat", "X", "-o", "counts.csv") == 2
    (line,) = told(capsys)[1]
    assert (
        "Fetching from Eurostat needs sdmx1. Install it with: pip install 'smartspec[sdmx]'" in line
    )
