"""Directories and files that are there as a whole or not at all, whatever ends a run that writes them."""

from dnoutcomes.writing.files import digest, write_file, write_into
from dnoutcomes.writing.replacement import only_writer, replacing

__all__ = ["digest", "only_writer", "replacing", "write_file", "write_into"]
