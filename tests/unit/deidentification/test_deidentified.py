def test_it_shows_itself_without_the_original(export):
    assert repr(export).startswith("Deidentified: 12 encounters of 4 patients")
    shown = export._repr_html_()
    assert "What doesn't leave as it was" in shown
    assert "MRN" not in shown


def test_its_check_holds_it_against_the_file_too(export, file):
    assert export.check().passed
    assert export.check(file).passed
    assert export.check(file).against_original
