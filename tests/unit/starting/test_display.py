import pandas as pd

from dnoutcomes.starting.display import start_html, start_text
from dnoutcomes.starting.question import one_of
from dnoutcomes.starting.understood import Understood

QUESTION = one_of("arm", "Is <b> & 'a' needling?", ("yes", "it <is>", {}))
EMPTY = pd.DataFrame({"reason": [], "rows": []})
UNDERSTOOD = Understood(
    pd.DataFrame({"patient": ["A"], "arm": ["<i>"], "cause": ["x"], "scores": ["day 0: 7"]}),
    pd.DataFrame({"arm": ["n"], "cause": ["x"], "patients": [3]}),
    pd.DataFrame({"visit": ["W04"], "arm": ["n"], "patients": [2]}),
    EMPTY,
    {"rows": 9, "records": 8, "patients": 3, "rows_set_aside": 1},
)


def test_text_has_counts_tables_and_questions():
    text = start_text("a.csv", [QUESTION], UNDERSTOOD)
    assert "Rows read: 9; encounters: 8; patients: 3; rows set aside: 1." in text
    assert "Patients by arm and cause" in text
    assert "What will be set aside" not in text
    assert "QUESTION arm: Is <b> & 'a' needling?\n  yes: it <is>" in text
    assert start_text("a.csv", [], None) == "No question is open."


def test_html_shows_texts_of_a_file_as_they_are():
    html = start_html("<a>.csv", [QUESTION], UNDERSTOOD, 'x = "</pre>"')
    assert "&lt;a&gt;.csv" in html
    assert "Is &lt;b&gt; &amp; &#x27;a&#x27; needling?" in html
    assert "&lt;i&gt;" in html
    assert html.count("overflow-x: auto") == html.count("<table") == 3
    assert not [tag for tag in ("<b>", "<i>", "<is>", '"</pre>') if tag in html]
