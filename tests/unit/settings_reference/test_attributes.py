from dnoutcomes.settings_reference.attributes import meanings


class Documented:
    """A class.

    Attributes
    ----------
    one : int
        First line
        and the second.
    two, three : {"a", "b"}
        Of both.
    four : str

    Examples
    --------
    five : str
        No attribute.
    """


class Bare:
    pass


def test_meanings_are_joined_shared_and_end_with_the_section():
    assert meanings(Documented) == {
        "one": "First line and the second.",
        "two": "Of both.",
        "three": "Of both.",
        "four": "",
    }


def test_a_class_without_docstring_has_none():
    assert meanings(Bare) == {}
