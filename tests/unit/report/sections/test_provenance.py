"""The section on provenance: hashes, and every covariance structure that was tried."""

from dataclasses import replace

from dnoutcomes.report.blocks.section import BulletList, Definitions
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.sections.provenance import provenance


def test_hashes_and_structures_are_listed(report):
    blocks = provenance(report.results).blocks
    facts = dict(next(block for block in blocks if isinstance(block, Definitions)).rows)
    assert facts["SHA-256 of the plan"] == report.results.setting.plan.hash
    assert blocks[-1] == BulletList(("Unstructured: used.",))


def test_without_a_model_no_structure_is_listed(report):
    blocks = provenance(replace(report.results, model=Unavailable("no"))).blocks
    assert not any(isinstance(block, BulletList) for block in blocks)
