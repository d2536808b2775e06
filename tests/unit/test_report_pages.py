"""Figures and tables that do not fit where they stand go where they leave no page half empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smartspec.report.pages import GAIN, PAGE, SMALLEST, Piece, decide, plan_pages

FIGURE = Piece("figure", 1, room=100, whole=170, image=150)
TABLE = Piece("table", 1, room=100, whole=120, image=0)


@pytest.mark.parametrize(
    ("piece", "may_float", "decision"),
    [
        (FIGURE, True, "float"),
        (FIGURE, False, ""),
        (replace(FIGURE, room=GAIN), True, ""),
        (TABLE, False, "run"),
        (replace(TABLE, whole=0.3 * PAGE), False, ""),
    ],
)
def test_a_piece_moves_floats_or_runs_on(piece, may_float, decision):
    assert decide(piece, may_float=may_float) == decision


def test_a_figure_that_nearly_fits_is_drawn_a_little_smaller():
    share = decide(replace(FIGURE, room=150), may_float=True)
    assert SMALLEST <= share < 1
    assert 20 + share * 150 < 150


class Typesetter:
    """Sets figures and tables one under the other, as far as the plan lets it."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.passes = 0

    def __call__(self, plan):
        self.passes += 1
        page, room, placed, top = 1, PAGE, [], 0.0
        for piece in self.pieces:
            placed.append(replace(piece, page=page, room=room))
            asked = plan.get(piece.name, "")
            height = piece.whole * (asked if isinstance(asked, float) else 1)
            if asked == "float":
                top += height
            elif height <= room:
                room -= height
            else:
                page, left = page + 1, height - room if asked == "run" else height
                room, top = PAGE - top - left, 0.0
        return placed


def test_what_fits_is_left_alone_and_looked_at_once():
    setter = Typesetter([replace(FIGURE, whole=100, image=90), replace(TABLE, whole=100)])
    assert plan_pages(setter, lambda _: True) == {"figure": "", "table": ""}
    assert setter.passes == 1


def test_each_decision_is_made_with_those_before_it_settled():
    pieces = [
        Piece("table-a", 0, 0, 150, 0),
        Piece("figure-b", 0, 0, 170, 150),
        Piece("table-c", 0, 0, 120, 0),
        Piece("table-d", 0, 0, 60, 0),
    ]
    plan = plan_pages(Typesetter(pieces), lambda _: True)
    assert plan == {"table-a": "", "figure-b": "float", "table-c": "run", "table-d": ""}


def test_no_figure_overtakes_one_that_waits_for_the_next_page():
    pieces = [
        Piece("table-a", 0, 0, 130, 0),
        Piece("figure-b", 0, 0, 200, 180),
        Piece("figure-c", 0, 0, 60, 50),
    ]
    assert plan_pages(Typesetter(pieces), lambda _: True)["figure-c"] == "float"


def test_a_document_without_figures_and_tables_needs_no_plan():
    assert plan_pages(lambda _: [], lambda _: True) == {}
