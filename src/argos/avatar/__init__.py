"""Anonymised tables: table in, table of invented people out, with measured protection.

Usable alone: ``from argos.avatar import Avatarizer``. Pure functions on tables: no store,
no settings, no clock. The method is that of Guillaudeux et al., npj Digital Medicine 2023
(doi 10.1038/s41746-023-00771-5); what is ours is said where it is.
"""

from argos.avatar.avatarizer import Avatarizer
from argos.avatar.constraints import Order, Total
from argos.avatar.guarded import Guarded
from argos.avatar.kinds import Column, Kind
from argos.avatar.private import Private

__all__ = ["Avatarizer", "Column", "Guarded", "Kind", "Order", "Private", "Total"]
