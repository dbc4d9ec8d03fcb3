"""Write a Dockerfile's steps as a shell script, where there is no docker: python dockerfile_steps.py FILE.

The script runs in a root that is what FROM names, with the build's context in /context. It ends with a file
/start, which runs what CMD says. An instruction that this does not know is an error: nothing is left out.
"""

import json
import pathlib
import re
import shlex
import sys
from collections.abc import Iterator

CONTEXT = "/context"


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Iterate over (instruction, its text) of a Dockerfile, with continued lines put together."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        name, _, rest = line.strip().partition(" ")
        yield name.upper(), rest.strip()


def base(text: str) -> str:
    """Return the image that a Dockerfile begins with."""
    return next(rest for name, rest in instructions(text) if name == "FROM")


def steps(text: str) -> Iterator[str]:
    """Iterate over the lines of the script."""
    yield "set -eu"
    for name, rest in instructions(text):
        yield from STEPS[name](rest)


def _copied(rest: str) -> Iterator[str]:
    *sources, target = rest.split()
    for source in sources:
        yield f"cp -a {CONTEXT}/{source} {shlex.quote(target)}"


def _started(rest: str) -> Iterator[str]:
    command = shlex.join(json.loads(rest))
    yield f"printf '%s\\n' {shlex.quote(command)} > /start"


STEPS = {
    "FROM": lambda rest: [],
    "EXPOSE": lambda rest: [],
    "ENV": lambda rest: [f"export {rest}"],
    "WORKDIR": lambda rest: [f"mkdir -p {rest}", f"cd {rest}"],
    "RUN": lambda rest: [f"( {rest} )"],
    "COPY": _copied,
    "CMD": _started,
}

if __name__ == "__main__":
    print("\n".join(steps(pathlib.Path(sys.argv[1]).read_text("utf-8"))))
