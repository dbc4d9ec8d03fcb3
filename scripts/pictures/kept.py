"""Keep a picture of what a browser shows, as small as it can be read."""

import io
import pathlib

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
BUILD = ROOT / "build" / "pictures"
SHARPNESS = 1.5  # pixels for one of the page
COLOURS = 256  # text and drawings need no more, and the file is a third as large


def keep(shown, name, **how):
    """Write what a page or one of its elements shows to docs/images/<name>.png."""
    write(shown.screenshot(**how), name)


def in_both_looks(page, name):
    """Write what a page shows in light and in dark to docs/images/<name>.png, side by side."""
    shots = []
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        page.wait_for_timeout(500)
        shots.append(page.screenshot())
    page.emulate_media(color_scheme="light")
    write(halves(*shots), name)


def halves(*pngs):
    """Return pictures beside each other as one PNG, half as wide each."""
    return beside(*(Image.open(io.BytesIO(png)).reduce(2) for png in pngs))


def beside(*images):
    """Return pictures of one size beside each other as one PNG."""
    width, height = images[0].size
    strip, png = Image.new("RGB", (len(images) * width, height)), io.BytesIO()
    for place, image in enumerate(images):
        strip.paste(image.convert("RGB"), (place * width, 0))
    strip.save(png, "png")
    return png.getvalue()


def write(png, name):
    """Write a picture to docs/images/<name>.png."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    path = IMAGES / f"{name}.png"
    image.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {image.width} x {image.height}, {path.stat().st_size // 1000} kB")
