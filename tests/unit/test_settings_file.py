import tomllib

import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.settings_file import DEEPEST, read_settings

DEEP = {
    "lists": "a = " + "[" * 20_000 + "]" * 20_000,
    "lists that stop": "a = " + "[" * 20_000,
    "tables": "a = " + "{a=" * 20_000 + "1" + "}" * 20_000,
    "keys": ".".join("a" * 20_000) + " = 1",
    "headings": "[" + ".".join("a" * 20_000) + "]",
    "quoted keys": "x = { b = 1, " + " . ".join(["'a'", '"b.c"'] * 10_000) + " = 1 }",
}


@pytest.mark.parametrize("what", DEEP)
def test_deep_nesting_is_refused(tmp_path, what):
    path = tmp_path / "plan.toml"
    path.write_text(DEEP[what], encoding="utf-8")
    with pytest.raises(
        PlanError, match=rf"plan plan\.toml: brackets or keys are nested more than {DEEPEST} deep"
    ):
        read_settings(path, "plan", PlanError)


def test_a_key_of_many_parts_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    """The parser takes the square of their number: an hour for the largest file that is read."""
    monkeypatch.setattr(tomllib, "loads", lambda text: pytest.fail("it was parsed"))
    path = tmp_path / "plan.toml"
    path.write_text(f"a = 1\n[b]\n{'.'.join('a' * (DEEPEST + 1))} = 1", encoding="utf-8")
    with pytest.raises(PlanError, match="keys are nested more than"):
        read_settings(path, "plan", PlanError)


def test_dots_that_are_in_no_key_are_not_counted(tmp_path):
    """Those of a column's name, of texts in quotes of each kind, of lists of numbers and of remarks."""
    dotted, path = ".".join("a" * 50), tmp_path / "map.toml"
    text = (
        f'"{dotted} \\" {dotted}" = "pain"\n\'{dotted}\' = "{dotted}"  # {dotted}\n# {dotted} = 1\n'
        f'a = [{", ".join(["1.5"] * 50)}]\nb = """{"." * 50}\n{"." * 50} an end. Another."""\n{".".join("c" * 31)} = 2'
    )
    path.write_text(text, encoding="utf-8")
    assert read_settings(path, "mapping", PlanError) == tomllib.loads(text)


def test_usual_settings_are_read(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(b'\xef\xbb\xbfa = [[1], [2]]\r\n[b.c]\r\nd = """x\r\ny"""\r\n')
    assert read_settings(path, "plan", PlanError) == {"a": [[1], [2]], "b": {"c": {"d": "x\ny"}}}
