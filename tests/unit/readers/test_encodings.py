import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.encodings import decode


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding):
    text, name, (note,) = decode("id,é".encode(encoding), "a.csv")
    assert text == "id,é"
    assert note.severity == "info"
    assert name == encoding.removesuffix("-sig")


def test_a_declared_encoding_is_taken_at_its_word():
    assert decode("é".encode("cp1252"), "a.csv", "cp1252")[0] == "é"
    with pytest.raises(DataError, match="isn't valid utf-8"):
        decode("é".encode("cp1252"), "a.csv", "utf-8")
    with pytest.raises(DataError, match="no encoding 'utf-9'"):
        decode(b"a", "a.csv", "utf-9")


def test_the_wrong_wide_encoding_is_noticed():
    with pytest.raises(DataError):
        decode("patient_id,arm\n".encode("utf-16-le"), "a.csv", "utf-8")


@pytest.mark.parametrize(
    ("data", "verdict", "said"),
    [
        ("naïve".encode("latin-1"), "ask", 'encoding="cp1252"'),
        (b"\x81\x8d naive", "ask", 'encoding="latin-1"'),
        ("é\n".encode() + b"\xe9", "reject", "row 2"),
        (b"a\nb\0c", "reject", "row 2"),
        ("patient_id,arm\n".encode("utf-16-be"), "ask", 'encoding="utf-16-be"'),
    ],
)
def test_what_is_not_utf8(data, verdict, said):
    with pytest.raises(DataError, match=said) as caught:
        decode(data, "a.csv")
    assert caught.value.verdict == verdict


@pytest.mark.parametrize("encoding", ["undefined", "punycode", "\0", "utf-99", "hex"])
def test_an_encoding_that_reads_no_table_is_refused_by_name(encoding):
    with pytest.raises(DataError, match="encoding"):
        decode(b"patient_id,arm\n1,\xe9\n", "export.csv", encoding)
