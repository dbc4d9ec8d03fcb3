"""Configure Sphinx for the website (docs/decisions/0062); docs/site/build.py calls it."""

import pathlib
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
# our extensions; the engine; the library with its stubs, as students have it
sys.path[:0] = [str(HERE), str(ROOT), str(ROOT / "assignments" / "word2vec")]

project = "Word2vec course kit"
author = "the project's contributors"
project_copyright = author
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docstrings",
    "diagrams",
    "formulas",
]
exclude_patterns = ["LICENSE"]
highlight_language = "none"

myst_enable_extensions = ["dollarmath"]
myst_fence_as_directive = ["mermaid"]
myst_heading_anchors = 4

default_role = "literal"
add_module_names = False
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 80
autodoc_member_order = "bysource"
# several outputs are a list of names, as arguments are; docstrings.py says when
napoleon_custom_sections = [("Returns", "params_style")]
napoleon_use_ivar = True

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_context = {"default_mode": "auto"}
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_domain_indices = False
html_sidebars = {"index": []}
html_theme_options = {
    "logo": {"text": project},
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "header_links_before_dropdown": 6,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
