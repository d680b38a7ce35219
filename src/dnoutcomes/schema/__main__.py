"""Write the data dictionary: python -m dnoutcomes.schema > docs/data-dictionary.md."""

import sys

from dnoutcomes.schema import data_dictionary

if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
