"""The diagrams of the pages, drawn by the Mermaid that comes with JupyterLab."""

import urllib.parse

import diagrams
import nbformat
from kept import BUILD, IMAGES, ROOT
from servers import jupyter


def make(page):
    """Draw each diagram as SVG, with a note of the text that it was drawn from."""
    pages = [path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))]
    sources = [source for text in pages for source in diagrams.FENCE.findall(text)]
    cells = [nbformat.v4.new_markdown_cell(f"```mermaid\n{source}```") for source in sources]
    folder = BUILD / "diagrams"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "diagrams.ipynb")
    with jupyter("lab", folder) as address:
        page.goto(f"{address}/doc/tree/diagrams.ipynb?reset")
        for source in sources:
            drawn = page.locator(f".jp-RenderedMermaid img[alt='{diagrams.title(source)}']")
            drawn.wait_for(timeout=90_000)
            svg = urllib.parse.unquote(drawn.get_attribute("src").partition(",")[2])
            path = IMAGES / diagrams.file_name(source)
            path.write_text(f"{svg}\n{diagrams.drawn_from(source)}\n", "utf-8")
            print(path.relative_to(ROOT), len(svg))
