"""The process of one case: `python -m bench.child module:function '{"argument": …}' ANSWER`."""

import importlib
import json
import sys
from pathlib import Path


def main() -> None:
    """Call the function and write what it returns as JSON."""
    name, given, answer = sys.argv[1:]
    module, function = name.split(":")
    said = getattr(importlib.import_module(module), function)(**json.loads(given))
    Path(answer).write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main()
