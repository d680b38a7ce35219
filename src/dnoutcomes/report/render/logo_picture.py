"""Logos: pictures of dots of a bounded size, and drawings that only draw."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from dnoutcomes.report.render.still_svg import refuse_active

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

RASTERS = {"PNG": "png", "JPEG": "jpg"}
# A header can promise billions of dots in a few bytes; sharp print of a logo needs a thousand by a thousand.
MOST_PIXELS = 4_000_000
NO_PICTURE = "the logo is no PNG, JPEG or SVG picture"


def picture_kind(content: bytes) -> str:
    """Say what a picture is: "png", "jpg" or "svg".

    Raises
    ------
    ValueError
        It is none of them, or one of too many dots.
    """
    if b"<svg" in content[:2000]:
        return "svg"
    with _opened(content) as picture:
        return RASTERS[str(picture.format)]


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a picture of dots."""
    with _opened(content) as picture:
        return picture.size


def clean_picture(content: bytes) -> bytes:
    """A picture without the camera, the place and the program that it may name; SVG stays as it is.

    Raises
    ------
    ValueError
        A picture that can't be read to its end, of too many dots, or a drawing that does more than draw.
    """
    from PIL import Image

    kind = picture_kind(content)
    if kind == "svg":
        refuse_active(content, _refuse_large)
        return content
    written = BytesIO()
    with _opened(content) as picture:
        try:
            bare = Image.new("RGBA" if picture.mode == "P" else picture.mode, picture.size)
            bare.paste(picture.convert("RGBA") if picture.mode == "P" else picture)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValueError(f"the logo can't be read to its end: {error}") from None
        options = {} if kind == "png" else {"quality": 92}
        bare.save(written, format="PNG" if kind == "png" else "JPEG", **options)
    return written.getvalue()


@contextmanager
def _opened(content: bytes) -> Iterator[Picture]:
    """Open a picture of dots; only its header is read, and only by the two readers that are meant."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound is ours, below
            picture = Image.open(BytesIO(content), formats=list(RASTERS))
    except Image.DecompressionBombError:
        raise ValueError(_too_large("hundreds of millions of")) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ValueError(NO_PICTURE) from None
    with picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise ValueError(_too_large(f"{width:,} by {height:,}"))
        yield picture


def _too_large(size: str) -> str:
    return f"the logo has {size} dots; at most {MOST_PIXELS:,} are read. Save it smaller"


def _refuse_large(content: bytes) -> None:
    with _opened(content):
        pass
