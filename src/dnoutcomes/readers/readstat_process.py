"""Read a file of SPSS, SAS or Stata in a process of its own, as a script.

The library that reads them is written in C, and a damaged file can end the process that it runs in; that's then this
one and not the user's. It knows nothing of the package, so that it starts at once: bytes come in, JSON goes out.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any


def main() -> None:
    """Read what stands on the standard input by the call in the first argument."""
    call = json.loads(sys.argv[1])
    _limit_memory(call["memory"])
    try:
        answer = _read(sys.stdin.buffer.read(), call)
    except MemoryError:
        answer = {"error": "memory"}
    sys.stdout.write(json.dumps(answer))


def _limit_memory(most: int) -> None:
    """A few packed bytes may say that they hold any number of rows."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def _read(data: bytes, call: dict[str, Any]) -> dict[str, Any]:
    import pyreadstat

    read = getattr(pyreadstat, call["reader"])
    try:
        columns, meta = read(
            io.BytesIO(data), output_format="dict", disable_datetime_conversion=True, **call["options"]
        )
    except UnicodeDecodeError:
        return {"error": "encoding"}
    except pyreadstat.ReadstatError as error:
        return {"error": "encoding" if "convert" in str(error) else "damaged", "message": str(error)}
    # What else a damaged file makes of itself, such as counts below zero.
    except (ValueError, OverflowError, KeyError, IndexError, TypeError, LookupError) as error:
        return {"error": "damaged", "message": str(error)}
    return {
        "names": list(meta.column_names),
        "columns": [list(columns.get(name, [])) for name in meta.column_names],
        "types": meta.readstat_variable_types,
        "formats": meta.original_variable_types,
        "labels": meta.column_names_to_labels,
        # Codes are numbers, and keys of JSON are not.
        "value_labels": {name: list(labels.items()) for name, labels in meta.variable_value_labels.items()},
        "missing_ranges": meta.missing_ranges,
    }


if __name__ == "__main__":
    main()
