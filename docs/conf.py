"""How the documentation is built: offline, every warning an error."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "smartspec"
author = "The smartspec authors"
copyright = "2026, The smartspec authors"
version = release = installed("smartspec")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "svg_math"]
exclude_patterns = ["_build", "_ext", "_static"]
default_role = "py:obj"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
suppress_warnings = ["config.cache"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = f"smartspec {release}"
html_static_path = ["_static"]
html_css_files = ["smartspec.css"]
html_math_renderer = "svg"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": False}
