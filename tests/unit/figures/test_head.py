import pytest

from dnoutcomes.figures.head import lay_out_head
from dnoutcomes.figures.style import Look


@pytest.mark.parametrize("names", [None, ["a", "b"]])
def test_parts_follow_each_other(names, hostile):
    head = lay_out_head(hostile, hostile, Look.of("narrow"), names)
    assert head.margin < head.subtitle_top < head.key_top <= head.bottom
    assert (head.key is None) == (names is None)
