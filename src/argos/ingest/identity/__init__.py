"""Who a row is about, reduced to a pseudonym: canonical form, keys, pseudonyms, linkage error."""

from argos.ingest.identity.identify import Identified, identify
from argos.ingest.identity.pseudonym import pseudonymise_frame

__all__ = ["Identified", "identify", "pseudonymise_frame"]
