"""A small world in REGPAT's format, to be read whole or broken."""

from collections.abc import Iterable, Mapping
from pathlib import Path

PERSON = "PCT_Nbr|PCT_App|Appln_id|{}_name|Address|Reg_code|Ctry_code|Reg_share|{}_share"
INVENTORS = (
    "WO2005000001|PCT/DE2004/01|101|Meyer, Anna|1 Weg, Berlin|DE300|DE|1|0.5",
    "WO2005000001|PCT/DE2004/01|101|Bauer, Bert|2 Weg, Potsdam|DE404|DE|0.5|0.5",
    "WO2005000001|PCT/DE2004/01|101|Bauer, Bert|2 Weg, Potsdam|DE300|DE|0.5|0.5",
    "WO2005000002|PCT/FR2004/02|102|Roux, Cléo|3 rue, Paris|FR101|FR|1|1",
    'WO2006000003|PCT/US2005/03|103|Smith, "Dan"|4 Road|US06037|US|1|1',
)
APPLICANTS = (
    "WO2005000001|PCT/DE2004/01|101|ACME GMBH|9 Weg, Berlin|DE300|DE|1|1",
    "WO2005000002|PCT/FR2004/02|102|SOCIETE|3 rue, Paris|FR101|FR|1|1",
    "WO2006000004|PCT/JP2005/04|104|KAISHA|Tokyo|JPC13|JP|1|1",
)
IPC = (
    "WO2005000001|2003|2004|A61K  31/00",
    "WO2005000001|2003|2004|C07D 401/04",
    "WO2005000002|2003|2004|H04L  12/28",
    "WO2006000003|2004|2005|G06F  17/30",
)
CPC = ("101|A61K  31/00", "101|Y02A  50/30", "104|B60L  50/60", "999|H01M  10/05")
REGIONS = (
    "DE|DE300|Berlin|DE3|Berlin",
    "DE|DE404|Potsdam|DE4|Brandenburg",
    "FR|FR101|Paris|FR1|Île-de-France",
)
TEXTS: Mapping[str, tuple[str, Iterable[str]]] = {
    "202401_PCT_Inv_reg.txt": (PERSON.format("Inv", "Inv"), INVENTORS),
    "202401_PCT_App_reg.txt": (PERSON.format("App", "App"), APPLICANTS),
    "202401_PCT_IPC.txt": ("PCT_Nbr|Prio_year|App_year|IPC", IPC),
    "202401_CPC_Classes.txt": ("appln_id|CPC_Class", CPC),
    "REGPAT_Regions.txt": ("Ctry_code|Reg_code|Reg_label|Up_reg_code|Up_reg_label", REGIONS),
}
CPC_CLASSES = "202401_CPC_Classes.txt"
INV, APP, CLASSES = "202401_PCT_Inv_reg.txt", "202401_PCT_App_reg.txt", "202401_PCT_IPC.txt"


def text_of(name: str, *, more: Iterable[str] = ()) -> str:
    header, rows = TEXTS[name]
    return "\n".join([header, *rows, *more]) + "\n"


def write_regpat(folder: Path, *, without: Iterable[str] = (), **more: Iterable[str]) -> Path:
    """Write the sample; ``inv``, ``app`` and ``ipc`` are rows to add."""
    folder.mkdir(parents=True, exist_ok=True)
    added = {INV: more.get("inv", ()), APP: more.get("app", ()), CLASSES: more.get("ipc", ())}
    for name in TEXTS:
        if name not in without:
            (folder / name).write_text(text_of(name, more=added.get(name, ())), "utf-8")
    return folder
