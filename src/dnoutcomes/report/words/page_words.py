"""The few words that belong to a page and not to a result."""

from __future__ import annotations

from dnoutcomes.language import say, say_term, term

CONTENTS = term("Contents")
EVERY_PAGE = term("Page {page} of {pages}")


def page_words() -> dict[str, str]:
    """Words of the page that its template places."""
    return {"contents": say_term(CONTENTS), "skip": say("Skip to the summary"), "logo": say("Logo")}
