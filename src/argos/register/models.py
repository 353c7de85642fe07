"""The register's tables: who sends what, under which agreement, and what became of it."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models.base import ModelBase

# A batch in one of these states put its facts in the log.
RECORDED = ("accepted", "partial")
ONLY_ADDED = "the audit is only ever added to"


class Partner(models.Model):
    """A legally independent actor that sends feeds."""

    identifier = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["identifier"]

    def __str__(self) -> str:
        return self.name or self.identifier


class Feed(models.Model):
    """One kind of file from one partner, ``partner.feed``."""

    identifier = models.CharField(max_length=200, unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="feeds")

    class Meta:
        ordering = ["identifier"]

    def __str__(self) -> str:
        return self.identifier


class ContractVersion(models.Model):
    """A contract as it was agreed: the bytes of ``contract.toml`` and when they were first seen.

    The signatures are those given here; a contract may also carry its own dates of signature.
    Other bytes are another text, which both sign again.
    """

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="contract_versions")
    sha256 = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    text = models.TextField()
    first_seen_at = models.DateTimeField()
    signed_by_partner_on = models.DateField(null=True, blank=True)
    signed_by_argos_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["feed", "-first_seen_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "sha256"], name="one_contract_version_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.feed} v{self.number} {self.sha256[:12]}"


class Agreement(models.Model):
    """The acts of persons on the agreement of a feed; its dates are in the contract.

    Its state is computed by `argos.register.agreements.state`, never stored: it changes with the
    days.
    """

    feed = models.OneToOneField(Feed, on_delete=models.PROTECT, related_name="agreement")
    contract = models.ForeignKey(
        ContractVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["feed"]

    def __str__(self) -> str:
        return str(self.feed)


class Key(models.Model):
    """What may be known of a key: its purpose, identifier and dates. Never the key."""

    purpose = models.SlugField(max_length=100)
    key_id = models.CharField(max_length=50)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["purpose", "key_id"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "key_id"], name="one_key_a_purpose_and_id")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}.{self.key_id}"


class Batch(models.Model):
    """What became of one pushed file. ``log_version`` is the commit that holds its facts."""

    batch_id = models.CharField(max_length=100, unique=True)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="batches")
    status = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    receipt = models.JSONField()
    log_version = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name_plural = "batches"
        indexes = [
            models.Index(fields=["feed", "sha256"], name="batch_by_bytes"),
            models.Index(fields=["feed", "recorded_at"], name="batch_by_instant"),
            models.Index(fields=["log_version"], name="batch_by_version"),
        ]

    def __str__(self) -> str:
        return self.batch_id


class Added:
    """What makes of a query set one that can only be added to."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.

        """
        raise TypeError(ONLY_ADDED)

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.

        """
        raise TypeError(ONLY_ADDED)


class OnlyAdded(models.Model):
    """A row that stays as it was written: what was done is neither changed nor taken away."""

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Add the row.

        Raises:
            TypeError: it is already there.

        """
        if self.pk is not None:
            raise TypeError(ONLY_ADDED)
        super().save(force_insert=True, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.

        """
        raise TypeError(ONLY_ADDED)


class AuditEntries(Added, models.QuerySet["AuditEntry"]):
    """The entries of the audit."""


class AuditEntry(OnlyAdded):
    """Who did what to what, and when; no identifier of a person in ``detail``."""

    who = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    object = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["AuditEntry"]] = AuditEntries.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["object", "at"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.who} {self.action} {self.object}"


class SignalStates(Added, models.QuerySet["SignalState"]):
    """The acts on signals."""


class SignalState(OnlyAdded):
    """One act on a signal; the latest of a signal, by ``number``, is the state that it is in.

    The signal itself is published; here is only its identifier. A signal without an act is new.
    Two acts cannot follow the same one, whoever is faster: both would bear the same number.
    """

    signal = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    why = models.TextField(blank=True)
    who = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["SignalState"]] = SignalStates.as_manager()

    class Meta:
        ordering = ["signal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "number"], name="one_signal_state_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.signal} {self.number} {self.state}"
