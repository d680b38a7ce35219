"""Registries that users add to: what is added is found, what can't be is refused, and what was added can go."""

from dataclasses import dataclass

import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import OpenRegistry, registered_names, registry_at


@dataclass(frozen=True)
class Shape:
    code: str
    corners: int
    aliases: tuple[str, ...] = ()


def needs_corners(shape):
    if shape.corners < 3:
        raise ModelError(f"{shape.code} has {shape.corners} corners")


@pytest.fixture
def shapes():
    return OpenRegistry(
        "shape", Shape, [Shape("square", 4, ("box",))], name="code", contract=needs_corners, error=ModelError
    )


def test_what_is_registered_is_listed_last_and_found_under_all_its_names(shapes):
    hexagon = shapes.register(Shape("hexagon", 6, ("comb",)))
    assert list(shapes) == ["square", "hexagon"]
    assert shapes["hexagon"] is shapes["comb"] is hexagon
    with pytest.raises(ModelError, match=r"unknown shape 'hexagom'; did you mean 'hexagon'\?"):
        shapes["hexagom"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Shape("square", 5), "the name 'square' is taken by 'square'"),
        (Shape("box", 5), "the name 'box' is taken by 'square'"),
        (Shape("cube", 8, ("box",)), "shape 'cube': the name 'box' is taken by 'square'"),
        (Shape("line", 2), "line has 2 corners"),
        ({"code": "cube"}, "a shape is a Shape, got {'code': 'cube'}"),
    ],
)
def test_what_cannot_be_registered_leaves_nothing_behind(shapes, entry, message):
    with pytest.raises(ModelError, match=message):
        shapes.register(entry)
    assert list(shapes) == ["square"]
    assert "cube" not in shapes


def test_what_was_registered_can_go_and_come_again(shapes):
    shapes.register(Shape("hexagon", 6, ("comb",)))
    shapes.withdraw("comb")
    assert "hexagon" not in shapes
    assert "comb" not in shapes
    assert shapes.register(Shape("comb", 7)).corners == 7


def test_what_comes_with_the_package_stays(shapes):
    with pytest.raises(ModelError, match="'square' comes with the package"):
        shapes.withdraw("box")
    with pytest.raises(ModelError, match="unknown shape 'rhombus'"):
        shapes.withdraw("rhombus")


def test_an_entry_is_given_by_itself_or_by_its_name(shapes):
    assert shapes.entry_of("box") is shapes["square"]
    hexagon = Shape("hexagon", 6)
    assert shapes.entry_of(hexagon) is hexagon
    assert "hexagon" not in shapes
    with pytest.raises(ModelError, match="line has 2 corners"):
        shapes.entry_of(Shape("line", 2))


def test_a_registry_of_a_later_room_is_found_by_its_place():
    from dnoutcomes.models.covariances import STRUCTURES

    assert registry_at("dnoutcomes.models.covariances:STRUCTURES") is STRUCTURES


def test_what_scripts_registered_is_known_by_name_whatever_the_registry(shapes):
    before = registered_names()
    shapes.register(Shape("hexagon", 6))
    assert set(registered_names()) - set(before) == {"hexagon"}
    shapes.withdraw("hexagon")
    assert registered_names() == before
