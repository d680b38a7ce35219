import pytest

from dnoutcomes.plan import Plan
from dnoutcomes.plan.visits import Visit
from dnoutcomes.readers import SiteMapping
from dnoutcomes.settings_reference.type_words import type_words


@pytest.mark.parametrize(
    ("model", "key", "words"),
    [
        (Plan, "title", "text"),
        (Plan, "arms", "list of 2 texts"),
        (Plan, "design", '"observational" or "randomised"'),
        (Plan, "confidence_level", "number above 0.5 below 1"),
        (Plan, "smallest_cell", "whole number from 1"),
        (Plan, "data_cutoff", "date, such as 2026-06-30"),
        (Plan, "visits", "list of tables"),
        (Plan, "pooled_causes", "table, name = list of texts"),
        (Plan, "funnels", 'list of names: "site" or "therapist"'),
        (Visit, "first", "whole number"),
        (SiteMapping, "values", "a table per name, name = text"),
        (SiteMapping, "units", "a table per name"),
        (SiteMapping, "normalise_ids", "true or false"),
    ],
)
def test_types_in_words(model, key, words):
    assert type_words(model.model_fields[key]) == words


def test_names_that_a_plan_refuses_arent_offered():
    covariances = type_words(Plan.model_fields["covariance"])
    assert '"toeph"' in covariances
    assert "sp_exp" not in covariances  # takes the time of each score
    assert type_words(Plan.model_fields["errors"]) == '"HC3" or "classical"'  # CR2 takes clusters
