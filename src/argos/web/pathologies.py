"""Pathologies in words."""

from argos.core.language import Text, same

PATHOLOGIES = {
    "covid": same("COVID-19"),
    "influenza": Text("Grippe", "Influenza"),
    "bronchiolitis": Text("Bronchiolite", "Bronchiolitis"),
    "gastro-enteritis": Text("Gastro-entérite", "Gastro-enteritis"),
    "respiratory": Text("Motifs respiratoires", "Respiratory reasons"),
    "all": Text("Activité, tous motifs", "Activity, all reasons"),
}


def pathology(code: str) -> str:
    """Write a pathology; one without words stands as its code."""
    return str(PATHOLOGIES.get(code, same(code)))
