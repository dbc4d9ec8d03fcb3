"""Run each notebook whole in JupyterLab, in Chromium: light and dark, as released and with right code.

What a student would stumble over is looked for: an error, red text, a word in the console, a barrier that
axe-core finds in what the notebook says and shows. Pictures of all are in build/lab.
"""

import json
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator

sys.path.insert(0, "tests")
from browsers import AXE, chromium_page
from conftest import COURSE, copy_classroom
from servers import jupyter, set_up_lab
from test_browser import run_all

from autograder.release import sample
from autograder.release.assignment import release

SEEN = pathlib.Path("build/lab")
LOOKS = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
# what is ours in JupyterLab's page: what cells say and show, and the text between them. It gives matplotlib's
# pictures no text alternative, so w2v_lib/spoken.py says each in a line above it
OURS = """async () => (await axe.run(
    {include: [[".jp-OutputArea-output:not(.jp-RenderedImage)"], [".jp-RenderedMarkdown"]]},
    {resultTypes: ["violations"], preload: false})).violations
    .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 150)}`))"""
# scroll to the first cell; how high all cells are together
TO_TOP = """() => { for (const one of parts()) one.scrollTop = 0;
    return Math.max(...parts().map((one) => one.scrollHeight));
    function parts() { return [...document.querySelectorAll(".jp-Notebook, .jp-Notebook *")]; } }"""
MINUTES = 6


def main(names: list[str]) -> int:
    """Print what stands in somebody's way; return 1 if there is something."""
    SEEN.mkdir(parents=True, exist_ok=True)
    notebooks = names or sorted(COURSE.catalogue.notebooks)
    with tempfile.TemporaryDirectory() as place:
        found = [one for look in LOOKS for one in problems(pathlib.Path(place) / look, look, notebooks)]
    print(*found, sep="\n")
    print(f"{len(notebooks)} notebooks, each as released and with right code, in {len(LOOKS)} looks:")
    print(f"{len(found)} problems")
    return 1 if found else 0


def problems(place: pathlib.Path, look: str, notebooks: list[str]) -> Iterator[str]:
    """Iterate over what is wrong with the notebooks in one look."""
    classroom = copy_classroom(place / "classroom")
    release(classroom)
    shutil.copytree(classroom.release, place / "room" / "released")
    sample.write(classroom, place / "room" / "right")
    set_up_lab(place / "room", LOOKS[look])
    with jupyter("lab", place / "room") as address, chromium_page(color_scheme=look) as page:
        said = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        for kind in ("released", "right"):
            for name in notebooks:
                path = place / "room" / kind / f"{name}.ipynb"
                page.goto(f"{address}/doc/tree/{kind}/{name}.ipynb?reset")
                run_whole(page, path)
                photograph(page, SEEN / f"{name}-{kind}-{look}.png")
                wrong = [*said, *outputs_of(path), *barriers(page)]
                yield from (f"{look}, {kind}, {name}: {one}" for one in wrong)
                print(f"  {look}, {kind}, {name}: {len(wrong)} problems", flush=True)
                said.clear()


def run_whole(page, path: pathlib.Path) -> None:
    """Run all cells, wait for the last one, and save."""
    page.locator(".jp-RenderedMarkdown").first.wait_for(timeout=90_000)
    run_all(page)
    at_work = page.locator(".jp-InputPrompt", has_text="[*]")
    for _ in range(MINUTES * 60):
        if not at_work.count():
            break
        page.wait_for_timeout(1000)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)


def outputs_of(path: pathlib.Path) -> Iterator[str]:
    """Iterate over errors and red text in a notebook as it was saved, and cells that did not run."""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code" and cell["source"] and cell["execution_count"] is None:
            yield f"did not run: {''.join(cell['source'])[:60]!r}"
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                yield f"{output['ename']}: {output['evalue']}"
            if output.get("name") == "stderr" and "it/s" not in "".join(output["text"]):
                yield f"in red: {''.join(output['text'])[:200]}"


def barriers(page) -> list[str]:
    """Return what axe-core finds in what a notebook says and shows."""
    page.evaluate(AXE)
    return page.evaluate(OURS)


def photograph(page, path: pathlib.Path) -> None:
    """Keep a picture of the whole notebook, however long."""
    height = page.evaluate(TO_TOP)
    page.set_viewport_size({"width": 1000, "height": min(height + 150, 30_000)})
    page.evaluate(TO_TOP)
    page.wait_for_timeout(1500)  # formulas are typeset a moment later
    page.screenshot(path=path)
    page.set_viewport_size({"width": 1000, "height": 1000})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
