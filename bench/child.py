"""The process of one case: `python -m bench.child module:function FILE`.

The file holds the arguments as JSON, and in the end what the function returned.
"""

import importlib
import json
import sys
from pathlib import Path


def main() -> None:
    """Call the function and write what it returns as JSON."""
    name, letter = sys.argv[1], Path(sys.argv[2])
    module, function = name.split(":")
    given = json.loads(letter.read_text("utf-8"))
    said = getattr(importlib.import_module(module), function)(**given)
    letter.write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main()
