"""Words for states that several commands show."""

from argos.core.language import Text

STATUS = {
    "accepted": Text("accepté", "accepted"),
    "partial": Text("accepté en partie", "accepted in part"),
    "duplicate": Text("déjà reçu", "received before"),
    "refused": Text("refusé", "refused"),
    "busy": Text("flux occupé, à renvoyer", "feed busy, send again"),
}
AGREEMENT = {
    "drafted": Text("rédigé", "drafted"),
    "signed": Text("signé", "signed"),
    "in force": Text("en vigueur", "in force"),
    "suspended": Text("suspendu", "suspended"),
    "ended": Text("terminé", "ended"),
}
