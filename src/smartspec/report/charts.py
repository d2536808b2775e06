"""Question: which pictures can a report hold?

In: nothing of its own. Out: every chart, under one name.
Must not know: how any of them is drawn.

Each takes a tidy table and the names of its columns, and returns a Vega-Lite specification that
fills the width of what contains it; ``for_print`` gives it a fixed width.
"""

from smartspec.report.chart_bars import ranked_bars, sector_bars, strengths_bars
from smartspec.report.chart_compare import change_dumbbell, peer_heatmap
from smartspec.report.chart_map import world_map
from smartspec.report.chart_parts import for_print, titled
from smartspec.report.chart_quadrant import Cuts, quadrant
from smartspec.report.chart_reliability import reliability
from smartspec.report.chart_scores import scores
from smartspec.report.chart_space import space_network

__all__ = [
    "Cuts",
    "change_dumbbell",
    "for_print",
    "peer_heatmap",
    "quadrant",
    "ranked_bars",
    "reliability",
    "scores",
    "sector_bars",
    "space_network",
    "strengths_bars",
    "titled",
    "world_map",
]
