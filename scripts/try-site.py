"""Look at pages with axe-core: python scripts/try-site.py FOLDER_OR_PAGE [FOLDER_OR_PAGE].

On a desk by all rules, on a phone by all rules, and in the dark by its colours; no page may be wider than the
screen, and none may say an error in the console.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))

from browsers import COLOURS, barriers, chromium_page, is_too_wide

LOOKS = [(1400, "light", {}), (360, "light", {}), (1400, "dark", COLOURS)]


def main(places: list[str]) -> int:
    """Print what stands in somebody's way; return 1 if there is something."""
    pages = [path.resolve() for place in places for path in pages_in(pathlib.Path(place))]
    found = {f"{path}: {problem}" for path, problem in problems(pages)}
    print(*sorted(found), sep="\n")
    print(f"{len(pages)} pages in {len(LOOKS)} looks, {len(found)} problems")
    return 1 if found else 0


def pages_in(place: pathlib.Path) -> list[pathlib.Path]:
    """Return a page, or those of a folder."""
    if place.is_file():
        return [place]
    return [path for path in sorted(place.rglob("*.html")) if "_static" not in path.parts]


def problems(paths):
    """Iterate over (path, problem) of all pages in all looks."""
    for width, look, rules in LOOKS:
        size = {"width": width, "height": 900}
        with chromium_page(viewport=size, color_scheme=look, bypass_csp=True) as page:
            said = []
            page.on("console", lambda message, said=said: said.append(message))
            for path in paths:
                page.goto(path.as_uri())
                yield from (
                    (path, f"{look}, {width}: {one[0]} at {one[1]}") for one in barriers(page, **rules)
                )
                if is_too_wide(page):
                    yield path, f"wider than {width}"
                yield from ((path, message.text) for message in said if message.type == "error")
                said.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
