import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.optional_packages import require_packages


def test_a_refusal_names_what_installs_it():
    require_packages(("pandas",), "a file", "a.sav")
    with pytest.raises(DataError, match=r"'a\.sav'.*\n- this is an SPSS file, and no_such_package") as caught:
        require_packages(("pandas", "no_such_package"), "an SPSS file", "a.sav")
    assert "pip install 'dnoutcomes[formats]'" in str(caught.value)
