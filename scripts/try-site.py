"""Look at every page of the website with axe-core: python scripts/try-site.py FOLDER.

On a desk by all rules, on a phone by all rules, and in the dark by its colours; no page may be wider than the
screen, and none may say an error in the console.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))

from browsers import COLOURS, barriers, chromium_page, is_too_wide

LOOKS = [(1400, "light", {}), (360, "light", {}), (1400, "dark", COLOURS)]


def main(site: pathlib.Path) -> int:
    """Print what stands in somebody's way; return 1 if there is something."""
    names = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    found = {f"{path.relative_to(site)}: {problem}" for path, problem in problems(names)}
    print(*sorted(found), sep="\n")
    print(f"{len(names)} pages in {len(LOOKS)} looks, {len(found)} problems")
    return 1 if found else 0


def problems(paths):
    """Iterate over (path, problem) of all pages in all looks."""
    for width, look, rules in LOOKS:
        with chromium_page(viewport={"width": width, "height": 900}, color_scheme=look) as page:
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
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
