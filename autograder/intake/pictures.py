"""Makes pictures of strangers anew: what is shown is what was decoded, nothing that the bytes also are."""

import io

from .limits import Refused

NAMES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")  # as notebooks name them
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS, LONGEST_SIDE = 50_000_000, 2400  # of what is read, of what is shown
PNG, JPEG = "image/png", "image/jpeg"


def anew(data: bytes) -> bytes:
    """Return a picture as PNG, or as JPEG if it was that; a large one is made smaller. Raises Refused."""
    # here, since a notebook in which nothing is handed in needs no pictures
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            kind = picture.format or ""
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(f"it has more than {MOST_PIXELS // 10**6} million pixels")
            if kind == "JPEG":
                picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # decodes no more than is needed
            shown = ImageOps.exif_transpose(picture)
            shown = shown.convert("RGB" if kind == "JPEG" else "RGBA")
        shown.info.clear()  # comments, places, profiles
        shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        made = io.BytesIO()
        if kind == "JPEG":
            shown.save(made, "JPEG", quality=88)
        else:
            shown.save(made, "PNG", compress_level=1)
    except (Refused, MemoryError):
        raise
    except Exception as problem:  # the library raises many kinds at what is no picture
        raise Refused(f"it is no picture that can be read ({type(problem).__name__})") from None
    return made.getvalue()


def kind_of(data: bytes) -> str:
    """Return the media type of a picture that was made anew."""
    return PNG if data.startswith(b"\x89PNG") else JPEG
