from dnoutcomes.outcomes import validate_file


def test_the_clean_frame_of_these_tests_is_clean(encounters):
    report = validate_file(encounters)
    assert report.verdict == "ok"
    assert report.issues.empty
