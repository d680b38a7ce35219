"""A logo draws and does nothing else."""

import pytest

from dnoutcomes.errors import StyleError
from dnoutcomes.report.render.house_style import HouseStyle

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9">{}</svg>'
)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>run()</script>",
        "<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",
        "<foreignObject><p/></foreignObject>",
        "<rect onload='run()'/>",
        "<a href='javascript:run()'><rect/></a>",
        "<image href='https://elsewhere.example/x.png'/>",
        "<image xlink:href='file:///etc/passwd'/>",
        "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<use href='other.svg#a'/>",
        "<style>@import 'https://elsewhere.example/x.css';</style>",
        "<style>rect { fill: url(https://elsewhere.example/x) }</style>",
        "<rect style='fill: url(//elsewhere.example)'/>",
        "<rect fill='URL( x.svg#a)'/>",
        "<animate attributeName='href'/>",
        "<rect>",
    ],
)
def test_what_does_more_than_draw_is_refused(inside):
    with pytest.raises(StyleError, match="logo"):
        HouseStyle(logo=DRAWING.format(inside).encode())


@pytest.mark.parametrize(
    "before", ['<!DOCTYPE svg [<!ENTITY a "b">]>', "<!DOCTYPE svg>", '<?xml-stylesheet href="x.css"?>']
)
def test_entities_and_style_sheets_elsewhere_are_refused(before):
    with pytest.raises(StyleError, match="logo"):
        HouseStyle(logo=(before + DRAWING.format("")).encode())


def test_a_still_drawing_stays_as_it_is():
    drawn = DRAWING.format("<g id='a'><rect fill='url(#g)'/></g><use xlink:href='#a'/>").encode()
    assert HouseStyle(logo=drawn).logo == drawn
