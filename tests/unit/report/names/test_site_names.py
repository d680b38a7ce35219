"""Directories of sites: safe whatever the name is, one for each name, and the same every time."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.report.names.site_names import is_site_directory, site_directory, spoken_site

HOSTILE = [
    "../../root", "..", ".", "/etc/passwd", "C:\\windows", "a/b", "CON", "con", "COM1", "lpt9", "NUL.txt", "CLOCK$",
    "", " ", "S1 ", "S1.", "~", "-rf", "x" * 500, "X" * 500, "a\x00b", "a\nb", "\x1b[31m", "\u202egro.exe", "S1:stream",
    "*?", "$(id)", "%TEMP%", "{{ 7 }}", "=1+1", "<script>", "S１", "Ѕ1", "É", "E\u0301", "北", "\ud800", "Zentrum Süd",
]  # fmt: skip


def as_a_file_system_may_see_it(name):
    return unicodedata.normalize("NFKC", name).casefold().rstrip(". ")


@pytest.mark.parametrize("site", HOSTILE)
def test_a_directory_is_a_plain_name_whatever_the_site_is_called(site):
    name = site_directory(site)
    assert re.fullmatch(r"[A-Za-z0-9]+([-_]+[A-Za-z0-9]+)*", name)
    assert len(name) <= 48
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|clock|com[0-9]|lpt[0-9])", name)
    assert is_site_directory(name)


@pytest.mark.parametrize(
    "sites",
    [("S1", "s1"), ("North", "NORTH", "north"), ("É", "E\u0301", "E"), ("S1", "S１", "Ѕ1"), ("S1", "S1 ", "S1."),
     ("a/b", "a-b", "a b"), ("x" * 300, "x" * 301), ("", " ", ".."), tuple(HOSTILE)],
)  # fmt: skip
def test_sites_that_a_file_system_could_mix_up_have_directories_of_their_own(sites):
    seen = {as_a_file_system_may_see_it(site_directory(site)) for site in sites}
    assert len(seen) == len(sites)


@given(st.lists(st.text(max_size=60), unique=True, max_size=20))
def test_any_names_have_directories_of_their_own(sites):
    seen = {as_a_file_system_may_see_it(site_directory(site)) for site in sites}
    assert len(seen) == len(sites)
    assert all(is_site_directory(site_directory(site)) for site in sites)


@pytest.mark.parametrize("site", ["S1", "001", "US-01", "NORTH_2"])
def test_a_plain_code_is_its_own_directory(site):
    assert site_directory(site) == site


def test_a_code_that_looks_like_the_directory_of_another_site_gets_another_one():
    made = site_directory("s1")
    assert site_directory(made) != made
    assert site_directory(made.upper()).casefold() != made.casefold()


@pytest.mark.parametrize("name", ["..", "../S1", "S1/x", "s1", "", "CON", "report", "root--12", "/S1"])
def test_what_no_site_makes_is_no_directory_of_a_site(name):
    assert not is_site_directory(name)


def test_in_sentences_a_name_is_harmless_and_short():
    assert spoken_site("North\x1b[31m\u202e clinic") == "North\ufffd[31m\ufffd clinic"
    assert len(spoken_site("x" * 500)) == 60
