"""Write the reference of plans and mappings: python -m dnoutcomes.settings_reference > docs/plan-and-mapping.md."""

import sys

from dnoutcomes.settings_reference import settings_page

if __name__ == "__main__":
    sys.stdout.write(settings_page())
