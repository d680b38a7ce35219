from dnoutcomes.outcomes import check_file


def test_the_clean_frame_of_these_tests_is_clean(encounters):
    report = check_file(encounters)
    assert report.verdict == "ok"
    assert report.issues.empty
