"""Question: how are the data sets that ship with smartspec made from their source files?

In: a folder of source tables and a country outline (GeoJSON). Out: the files in
``src/smartspec/datasets/data``; the same bytes every time.
Must not know: what the numbers mean.

Usage: python tools/build_datasets.py FACTS_DIR OUTLINE.geojson

Afterwards put the rows and hashes that it prints into ``src/smartspec/datasets/catalogue.toml``.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from smartspec.core.provenance import sha256_of
from smartspec.places.economies import economy_name

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "smartspec" / "datasets" / "data"
TABLES = {
    "patent_families.csv.gz": "patent_families_by_economy_field_year.csv",
    "science_articles.csv.gz": "science_articles_by_economy_field_year.csv",
    "pct_applications.csv.gz": "pct_applications_by_economy_sector_year.csv",
    "uspto_environment.csv.gz": "uspto_patents_environment_by_economy_year.csv",
    "us_cluster_employment.csv.gz": "us_cluster_employment_2019.csv",
    "table_7_1.csv": "table_7_1.csv",
    "figure_7_2_claims.csv": "figure_7_2_claims.csv",
}
DECIMALS = 2
SMALLEST_RING = 4
ANTARCTICA = "ATA"
# Codes that the outline keeps for itself; two lines of control that ISO 3166 does not know are
# drawn with the economy whose code the territory has there.
OWN_CODES = {"KOS": "XKX", "PSX": "PSE", "SAH": "ESH", "SDS": "SSD", "CYN": "CYP", "SOL": "SOM"}

Ring = list[list[float]]


def main(facts: Path, outline: Path) -> None:
    """Write every file and print its rows and hash."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, source in TABLES.items():
        write_table(facts / source, TARGET / name)
    shapes = read_outline(outline)
    text = json.dumps(shapes, ensure_ascii=False, separators=(",", ":")) + "\n"
    (TARGET / "world_outline.json").write_text(text, encoding="utf-8", newline="\n")
    for path in sorted(TARGET.iterdir()):
        print(f"{path.name}: rows = {count_rows(path)}, sha256 = {sha256_of(path)}")


def write_table(source: Path, target: Path) -> None:
    """Copy a table, compressed if its new name says so, without a time stamp."""
    content = source.read_bytes().replace(b"\r\n", b"\n")
    if target.suffix == ".gz":
        content = gzip.compress(content, compresslevel=9, mtime=0)
    target.write_bytes(content)


def count_rows(path: Path) -> int:
    """Count the records of a table, or the shapes and points of the outline."""
    if path.suffix == ".json":
        return len(json.loads(path.read_text(encoding="utf-8"))["features"])
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return len(list(csv.reader(text.decode("utf-8").splitlines()))) - 1


def read_outline(path: Path) -> dict[str, Any]:
    """Reduce the outline to codes, names and rounded shapes, then add the small economies."""
    polygons: dict[str, list[list[Ring]]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        code = iso3_of(feature["properties"])
        if code != ANTARCTICA:
            polygons.setdefault(code, []).extend(polygons_of(feature["geometry"]))
    features = [as_feature(code, shape_of(polygons[code])) for code in sorted(polygons)]
    for row in csv.DictReader((HERE / "small_economies.csv").read_text().splitlines()):
        if row["iso3"] in polygons:
            raise SystemExit(f"{row['iso3']} has a shape and a point; drop the point.")
        point = {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}
        features.append(as_feature(row["iso3"], point))
    return {"type": "FeatureCollection", "features": features}


def iso3_of(properties: dict[str, Any]) -> str:
    """Return the ISO code of a shape; names of fields are lower or upper case by edition."""
    known = {name.lower(): value for name, value in properties.items()}
    own = str(known["adm0_a3"])
    return OWN_CODES.get(own, own)


def polygons_of(geometry: dict[str, Any]) -> list[list[Ring]]:
    """Return the polygons of a shape, rounded and wound as d3 draws them."""
    several = geometry["type"] == "MultiPolygon"
    found = geometry["coordinates"] if several else [geometry["coordinates"]]
    tidied = [[tidy(ring, hole=position > 0) for position, ring in enumerate(p)] for p in found]
    return [[ring for ring in polygon if ring] for polygon in tidied if polygon[0]]


def tidy(ring: Ring, *, hole: bool) -> Ring:
    """Round a ring, drop points that fell together, and wind it.

    d3 takes the inside to be on the right: outer rings run clockwise, holes the other way. Wound
    otherwise, a country would be the whole globe except itself.
    """
    rounded: Ring = []
    for lon, lat in ring:
        # Adding zero turns -0.0 into 0.0, which would be a difference without a distinction.
        point = [round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0]
        if not rounded or rounded[-1] != point:
            rounded.append(point)
    if len(rounded) < SMALLEST_RING:
        return []
    anticlockwise = signed_area(rounded) > 0
    return rounded[::-1] if anticlockwise != hole else rounded


def signed_area(ring: Ring) -> float:
    """Return the area of a closed ring, positive if it runs anticlockwise."""
    return sum(here[0] * there[1] - there[0] * here[1] for here, there in pairwise(ring)) / 2


def shape_of(polygons: list[list[Ring]]) -> dict[str, Any]:
    """Return one geometry of one or several polygons."""
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def as_feature(code: str, geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON feature with the code as its identity."""
    properties = {"iso3": code, "name": economy_name(code)}
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
