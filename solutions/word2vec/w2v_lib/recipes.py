"""List recipes for a training: settings, where they come from, and what to expect of them (given)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Recipe:
    """Hold settings of `train`, and what they give on the Stanford Sentiment Treebank.

    Attributes:
        source: whose settings they are.
        budget: how many steps and pairs the training takes.
        settings: what `train` is called with; `stream` is "course" (sampling.py) or "handout" (handout.py).
        loss: mean loss per window over the last 1,000 steps, and a margin that held for five seeds.
        sst2: test accuracy for two classes, and its margin.
    """

    name: str
    source: str
    budget: str
    settings: dict = field(hash=False)
    loss: tuple
    sst2: tuple


COMMON = dict(window=5, batch=50, seed=0, stream="course")
RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "picture",
            "ours: the handouts' settings, but it drops fewer frequent words and takes larger steps, "
            "so that the plot can be read",
            "40,000 steps, 9.0 million pairs",
            COMMON | dict(steps=40_000, dim=10, negatives=10, step=2.5, anneal_every=20_000, threshold=1e-3),
            loss=(13.31, 0.2),
            sst2=(0.71, 0.025),
        ),
        Recipe(
            "handout",
            "Stanford CS224n, 2019 to 2022: run.py, with its seeds and its order of random draws",
            "40,000 steps, 5.7 million pairs",
            COMMON
            | dict(steps=40_000, dim=10, negatives=10, step=0.3, anneal_every=20_000, threshold=1e-5)
            | dict(seed=31415, stream="handout"),
            loss=(9.5534, 0.0001),
            sst2=(0.549, 0.03),
        ),
        Recipe(
            "quality",
            "ours: like picture, but in 50 dimensions and with still larger steps; good for sentiment",
            "40,000 steps, 9.0 million pairs",
            COMMON | dict(steps=40_000, dim=50, negatives=10, step=5.0, anneal_every=20_000, threshold=1e-3),
            loss=(11.30, 0.2),
            sst2=(0.76, 0.02),
        ),
    )
}
