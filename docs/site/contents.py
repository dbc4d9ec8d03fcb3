"""The order of the pages: which are below which. A page that is nowhere here fails the build."""

BELOW = {
    "index": ("course", "guides", "design", "api", "decisions/README", "CHANGELOG"),
    "course": ("course/*", "answers", "handouts"),
    "guides": (
        "looks",
        "students",
        "self-study",
        "first-minutes",
        "everywhere",
        "instructors",
        "jupyterhub",
        "collecting",
        "grading",
        "marking",
        "report",
        "export",
        "adding-a-question",
        "datasets/README",
        "CONTRIBUTING",
        "releasing",
    ),
    "design": ("checks", "formulas", "security", "tests/attacks/README", "scale", "training"),
    "decisions/README": ("decisions/0*",),
    "api": ("api/notebook", "api/library", "api/checks", "api/formulas", "api/course"),
}
