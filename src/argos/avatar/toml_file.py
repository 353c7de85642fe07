"""A TOML file read as a model says: what is wrong with it is told by its place in the file."""

import tomllib
from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from argos.core.errors import UsageError

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """A part of a file: nothing but what is named, and no number that is infinite or none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def read_toml(
    path: Path | Traversable, model: type[Model], unusable: Callable[[str], UsageError]
) -> Model:
    """Return what a file says.

    Args:
        path: of the file, UTF-8.
        model: what it may say.
        unusable: from what was found to the error.

    Raises:
        UsageError: the file cannot be read, or says what the model does not know.

    """
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise unusable(f"{error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise unusable(f"{where}: {first['msg']}") from None
