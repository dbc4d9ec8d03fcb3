"""Makes pictures of strangers anew: what is shown is what was decoded, nothing that the bytes also are."""

import io
from typing import Any

from .limits import Refused

NAMES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")  # as notebooks name them
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS, LONGEST_SIDE, LARGEST = 50_000_000, 2400, 3 * 2**20  # of what is read; of what is shown, bytes
PNG, JPEG = "image/png", "image/jpeg"


def anew(data: bytes) -> bytes:
    """Return a picture as PNG, or as JPEG if it was that; a large one is made smaller. Raises Refused."""
    # here, since a notebook in which nothing is handed in needs no pictures
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            picture: Image.Image = opened
            kind = opened.format or ""
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(f"it has more than {MOST_PIXELS // 10**6} million pixels")
            if kind == "JPEG":
                opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # decodes no more than is needed
            if picture.mode not in ("RGB", "RGBA", "L"):
                picture = picture.convert("RGB" if kind == "JPEG" else "RGBA")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(picture)
            picture.info.clear()  # comments, places, profiles
            made = _saved(picture, "JPEG" if kind == "JPEG" and picture.mode != "RGBA" else "PNG")
            if len(made) > max(LARGEST, 2 * len(data)):  # what was packed well may be anything
                made = _saved(picture.convert("RGB"), "JPEG")
    except (Refused, MemoryError):
        raise
    except Exception as problem:  # the library raises many kinds at what is no picture
        raise Refused(f"it is no picture that can be read ({type(problem).__name__})") from None
    if len(made) > LARGEST:
        raise Refused(f"it is larger than {LARGEST // 2**20} MB when it is shown")
    return made


def _saved(picture: Any, kind: str) -> bytes:
    file = io.BytesIO()
    how = {"quality": 88} if kind == "JPEG" else {"compress_level": 1}
    picture.save(file, kind, **how)
    return file.getvalue()


def kind_of(data: bytes) -> str:
    """Return the media type of a picture that was made anew."""
    return PNG if data.startswith(b"\x89PNG") else JPEG
