"""Directories and files that are there as a whole or not at all, whatever ends a run that writes them."""

from dnoutcomes.writing.files import digest, names_below, remove_file, write_file, write_into
from dnoutcomes.writing.lock import busy
from dnoutcomes.writing.replacement import only_writer, replacing
from dnoutcomes.writing.target_directory import left_behind, replaced_one

__all__ = [
    "busy",
    "digest",
    "left_behind",
    "names_below",
    "only_writer",
    "remove_file",
    "replaced_one",
    "replacing",
    "write_file",
    "write_into",
]
