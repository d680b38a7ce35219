def test_every_column_of_the_export_is_explained(export):
    dictionary = export.dictionary.set_index("column")
    assert list(dictionary.index) == list(export.frame.columns)
    assert (dictionary["description"] != "").all()
    assert dictionary.loc["age", ["type", "values"]].tolist() == ["integer", "18 to 90"]
    assert "90 stands for everyone" in dictionary.loc["age", "description"]
    assert "other" in dictionary.loc["cause", "values"].split(", ")
    assert "other: any" in dictionary.loc["cause", "description"]
    assert "drawn at random" in dictionary.loc["site_id", "description"]
    assert dictionary.loc["study_day", "unit"] == "days"
