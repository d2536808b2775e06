"""What the table says of rows that it keeps out, renames or puts together."""

import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.tables.activity import ActivityTable

SUMS = ["World", "EU-27", "OECD", "Asia", "Africa", "Europe", "BRIICS", "G7", "Oceania"]


def counts(places, activities=None, **options):
    frame = pd.DataFrame(
        {"place": places, "activity": activities or ["x"] * len(places), "value": 1.0}
    )
    return ActivityTable.from_frame(frame, economies=True, **options)


def test_everything_kept_out_is_named():
    made = counts(["Denmark", "Sweden", *SUMS])
    (note,) = made.notes
    assert all(label in note for label in SUMS)
    assert "more" not in note


def test_a_note_of_very_many_names_counts_the_rest():
    strays = [f"Place {number}" for number in range(45)]
    named = [
        "Denmark", "Sweden", "Norway", "Finland", "Iceland", "France", "Germany", "Italy", "Spain",
        "Portugal", "Greece", "Austria", "Poland", "Hungary", "Romania", "Bulgaria", "Croatia",
        "Slovenia", "Estonia", "Latvia", "Lithuania", "Ireland", "Belgium", "Malta", "Cyprus",
        "Japan", "China", "India", "Brazil", "Chile", "Peru", "Mexico", "Canada", "Kenya", "Egypt",
        "Ghana", "Nepal", "Oman", "Qatar", "Israel", "Jordan", "Iraq", "Iran", "Cuba", "Panama",
        "Fiji", "Samoa", "Tonga", "Mali", "Niger", "Chad", "Togo", "Benin", "Angola", "Zambia",
        "Malawi", "Rwanda", "Uganda", "Sudan", "Libya", "Tunisia", "Algeria", "Morocco", "Gabon",
        "Gambia", "Guinea", "Senegal", "Liberia", "Lesotho", "Namibia", "Botswana", "Ukraine",
        "Albania", "Serbia", "Armenia", "Mongolia", "Bhutan", "Thailand", "Malaysia", "Singapore",
        "Indonesia", "Philippines", "Cambodia", "Australia", "New Zealand", "Uruguay", "Paraguay",
        "Bolivia", "Ecuador", "Colombia",
    ]  # fmt: skip
    note = counts([*named, *strays]).notes[-1]
    assert note.startswith("45 names matching no economy")
    assert note.endswith("Place 39 and 5 more.")


def test_two_names_of_one_economy_are_put_together_and_named():
    made = counts(["Korea, Rep.", "South Korea", "Japan"], ["x", "y", "x"])
    assert made.matrix().row("KOR").tolist() == [1.0, 1.0]
    assert made.notes == (
        "Economies that stand under several names were put together: KOR (Korea, Rep., South "
        "Korea).",
    )


def test_a_table_with_one_name_an_economy_says_nothing():
    assert counts(["South Korea", "South Korea", "Japan"], ["x", "y", "x"]).notes == ()


@pytest.mark.parametrize("duplicates", ["refuse", "sum"])
def test_two_names_with_a_value_each_are_refused_with_advice_that_helps(duplicates):
    with pytest.raises(RequestError, match="KOR stands under several names") as told:
        counts(["Korea, Rep.", "South Korea", "Japan"], duplicates=duplicates)
    assert "make the names the same in the table" in str(told.value)
    assert "--sum-duplicates" not in str(told.value)
