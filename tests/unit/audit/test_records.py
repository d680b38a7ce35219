from audit import records


def record(number, **more):
    return {"scenario": "null, a few", "repetition": number, "code": "a"} | more


def test_finished_repetitions_are_read_in_order_of_their_numbers(tmp_path):
    for number in (2, 0, 1):
        records.add(record(number), tmp_path)
    assert [item["repetition"] for item in records.read("null, a few", tmp_path)] == [0, 1, 2]
    assert records.read("null, none", tmp_path) == []


def test_a_line_that_was_cut_off_is_no_repetition_and_is_done_again(tmp_path):
    records.add(record(0), tmp_path)
    path = records.file_of("null, a few", tmp_path)
    with path.open("a") as file:
        file.write('{"scenario": "null, a few", "repet')
    assert [item["repetition"] for item in records.read("null, a few", tmp_path)] == [0]
    records.add(record(1), tmp_path)
    assert [item["repetition"] for item in records.read("null, a few", tmp_path)] == [0, 1]


def test_a_fresh_start_keeps_what_was_there(tmp_path):
    folder = tmp_path / "records"
    records.add(record(0), folder)
    assert records.set_aside(folder) == tmp_path / "records-1"
    records.add(record(1), folder)
    assert records.set_aside(folder) == tmp_path / "records-2"
    assert records.set_aside(folder) is None
    assert [item["repetition"] for item in records.read("null, a few", tmp_path / "records-1")] == [0]


def test_repetitions_are_counted_by_the_code_that_made_them():
    assert records.codes([record(0), record(1, code="b"), record(2)]) == {"a": 2, "b": 1}


def test_the_hash_changes_with_the_code_and_not_with_the_judge(tmp_path, monkeypatch):
    for folder in ("src/dnoutcomes", "tests/simulation", "audit"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(records, "ROOT", tmp_path)
    before = records.code_hash()
    (tmp_path / "audit/page.py").write_text("1")
    assert records.code_hash() == before
    (tmp_path / "src/dnoutcomes/a.py").write_text("1")
    changed = records.code_hash()
    assert changed != before
    (tmp_path / "tests/simulation/clinics.py").write_text("1")
    assert records.code_hash() != changed
