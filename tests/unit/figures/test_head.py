import pytest

from dnoutcomes.figures.head import lay_out_head
from dnoutcomes.figures.style import Look


@pytest.mark.parametrize("names", [[], ["a", "b"]])
def test_parts_follow_each_other(names, hostile):
    look = Look.of("narrow")
    head = lay_out_head(hostile, hostile, look, [(name, look.series(0)) for name in names])
    assert head.margin < head.subtitle_top < head.key_top <= head.bottom
    assert (head.key is None) == (not names)
