"""The words of the report: what each attack is, what it got, what to change, what is not covered.

For who protects the data and has read neither the code nor the literature.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from argos.avatar.review.kept import Measure
from argos.avatar.review.outcome import Attack, Outcome
from argos.avatar.review.verdict import Finding, Standing
from argos.core.language import Text
from argos.core.written import number

MOST_DIGITS = 4


class Criterion(StrEnum):
    """The three questions of opinion 05/2014, and the one that regulators' guidance adds."""

    SINGLING_OUT = "singling_out"
    LINKABILITY = "linkability"
    INFERENCE = "inference"
    MEMBERSHIP = "membership"


FOR_WHOM = Text(
    "À l'usage de qui examine la table, jamais de qui la reçoit : ces chiffres parlent des "
    "personnes.",
    "For who reviews the table, never for who receives it: these figures tell of the people.",
)
NO_OWN_AVATAR = Text(
    "aucune ligne de cette table ne tient lieu d'une personne",
    "no row of this table stands for a person",
)
CRITERIA = {
    Criterion.SINGLING_OUT: Text("Individualisation", "Singling out"),
    Criterion.LINKABILITY: Text("Corrélation", "Linkability"),
    Criterion.INFERENCE: Text("Inférence", "Inference"),
    Criterion.MEMBERSHIP: Text("Appartenance", "Membership"),
}
QUESTIONS = {
    Criterion.SINGLING_OUT: Text("Peut-on isoler une personne ?", "Can one person be isolated?"),
    Criterion.LINKABILITY: Text(
        "Peut-on relier deux fichiers sur une même personne ?",
        "Can two files on the same person be joined?",
    ),
    Criterion.INFERENCE: Text(
        "Peut-on déduire ce qu'on ignore d'une personne ?",
        "Can what is not known of a person be deduced?",
    ),
    Criterion.MEMBERSHIP: Text(
        "Peut-on savoir si une personne était dans la table ?",
        "Can it be known whether a person was in the table?",
    ),
}
ORDER: Mapping[Criterion, Sequence[Attack]] = {
    Criterion.SINGLING_OUT: (Attack.BY_VALUE, Attack.BY_PROFILE, Attack.RECONSTRUCTION),
    Criterion.LINKABILITY: (Attack.LINKABILITY, Attack.BY_SEED),
    Criterion.INFERENCE: (Attack.INFERENCE,),
    Criterion.MEMBERSHIP: (Attack.BY_DISTANCE, Attack.BY_DENSITY, Attack.OF_ISOLATED),
}
NAMES = {
    Attack.LINKABILITY: Text("Deux moitiés de colonnes", "Two halves of the columns"),
    Attack.BY_VALUE: Text("Une valeur rare", "A rare value"),
    Attack.BY_PROFILE: Text("Un profil", "A profile"),
    Attack.INFERENCE: Text("Une colonne inconnue", "An unknown column"),
    Attack.BY_DISTANCE: Text("La ligne la plus proche", "The nearest row"),
    Attack.BY_DENSITY: Text("Des lignes trop serrées", "Rows that stand too close"),
    Attack.OF_ISOLATED: Text("Les dix personnes les plus isolées", "The ten most isolated people"),
    Attack.BY_SEED: Text("La personne derrière une ligne", "The person behind a row"),
    Attack.RECONSTRUCTION: Text("Des lignes reconstruites", "Rows rebuilt"),
}
SENTENCES = {
    Attack.LINKABILITY: Text(
        "L'attaquant a deux fichiers sur les mêmes personnes, chacun avec la moitié des colonnes. "
        "Il cherche les dix lignes livrées les plus proches de chaque moitié ; une ligne trouvée "
        "des deux côtés les joint.",
        "The attacker has two files on the same people, with half of the columns each. He looks "
        "for the ten released rows nearest to each half; a row found on both sides joins them.",
    ),
    Attack.BY_VALUE: Text(
        "L'attaquant ne connaît que la table livrée ; il parie qu'une valeur rare ou extrême "
        "désigne une seule personne.",
        "The attacker knows the released table alone; he bets that a rare or extreme value "
        "names one person.",
    ),
    Attack.BY_PROFILE: Text(
        "L'attaquant ne connaît que la table livrée ; il parie que quatre colonnes d'une de ses "
        "lignes désignent une seule personne.",
        "The attacker knows the released table alone; he bets that four columns of a row name "
        "one person.",
    ),
    Attack.INFERENCE: Text(
        "L'attaquant sait tout d'une personne sauf une colonne, qu'il lit sur la ligne la plus "
        "ressemblante.",
        "The attacker knows all of a person but one column, and reads it off the most alike row.",
    ),
    Attack.BY_DISTANCE: Text(
        "L'attaquant connaît des personnes en entier ; il dit « dans la table » de celles qui "
        "sont les plus proches d'une ligne.",
        "The attacker knows people in full; he says “in the table” of those nearest to a row.",
    ),
    Attack.BY_DENSITY: Text(
        "L'attaquant compare en plus avec un échantillon de la population : des lignes trop "
        "serrées autour d'une personne la trahissent.",
        "The attacker also compares with a sample of the population: rows too close around a "
        "person give him or her away.",
    ),
    Attack.OF_ISOLATED: Text(
        "L'attaquant connaît tout le monde et la méthode ; il refait 300 tables avec et sans "
        "les dix personnes les plus isolées, apprend ce qui les trahit, et devine sur d'autres "
        "tables. C'est la moyenne des dix : une seule ne peut être jugée à part. Il lui faut des "
        "centaines de tables ; la table seule ne s'y prête pas.",
        "The attacker knows everybody and the method; he makes 300 tables with and without the "
        "ten most isolated people, learns what gives them away, and guesses on other tables. It "
        "is the mean of the ten: one alone cannot be judged apart. He needs hundreds of tables; "
        "this table alone will not do.",
    ),
    Attack.BY_SEED: Text(
        "L'attaquant connaît tout le monde et la méthode ; il refait chaque avatar 200 fois et "
        "donne chaque ligne à la personne la plus vraisemblable.",
        "The attacker knows everybody and the method; he makes each avatar 200 times and gives "
        "each row to the likeliest person.",
    ),
    Attack.RECONSTRUCTION: Text(
        "L'attaquant tient pour de vraies personnes les lignes livrées qui se ressemblent le plus "
        "entre elles.",
        "The attacker takes the released rows that are most alike for real people.",
    ),
}
STANDINGS = {
    Standing.UNDER: Text("sous la limite", "under the limit"),
    Standing.UNSURE: Text("trop incertain", "too uncertain"),
    Standing.OVER: Text("au-dessus de la limite", "over the limit"),
    Standing.INCONCLUSIVE: Text("non concluant", "inconclusive"),
}
WORST_FIRST = (Standing.OVER, Standing.UNSURE, Standing.UNDER, Standing.INCONCLUSIVE)
UNSURE = Text(
    "jugez sur plus de tirages (--splits : leur nombre) ou réunissez plus de personnes",
    "judge over more draws (--splits: their number), or gather more people",
)
OR_MORE = Text("ou jugez sur plus de tirages (--splits)", "or judge over more draws (--splits)")
PRIVATE = Text("baissez --epsilon ou retirez des colonnes", "lower --epsilon, or drop columns")
OVER = {
    Attack.LINKABILITY: Text("augmentez --k ou retirez des colonnes", "raise --k or drop columns"),
    Attack.BY_VALUE: Text(
        "déclarez niveaux et bornes (--schema), ou retirez la colonne",
        "declare levels and ranges (--schema), or drop the column",
    ),
    Attack.BY_PROFILE: Text(
        "augmentez --k, diminuez --components ou retirez des colonnes",
        "raise --k, lower --components, or drop columns",
    ),
    Attack.INFERENCE: Text(
        "augmentez --k, ou retirez la colonne {column}", "raise --k, or drop the column {column}"
    ),
    Attack.BY_DISTANCE: Text("augmentez --k", "raise --k"),
    Attack.BY_DENSITY: Text("augmentez --k", "raise --k"),
    Attack.OF_ISOLATED: Text(
        "déclarez niveaux et bornes (--schema), augmentez --k ou retirez des colonnes",
        "declare levels and ranges (--schema), raise --k, or drop columns",
    ),
    Attack.BY_SEED: Text("prenez --method guarded", "take --method guarded"),
    Attack.RECONSTRUCTION: Text("augmentez --k", "raise --k"),
}
MEASURES = {
    Measure.HELLINGER: Text(
        "Écart moyen des répartitions (Hellinger)", "Mean distance of distributions (Hellinger)"
    ),
    Measure.CORRELATIONS: Text(
        "Changement moyen des corrélations (points)", "Mean change of correlations (points)"
    ),
    Measure.SPREADS: Text(
        "Plus grand changement d'un écart-type (%)", "Largest change of a standard deviation (%)"
    ),
}


def got(finding: Finding) -> str:
    """Return what an attack got and how far that is from the limit, in one sentence."""
    digits = digits_of(finding)
    outcome = finding.outcome
    told = {"low": outcome.low, "middle": outcome.estimate, "high": outcome.high,
            "limit": finding.limit}  # fmt: skip
    sentence = _sentence(outcome)
    return str(sentence.format(**{n: hundredths(v, digits) for n, v in told.items()}))


_BALANCED = Text(
    "Il a raison {middle} fois sur cent (entre {low} et {high}) ; à pile ou face, 50 fois. "
    "Limite : {limit}.",
    "He is right {middle} times in a hundred (between {low} and {high}); by tossing a coin, "
    "50 times. Limit: {limit}.",
)
_BEYOND = Text(
    "Sur 100 personnes que l'attaquant manquerait sans la table, il en trouve {middle} grâce à "
    "elle (entre {low} et {high}). Limite : {limit}.",
    "Of 100 people whom the attacker would miss without the table, he finds {middle} by means of "
    "it (between {low} and {high}). Limit: {limit}.",
)
_NOTHING = Text(
    "Elle ne lui apprend rien ({middle} ; entre {low} et {high}). Limite : {limit}.",
    "It tells him nothing ({middle}; between {low} and {high}). Limit: {limit}.",
)
_CLAIMS = Text(
    "Sur cent lignes désignées, il en trouve {middle} de plus chez les personnes de la table que "
    "chez d'autres (entre {low} et {high}). Limite : {limit}.",
    "Of a hundred rows that he names, he finds {middle} more among the people of the table than "
    "among others (between {low} and {high}). Limit: {limit}.",
)


def _sentence(outcome: Outcome) -> Text:
    if outcome.nothing:
        return _BALANCED
    if outcome.attack is Attack.RECONSTRUCTION:
        return _CLAIMS
    return _BEYOND if outcome.estimate > 0 else _NOTHING


def todo(finding: Finding, *, private: bool = False) -> str:
    """Return what to change so that an attack gets less, or is known better.

    Args:
        finding: of the attack.
        private: whether the method is the differentially private one, which has no k.

    """
    if finding.standing is Standing.UNSURE:
        return str(UNSURE)
    if private:
        return str(PRIVATE)
    change = str(OVER[finding.outcome.attack]).format(column=finding.outcome.worst_column)
    return change if finding.outcome.low > finding.limit else f"{change}, {OR_MORE}"


def digits_of(finding: Finding) -> int:
    """Return with how many decimals the hundredths of an attack are written.

    One more, up to four, where a figure over its limit would be written as the limit itself.
    """
    digits = 1 if finding.limit >= 0.01 else 2
    while digits < MOST_DIGITS and _hides_excess(finding, digits):
        digits += 1
    return digits


def _hides_excess(finding: Finding, digits: int) -> bool:
    told = [finding.outcome.estimate, finding.outcome.high]
    told += [] if finding.itself is None else [finding.itself.low]
    limit = hundredths(finding.limit, digits)
    return any(v > finding.limit and hundredths(v, digits) == limit for v in told)


def hundredths(share: float, digits: int = 1) -> str:
    """Return a share in hundredths, as the language writes it."""
    return number(round(100 * share, digits) + 0.0, digits)  # −0.04 is not −0.0
