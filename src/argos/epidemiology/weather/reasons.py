"""Why a sky and a vigilance are what they are: the parts, and the sentence in each language."""

from dataclasses import dataclass
from datetime import date

from argos.core.language import Language, Text, language, speaking
from argos.core.written import NARROW, number
from argos.epidemiology.weather.states import UNKNOWN
from argos.epidemiology.weather.within import SKIES, USUAL, Within, long_day, percent

UNKNOWN_SKY = Text("Ciel inconnu", "Sky unknown")
LEVELS = (Text("verte", "green"), Text("jaune", "yellow"), Text("orange", "orange"),
          Text("rouge", "red"))  # fmt: skip
SURE, PROBABLE, UNSURE = (
    Text("sûr", "sure"),
    Text("probable", "likely"),
    Text("incertain", "unsure"),
)
SEASON_WORDS = (
    Text("épidémie de faible intensité", "an epidemic of low intensity"),
    Text("épidémie d'intensité moyenne", "an epidemic of medium intensity"),
    Text("épidémie de forte intensité", "an epidemic of high intensity"),
    Text("épidémie de très forte intensité", "an epidemic of very high intensity"),
)
WHY_UNKNOWN = {
    "no_data": Text("aucun chiffre reçu pour ce lieu", "no figure received for this place"),
    "missing": Text("un jour de la dernière semaine manque ou est masqué",
                    "a day of the last week is missing or hidden"),
    "short": Text("pas assez de passé pour dire ce qui est habituel",
                  "not enough past to say what is usual"),
    "coding": Text("trop peu de dossiers avec un diagnostic",
                   "too few records with a diagnosis"),
    "no_forecast": Text("pas de prévision", "no forecast"),
    "growth": Text("la semaine d'avant n'est pas connue", "the week before is not known"),
    "week": Text("la dernière semaine n'est pas publiée", "the last week is not published"),
}  # fmt: skip
FEW = 1.0  # a norm below it is "almost none"


@dataclass(frozen=True, slots=True)
class Confidence:
    """From which probabilities on something is sure, and likely."""

    sure: float
    probable: float

    def word(self, probability: float) -> Text:
        """Return the word for a probability."""
        if probability >= self.sure:
            return SURE
        return PROBABLE if probability >= self.probable else UNSURE


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure that the vigilance comes from.

    Attributes:
        label: what is measured.
        value: today's figure; None where it is not told.
        threshold: of the level told; of yellow, or the first there is, where it is green.
        unit: of both, as it stands after a number ("%", " pour 100 000").
        since: the day of the text; None of none.
        convention: whether it is a convention of ours rather than a text.
        note: what of the text could not be checked.

    """

    label: Text
    value: float | None
    threshold: float | None
    unit: Text
    since: date | None = None
    convention: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """All that is said of one place, one illness and one day.

    Attributes:
        sky: of `states.Sky`, or ``UNKNOWN``.
        vigilance: of `states.Vigilance`, or ``UNKNOWN``.
        ahead: days ahead, 0 for today.
        level: total of the last 7 days.
        hidden: whether all that is told of the level is that it is under 11.
        norm: the usual one; None where none is known.
        years: past years that the norm rests on; 0 for the place's own past.
        intensity: of the moving epidemic method, 0 before the epidemic to 4; None if not applied.
        high_for_year: usual for the season, yet among the highest tenth of the own past.
        growth: weekly, as a share.
        trend: -1 falling, 0 steady, 1 rising.
        why_unknown: a key of ``WHY_UNKNOWN``.
        measured: what the vigilance comes from.
        probability: that the sky is this one.
        vigilance_probability: that the vigilance is this one.
        within: of a place that is known by whole weeks.

    """

    sky: int
    vigilance: int
    ahead: int = 0
    level: float | None = None
    hidden: bool = False
    norm: float | None = None
    years: int = 0
    intensity: int | None = None
    high_for_year: bool = False
    growth: float | None = None
    trend: int = 0
    why_unknown: str = ""
    measured: Measured | None = None
    probability: float = 0.0
    vigilance_probability: float = 0.0
    within: Within | None = None


def sentence(reason: Reason, confidence: Confidence) -> Text:
    """Return the reason as one sentence in each language."""
    written = {}
    for spoken in ("fr", "en"):
        with speaking(spoken):
            written[spoken] = _sentence(reason, confidence, spoken)
    return Text(written["fr"], written["en"])


def _sentence(reason: Reason, confidence: Confidence, spoken: Language) -> str:
    parts = [_level(reason) if reason.sky != UNKNOWN else "", _vigilance(reason, confidence)]
    colon, semi = (f"{NARROW}: ", f"{NARROW}; ") if spoken == "fr" else (": ", "; ")
    said = semi.join(part for part in parts if part)
    if reason.sky == UNKNOWN:
        why = _why_unknown(reason)
        head = f"{UNKNOWN_SKY}{_when(reason.ahead)}{colon}{why}"
        return f"{head}{semi}{said}." if said else f"{head}."
    head = f"{SKIES[reason.sky]}{_when(reason.ahead)}{_sureness(reason.probability, confidence)}"
    return f"{head}{colon}{said}."


def _when(ahead: int) -> str:
    if ahead == 0:
        return ""
    if ahead == 1:
        return str(Text(" demain", " tomorrow"))
    return str(Text(f" dans {ahead} jours", f" in {ahead} days"))


def _sureness(probability: float, confidence: Confidence) -> str:
    return f" ({confidence.word(probability)}, {percent(probability)})"


def _why_unknown(reason: Reason) -> str:
    if reason.within is not None and reason.why_unknown == "few":
        return reason.within.few
    return str(WHY_UNKNOWN[reason.why_unknown or "no_data"])


def _level(reason: Reason) -> str:
    if reason.hidden:
        return str(Text("moins de 11 en 7 jours", "fewer than 11 in 7 days"))
    assert reason.level is not None  # noqa: S101 - a known sky has a level
    parts = [_intensity(reason) if reason.intensity is not None else _ratio(reason)]
    if reason.high_for_year:
        parts.append(str(Text("parmi les plus hauts de l'année", "among the year's highest")))
    parts.append(_growth(reason))
    return ", ".join(parts)


def _intensity(reason: Reason) -> str:
    assert reason.level is not None  # noqa: S101 - as above
    said = Text("sous le seuil épidémique des saisons passées",
                "below the epidemic threshold of past seasons")  # fmt: skip
    if reason.intensity:
        said = SEASON_WORDS[reason.intensity - 1]
    return f"{said} ({number(round(reason.level))} {_week(reason)})"


def _week(reason: Reason) -> Text:
    if reason.ahead and not reason.hidden:
        return Text("attendus en 7 jours", "expected in 7 days")
    if reason.within is not None:
        return reason.within.week
    return Text("en 7 jours", "in 7 days")


def _ratio(reason: Reason) -> str:
    assert reason.level is not None  # noqa: S101 - as above
    usual = Text("niveau habituel de la saison", "usual level of the season")
    if not reason.years:
        usual = reason.within.usual if reason.within else USUAL
    level, norm = number(round(reason.level)), number(round(reason.norm or 0))
    if reason.norm is None or reason.norm < FEW:
        return str(Text(f"{level} {_week(reason).fr}, presque aucun d'habitude",
                        f"{level} {_week(reason).en}, almost none as a rule"))  # fmt: skip
    within = reason.within
    if within is not None and within.usually_few:
        return str(Text(f"{level} {_week(reason).fr}, moins de 11 d'habitude",
                        f"{level} {_week(reason).en}, fewer than 11 as a rule"))  # fmt: skip
    ratio = reason.level / reason.norm
    figures = Text(
        f"{level} {_week(reason).fr} pour {norm}", f"{level} {_week(reason).en} against {norm}"
    )
    if ratio < 0.8:
        said = Text(f"sous le {usual.fr}", f"below the {usual.en}")
    elif ratio < 1.25:
        said = Text(f"au {usual.fr}", f"at the {usual.en}")
    else:
        times = number(ratio, 1 if ratio < 3 and round(ratio, 1) != round(ratio) else 0)
        said = Text(f"{times} fois le {usual.fr}", f"{times} times the {usual.en}")
    return f"{said} ({figures})"


def _growth(reason: Reason) -> str:
    share, said = abs(reason.growth or 0.0), str(Text("stable", "steady"))
    if reason.trend and reason.within is not None and round(100 * share) == 0:
        said = str(Text("sans tendance nette", "without a clear trend"))
    elif reason.trend:
        week = Text("par semaine", "a week")
        rises = reason.trend > 0
        word = Text("en hausse de", "rising") if rises else Text("en baisse de", "falling")
        said = f"{word} {percent(share)} {week}"
    return said if reason.within is None else f"{said}{reason.within.trend}"


def _vigilance(reason: Reason, confidence: Confidence) -> str:
    if reason.vigilance == UNKNOWN:
        return str(Text("vigilance inconnue : aucun seuil vérifiable",
                        "vigilance unknown: no threshold can be checked"))  # fmt: skip
    level = LEVELS[reason.vigilance]
    said = str(Text(f"vigilance {level.fr}", f"{level.en} vigilance"))
    if reason.ahead:  # today's is a fact
        said += _sureness(reason.vigilance_probability, confidence)
    if reason.measured is None:
        return said
    colon = Text(f"{NARROW}: ", ": ")
    return f"{said}{colon}{_measured(reason.measured, reached=reason.vigilance > 0)}"


def _measured(measured: Measured, *, reached: bool) -> str:
    said = str(measured.label)
    if measured.value is not None:
        said += f" {_figure(measured.value)}{measured.unit}"
    inside = []
    if measured.threshold is not None:
        word = Text("seuil", "threshold")
        unit = measured.unit if "%" in str(measured.unit) else ""  # a long one is said once
        inside.append(f"{word} {_figure(measured.threshold)}{unit}")
    if measured.convention:
        inside.append(str(Text("convention d'Argos", "convention of Argos")))
    elif measured.since:
        inside.append(long_day(measured.since, language()))
    if measured.note and reached:
        inside.append(str(measured.note))
    return f"{said} ({', '.join(inside)})" if inside else said


def _figure(value: float) -> str:
    return number(round(value, 0 if abs(value) >= 20 else 1), None if abs(value) >= 20 else
                  (0 if round(value, 1) == round(value) else 1))  # fmt: skip
