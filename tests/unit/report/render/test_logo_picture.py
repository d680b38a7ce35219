"""Logos that promise more than they hold, or stand in themselves: refused before they are drawn."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from dnoutcomes.errors import StyleError
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.render.logo_picture import MOST_PIXELS, picture_size

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def picture(kind="PNG", size=(9, 5)):
    written = BytesIO()
    Image.new("RGB", size, "navy").save(written, kind)
    return written.getvalue()


def png_that_says(width, height):
    """A small PNG whose header speaks of other dots."""
    head = b"IHDR" + struct.pack(">II", width, height) + picture()[24:29]
    return picture()[:12] + head + struct.pack(">I", zlib.crc32(head)) + picture()[33:]


def jpeg_that_says(width, height):
    content = bytearray(picture("JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


@pytest.mark.parametrize(
    "logo",
    [png_that_says(50_000, 50_000), jpeg_that_says(50_000, 50_000), png_that_says(11_000, 11_000),
     png_that_says(2_001, 2_000), png_that_says(MOST_PIXELS + 1, 1)],
    ids=["png", "jpeg", "warned of", "just above", "a line"],
)  # fmt: skip
def test_a_header_that_promises_too_many_dots_is_refused_unread(logo):
    with pytest.raises(StyleError, match="dots; at most 4,000,000"):
        HouseStyle(logo=logo)


def test_the_largest_that_is_read(tmp_path):
    assert picture_size(HouseStyle(logo=picture(size=(2_000, 2_000))).logo) == (2_000, 2_000)


@pytest.mark.parametrize(
    "logo", [png_that_says(900, 900), picture()[:-30], picture("JPEG", (300, 300))[:-500]]
)
def test_a_picture_that_ends_too_soon_is_our_error(logo):
    with pytest.raises(StyleError, match="can't be read to its end"):
        HouseStyle(logo=logo)


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "TIFF", "BMP", "PPM"])
def test_other_readers_are_not_even_asked(kind):
    with pytest.raises(StyleError, match="no PNG, JPEG or SVG picture"):
        HouseStyle(logo=picture(kind))


def test_a_picture_inside_a_drawing_is_held_to_the_same_bound():
    def drawing(content, between=""):
        coded = base64.b64encode(content).decode()
        return SVG.format(
            f'<image width="9" height="9" href="data:image/png;base64,{coded[:40]}{between}{coded[40:]}"/>'
        ).encode()

    assert HouseStyle(logo=drawing(picture())).logo_kind == "svg"
    for between in ("", "&#10;"):
        with pytest.raises(StyleError, match=r"50,000 by 50,000|hundreds of millions"):
            HouseStyle(logo=drawing(png_that_says(50_000, 50_000), between))
    with pytest.raises(StyleError, match="no PNG"):
        HouseStyle(logo=drawing(b"GIF89a"))


def layers(make, n=9):
    """Each layer stands in the next one ten times."""
    parts = ['<g id="l0"><path d="M0 0h1"/></g>']
    parts += [f'<g id="l{layer}">{make(layer - 1) * 10}</g>' for layer in range(1, n)]
    return SVG.format("".join(parts) + make(n - 1)).encode()


BOMBS = {
    "use": layers(lambda layer: f'<use xlink:href="#l{layer}"/>'),
    "use, plain": layers(lambda layer: f'<use href="#l{layer}"/>'),
    "patterns": SVG.format("".join(
        f'<pattern id="l{layer}">' + f'<path fill="url(#l{layer - 1})"/>' * 10 + "</pattern>" for layer in range(9)
    ) + '<path fill="url(#l8)"/>').encode(),
    "masks in a style": SVG.format("".join(
        f'<mask id="l{layer}">' + f'<path style="mask:url(\'#l{layer - 1}\')"/>' * 10 + "</mask>"
        for layer in range(9)
    ) + '<path mask="url(#l8)"/>').encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_what_stands_in_itself_ten_times_over_is_refused(name):
    with pytest.raises(StyleError, match="more than 50,000 elements, counting what stands in"):
        HouseStyle(logo=BOMBS[name])


def test_a_ring_and_a_deep_nest_are_refused():
    ring = SVG.format('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>').encode()
    with pytest.raises(StyleError, match="stands in itself"):
        HouseStyle(logo=ring)
    with pytest.raises(StyleError, match="more than 60 deep"):
        HouseStyle(logo=SVG.format("<g>" * 20_000 + "</g>" * 20_000).encode())
    chain = "".join(f'<g id="c{n}"><use href="#c{n + 1}"/></g>' for n in range(5_000))
    with pytest.raises(StyleError, match="stand in for one another too often"):
        HouseStyle(logo=SVG.format(chain).encode())


def test_what_drawing_programs_write_is_taken():
    """Gradients by class, in which the steps have classes too; a symbol used a few times; a gradient of another."""
    inside = (
        "<defs><style>.a{fill:url(#g2)}.b{stop-color:#fff}.c{clip-path:url(#cut)}</style>"
        '<linearGradient id="g1"><stop class="b" offset="0"/></linearGradient>'
        '<linearGradient id="g2" xlink:href="#g1"/><clipPath id="cut"><path d="M0 0h9v9z"/></clipPath>'
        '<symbol id="leaf"><path class="a" d="M0 0h1"/></symbol></defs>'
        '<g class="c"><use xlink:href="#leaf"/><use xlink:href="#leaf" x="3"/></g>'
    )
    assert HouseStyle(logo=SVG.format(inside).encode()).logo_kind == "svg"
