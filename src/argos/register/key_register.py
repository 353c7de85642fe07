"""What the register knows of keys: that they were made, replaced, retired. Never a key."""

from django.db import transaction

import argos.register.ready  # noqa: F401 - Django has to be ready before the models
from argos.core.clock import Clock
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.register.audit import audit
from argos.register.models import Key


def note_key(purpose: str, key_id: str, clock: Clock) -> Key:
    """Note that a key came into use; noting it again changes nothing."""
    with transaction.atomic():
        key, new = Key.objects.get_or_create(
            purpose=purpose, key_id=key_id, defaults={"made_at": clock.now()}
        )
        if new:
            audit("make key", str(key), clock=clock)
    return key


def purposes_in_use() -> set[str]:
    """Return the purposes for which the home has made a key."""
    return set(Key.objects.values_list("purpose", flat=True))


def check_retire(purpose: str, key_id: str) -> None:
    """Raise unless the key is known and in use.

    Raises:
        UsageError: ``KEY_NOT_IN_USE``.

    """
    if Key.objects.filter(purpose=purpose, key_id=key_id, retired_at=None).exists():
        return
    raise UsageError(
        "KEY_NOT_IN_USE",
        expected=Text("une clé en usage", "a key in use"),
        found=same(f"{purpose}.{key_id}"),
        todo=Text("vérifiez l'identifiant de la clé", "check the key's identifier"),
    )


def retire_key(purpose: str, key_id: str, why: str, clock: Clock) -> None:
    """Note that a key makes no more pseudonyms.

    Raises:
        UsageError: the key is unknown, or retired already.

    """
    with transaction.atomic():
        check_retire(purpose, key_id)
        key = Key.objects.select_for_update().get(purpose=purpose, key_id=key_id)
        key.retired_at = clock.now()
        key.save()
        audit("retire key", str(key), {"why": why}, clock=clock)
