import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping
from dnoutcomes.readers.queries import query_of, refuse_writing
from dnoutcomes.readers.sqlite import quoted


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        " with x as (select 1) select * from x ; ",
        "(select 1) union (select 2)",
        "select \"update\", 'drop table x; --' from [delete] -- insert",
        "select a /* into; */ from b",
        "select $$ delete; $$, last_update from a",
    ],
)
def test_what_reads_passes(query):
    refuse_writing(query, "clinic")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "delete from a",
        "select * into b from a",
        "with x as (update a set b = 1 returning *) select * from x",
        "copy a to 'file'",
        "explain analyze delete from a",
        "select 1; select 2",
        "select 'a'; drop table a; --'",
    ],
)
def test_what_writes_or_is_several_is_refused(query):
    with pytest.raises(DataError, match=r"write or change|more than one"):
        refuse_writing(query, "clinic")


def test_tables_are_quoted_part_by_part():
    mapping = SiteMapping.build({"source": {"table": 'study.se"ssions; drop table a'}})
    assert query_of(mapping, "clinic", quoted) == 'select * from "study"."se""ssions; drop table a"'
    assert query_of(SiteMapping(), "clinic", quoted) == ""


def test_a_table_and_a_query_contradict_each_other():
    with pytest.raises(DataError, match="a table or a query, not both"):
        SiteMapping.build({"source": {"table": "a", "query": "select 1"}})
