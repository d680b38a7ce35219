"""Say something to a reader in the language in force."""

from __future__ import annotations

from dnoutcomes.language.in_force import in_force


def say(text: str, /, context: str = "", **parts: object) -> str:
    """Say a sentence, a heading or a label.

    Parameters
    ----------
    text : str
        The English, written out where it stands, so that it can be found there and translated. Parts that vary are
        named in braces.
    context : str
        Where one English word is several words elsewhere: what it is about here.
    **parts
        What stands for the braces: text as it is printed, or a whole number of few digits.

    Examples
    --------
    >>> say("{n} of {total} patients", n=3, total="1,200")
    '3 of 1,200 patients'
    """
    return _filled(_found(text, context), parts)


def say_count(one: str, many: str, n: int, /, **parts: object) -> str:
    """Say a sentence about a number of things.

    Parameters
    ----------
    one, many : str
        The English for 1 and for other numbers. `{n}` is the number, with its thousands marked off.
    n : int
    **parts
        See `say`.

    Examples
    --------
    >>> say_count("{n} row", "{n} rows", 1), say_count("{n} row", "{n} rows", 1200)
    ('1 row', '1,200 rows')
    """
    language = in_force()
    written = language.numerals.localised(f"{n:,}")
    return _filled(language.messages.ngettext(one, many, n), {"n": written, **parts})


def say_number(value: float) -> str:
    """Say a number with as many digits as it has, up to six.

    Examples
    --------
    >>> say_number(2.0), say_number(16.44), say_number(1200)
    ('2', '16.44', '1,200')
    """
    return in_force().numerals.localised(f"{value:,g}")


def term(text: str, /, context: str = "") -> str:
    """Mark a word in a constant as one that readers see; `say_term` says it.

    Examples
    --------
    >>> term("diabetic")
    'diabetic'
    """
    return text


def say_term(text: str, /, context: str = "", **parts: object) -> str:
    """Say a word or a sentence that was marked with `term`. What wasn't, such as a name from the data, stays as it is.

    Parameters
    ----------
    text, context : str
        As they were marked.
    **parts
        What stands for the braces of a sentence, as in `say`.

    Examples
    --------
    >>> say_term("diabetic"), say_term("North clinic")
    ('diabetic', 'North clinic')
    """
    said = _found(text, context) if text else text
    return _filled(said, parts) if parts else said


def _found(text: str, context: str) -> str:
    messages = in_force().messages
    return messages.pgettext(context, text) if context else messages.gettext(text)


def _filled(text: str, parts: dict[str, object]) -> str:
    return in_force().joined(text.format_map(parts) if parts else text)
