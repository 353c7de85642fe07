"""What a person writes freely must not say who somebody is.

What has the form of an identifier can be found, and is refused. A name, or a date of birth beside
one, has no form of its own and cannot be found: whoever asks for a text says so in its help.
"""

import re

from argos.core.errors import UsageError
from argos.core.language import Text

LONGEST = 1000  # characters of a text
NOT_FOUND = Text(
    "Le texte dit une cause, jamais une personne : ce qui a la forme d'un identifiant est refusé, "
    "mais un nom ou une date de naissance ne peut pas être reconnu.",
    "The text tells a cause, never a person: what looks like an identifier is refused, but a name "
    "or a date of birth cannot be recognised.",
)
_GAP = r"[\s./_-]?"
# Sex, year, month, département (2A and 2B in Corsica), commune, order, and a key that people leave
# out. The key is not computed: a mistyped number still points at somebody.
_NATIONAL = _GAP.join([
    r"(?<!\w)[1-478]", r"\d\d", r"(?:0[1-9]|1[0-2]|[2-9]\d)", r"(?:\d\d|2[ABab])", r"\d{3}",
    r"\d{3}(?!\d)",
]) + rf"(?:{_GAP}\d\d(?!\d))?"  # fmt: skip
FORMS: tuple[tuple[str, Text], ...] = (
    (_NATIONAL, Text("un numéro de sécurité sociale ou INS", "an INS or NIR")),
    (
        r"(?<!\d)(?:0|(?:\+|00)33[\s.]?(?:\(0\))?[\s.]?)[1-9]([\s./-]?)\d\d(?:\1\d\d){3}(?!\d)",
        Text("un numéro de téléphone", "a telephone number"),
    ),
    (r"\d{10}", Text("dix chiffres de suite", "ten digits in a row")),
    (r"(?<!\w)[0-9A-Fa-f]{32,}(?!\w)", Text("un pseudonyme", "a pseudonym")),
    (r"[^\s@]@[^\s@]+\.\w", Text("une adresse électronique", "an e-mail address")),
)


def require_about_no_one(text: str) -> str:
    """Return a text without its outer blanks, as it may be kept.

    Raises:
        UsageError: ``NO_REASON`` (empty or too long) or ``PERSON_IN_TEXT``; the text is not quoted.

    """
    kept = text.strip()
    if not 0 < len(kept) <= LONGEST:
        raise UsageError(
            "NO_REASON",
            expected=Text(f"un texte de 1 à {LONGEST} signes", f"a text of 1 to {LONGEST} signs"),
            found=Text(f"{len(kept)} signes", f"{len(kept)} signs"),
            todo=Text("dites la cause en une phrase", "tell the cause in a sentence"),
        )
    for form, found in FORMS:
        if re.search(form, kept):
            raise UsageError(
                "PERSON_IN_TEXT",
                expected=Text("un texte sur une cause", "a text about a cause"),
                found=found,
                todo=Text("ôtez ce qui désigne une personne", "take out what points at a person"),
            )
    return kept
