"""The words of the report: what each attack is, what it got, what to change, what is not covered.

For who protects the data and has read neither the code nor the literature.
"""

from argos.avatar.review.outcome import Attack
from argos.avatar.review.trial import Measure
from argos.avatar.review.verdict import Finding, Standing
from argos.core.language import Text, language


class Criterion:
    """The three questions of opinion 05/2014, and what the regulators' guidance adds."""

    SINGLING_OUT = Text("Individualisation", "Singling out")
    LINKABILITY = Text("Corrélation", "Linkability")
    INFERENCE = Text("Inférence", "Inference")
    MEMBERSHIP = Text("Appartenance", "Membership")


CRITERIA = {
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
ORDER = {
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
        "L'attaquant a deux fichiers, chacun avec la moitié des colonnes ; il les joint quand "
        "leurs dix lignes les plus ressemblantes en ont une en commun.",
        "The attacker has two files with half of the columns each; he joins them where their ten "
        "most alike rows have one in common.",
    ),
    Attack.BY_VALUE: Text(
        "Il ne connaît que la table livrée ; il parie qu'une valeur rare ou extrême désigne une "
        "seule personne.",
        "He knows the released table alone; he bets that a rare or extreme value names one person.",
    ),
    Attack.BY_PROFILE: Text(
        "Il ne connaît que la table livrée ; il parie que quatre colonnes d'une de ses lignes "
        "désignent une seule personne.",
        "He knows the released table alone; he bets that four columns of a row name one person.",
    ),
    Attack.INFERENCE: Text(
        "Il sait tout d'une personne sauf une colonne, qu'il lit sur la ligne la plus "
        "ressemblante.",
        "He knows all of a person but one column, and reads it off the most alike row.",
    ),
    Attack.BY_DISTANCE: Text(
        "Il connaît des personnes en entier ; il dit « dans la table » pour celles qui sont les "
        "plus proches d'une ligne.",
        "He knows people in full; he says “in the table” of those nearest to a row.",
    ),
    Attack.BY_DENSITY: Text(
        "Il compare en plus avec un échantillon de la population : des lignes trop serrées autour "
        "d'une personne la trahissent.",
        "He also compares with a sample of the population: rows too close around a person give "
        "him or her away.",
    ),
    Attack.OF_ISOLATED: Text(
        "Il connaît tout le monde et la méthode ; il refait 300 tables avec et sans les personnes "
        "les plus isolées, et apprend ce qui les trahit.",
        "He knows everybody and the method; he makes 300 tables with and without the most isolated "
        "people, and learns what gives them away.",
    ),
    Attack.BY_SEED: Text(
        "Il connaît tout le monde et la méthode ; il refait chaque avatar 200 fois et donne chaque "
        "ligne à la personne la plus vraisemblable.",
        "He knows everybody and the method; he makes each avatar 200 times and gives each row to "
        "the likeliest person.",
    ),
    Attack.RECONSTRUCTION: Text(
        "Il tient les lignes les plus serrées pour de vraies personnes.",
        "He takes the rows that stand closest together for real people.",
    ),
}
STANDINGS = {
    Standing.UNDER: Text("sous la limite", "under the limit"),
    Standing.UNSURE: Text("trop incertain", "too uncertain"),
    Standing.OVER: Text("au-dessus de la limite", "over the limit"),
}
UNSURE = Text(
    "jugez sur plus de moitiés (--splits) ou réunissez plus de personnes",
    "judge over more halves (--splits), or gather more people",
)
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
        "déclarez niveaux et bornes (--schema), ou prenez --method guarded",
        "declare levels and ranges (--schema), or take --method guarded",
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
    return str(_sentence(finding)).format(**_numbers(finding), limit=number(finding.limit))


def _sentence(finding: Finding) -> Text:
    if finding.outcome.nothing:
        return Text(
            "Il a raison {middle} fois sur cent (entre {low} et {high}) ; à pile ou face il aurait "
            "raison 50 fois. Limite : {limit}.",
            "He is right {middle} times in a hundred (between {low} and {high}); by tossing a coin "
            "he would be right 50 times. Limit: {limit}.",
        )
    return Text(
        "La table lui apprend {middle} réussites de plus sur cent que sur des personnes qui n'y "
        "sont pas (entre {low} et {high}). Limite : {limit}.",
        "The table gives him {middle} successes in a hundred beyond what he gets of people who are "
        "not in it (between {low} and {high}). Limit: {limit}.",
    )


def _numbers(finding: Finding) -> dict[str, str]:
    outcome = finding.outcome
    return {"low": number(outcome.low), "middle": number(outcome.estimate),
            "high": number(outcome.high)}  # fmt: skip


def todo(finding: Finding) -> str:
    """Return what to change so that an attack gets less, or is known better."""
    if finding.standing is Standing.UNSURE:
        return str(UNSURE)
    return str(OVER[finding.outcome.attack]).format(column=finding.outcome.worst_column)


def number(share: float) -> str:
    """Return a share in hundredths with one digit, as the language writes it."""
    return decimal(100 * share, 1)


def decimal(value: float, digits: int) -> str:
    """Return a number with its decimals, as the language writes it."""
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.replace(".", ",") if language() == "fr" else text
