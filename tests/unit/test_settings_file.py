import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.settings_file import DEEPEST, read_settings

DEEP = {
    "lists": "a = " + "[" * 20_000 + "]" * 20_000,
    "lists that stop": "a = " + "[" * 20_000,
    "tables": "a = " + "{a=" * 20_000 + "1" + "}" * 20_000,
    "keys": ".".join("a" * 20_000) + " = 1",
    "headings": "[" + ".".join("a" * 20_000) + "]",
}


@pytest.mark.parametrize("what", DEEP)
def test_deep_nesting_is_refused(tmp_path, what):
    path = tmp_path / "plan.toml"
    path.write_text(DEEP[what], encoding="utf-8")
    with pytest.raises(
        PlanError, match=rf"plan plan\.toml: brackets or keys are nested more than {DEEPEST} deep"
    ):
        read_settings(path, "plan", PlanError)


def test_usual_settings_are_read(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(b'\xef\xbb\xbfa = [[1], [2]]\r\n[b.c]\r\nd = """x\r\ny"""\r\n')
    assert read_settings(path, "plan", PlanError) == {"a": [[1], [2]], "b": {"c": {"d": "x\ny"}}}
