"""The sentences of the report that are the same for every table."""

from argos.avatar.kinds import Kind
from argos.avatar.review.methods import Name
from argos.avatar.review.verdict import Standing
from argos.core.language import Text

FIXED = {
    "colon": Text(" : ", ": "),
    "kind": Text("Rapport d'anonymisation", "Report on an anonymised table"),
    "against_title": Text("Ce qui s'y oppose", "What stands against it"),
    "two": Text("La méthode, et cette table seule", "The method, and this table alone"),
    "overview": Text("Chaque attaque face à sa limite", "Each attack against its limit"),
    "overview_note": Text(
        "En centièmes. Bande pâle : jusqu'à la limite. Trait noir : la limite ; tirets : un "
        "attaquant qui n'apprend rien. Trait bleu : l'intervalle à 95 % ; flèche bleue : il "
        "continue hors de l'image, à gauche ou à droite. Point plein : sous la limite ; cercle : "
        "trop incertain ; losange : au-dessus ; carré vide : non concluant. Plus loin, "
        "triangle plein : le bruit ; triangle vide : les vraies données.",
        "In hundredths. Pale band: up to the limit. Black bar: the limit; dashes: an attacker who "
        "learns nothing. Blue bar: the 95 % interval; blue arrow: it goes on beyond the picture, "
        "on the left or the right. Dot: under the limit; ring: too uncertain; lozenge: over it; "
        "empty square: inconclusive. Further on, full triangle: noise; empty triangle: the real "
        "data.",
    ),
    "criteria": Text("Les critères, attaque par attaque", "The criteria, attack by attack"),
    "criteria_note": Text(
        "Individualisation, corrélation et inférence sont les trois critères de l'avis 05/2014 ; "
        "l'appartenance s'y ajoute. « Bruit » : ce que la même attaque obtient de personnes "
        "étrangères à la table. « Vraies données » : ce qu'elle obtiendrait si la table d'origine "
        "était livrée telle quelle ; une flèche dit que c'est hors de l'image.",
        "Singling out, linkability and inference are the three criteria of opinion 05/2014; "
        "membership is added. “Noise”: what the same attack gets of people who had no part in the "
        "table. “Real data”: what it would get if the original table were released as it is; an "
        "arrow says that this is beyond the picture.",
    ),
    "kept": Text("Ce que la table garde", "What the table keeps"),
    "kept_note": Text(
        "Une cible est manquée quand la valeur l'est, quel que soit son intervalle. Elle ne refuse "
        "pas la table : elle dit de quoi se méfier en l'utilisant. "
        "« Hasard » : ce que changerait le seul tirage d'autant de personnes.",
        "A target is missed where the value misses it, whatever its interval. It does not refuse "
        "the table: it says what to beware of when using it. "
        "“Chance”: what drawing as many people would change by itself.",
    ),
    "columns": Text("Colonnes à déclarer, niveaux regroupés", "Columns to declare, levels grouped"),
    "columns_note": Text(
        "Une colonne non déclarée montre des bornes ou des niveaux qui viennent des personnes : "
        "faites-les déclarer si la liste est publique.",
        "A column that is not declared shows ends or levels that come from the people: have them "
        "declared where the list is public.",
    ),
    "uncovered": Text("Ce que ce rapport ne couvre pas", "What this report does not cover"),
    "search": Text("La recherche des réglages et son coût", "The search for settings and its cost"),
    "sign": Text("Décision", "Decision"),
    "sign_note": Text(
        "Le calcul propose, des personnes décident. À remplir à la main ; ce rapport accompagne "
        "la décision et ne suit pas la table.",
        "The computation proposes, people decide. To be filled in by hand; this report goes with "
        "the decision and does not follow the table.",
    ),
    "checks": Text("À vérifier avant de signer", "To be checked before signing"),
    "running": Text("Pour la personne qui lance Argos", "For who runs Argos"),
    "repeating": Text(
        "Recommencer le calcul jusqu'à ce que la table passe fausse le verdict : de plusieurs "
        "essais, le meilleur est en partie le plus chanceux. Demander d'emblée plus de tirages "
        "n'est pas recommencer. Gardez le rapport de chaque calcul.",
        "To repeat the calculation until the table passes falsifies the verdict: of several "
        "tries, the best is partly the luckiest. To ask for more draws from the outset is not to "
        "repeat. Keep the report of every calculation.",
    ),
    "glossary": Text("Mots", "Words"),
    "why": Text("Pourquoi ces limites", "Why these limits"),
    "measures": Text("Autres mesures, pour qui examine", "Other measures, for the reviewer"),
    "measures_note": Text(
        "Ce sont celles des auteurs de la méthode, avec leurs cibles. Aucune ne suffit : une table "
        "peut les tenir toutes et livrer des personnes ; les attaques décident. « Étrangers » : la "
        "même mesure quand de vraies personnes étrangères tiennent lieu de personnes inventées : "
        "là où les personnes se ressemblent, des lignes entières reviennent par hasard.",
        "They are those of the method's authors, with their targets. None suffices: a table can "
        "meet them all and give people away; the attacks decide. “Strangers”: the same measure "
        "when real people, strangers, stand in for invented ones: where people are alike, whole "
        "rows come back by chance.",
    ),
}  # fmt: skip
ATTACK_HEADS = (
    Text("Attaque", "Attack"),
    Text("La limite étant 1, de −1 à 3", "The limit being 1, from −1 to 3"),
    Text("Obtenu", "Got"),
    Text("Limite", "Limit"),
    Text("Verdict", "Verdict"),
)
KEPT_HEADS = (
    Text("Statistique", "Statistic"),
    Text("Cette table", "This table"),
    Text("Hasard", "Chance"),
    Text("Cible", "Target"),
)
MEASURE_HEADS = (
    Text("Mesure", "Measure"),
    Text("Cette table", "This table"),
    Text("Étrangers", "Strangers"),
    Text("Cible", "Target"),
)
COLUMN_HEADS = (
    Text("Colonne", "Column"),
    Text("Nature", "Kind"),
    Text("Bornes ou niveaux", "Range or levels"),
    Text("Niveaux rares réunis", "Rare levels grouped"),
)
KINDS = {
    Kind.NUMERIC: Text("nombre", "number"),
    Kind.INTEGER: Text("nombre entier", "whole number"),
    Kind.CATEGORICAL: Text("catégorie", "category"),
    Kind.BOOLEAN: Text("oui ou non", "yes or no"),
    Kind.DATE: Text("date", "date"),
    Kind.DATETIME: Text("date et heure", "date and time"),
    Kind.ORDINAL: Text("niveaux ordonnés", "ordered levels"),
}
SETTINGS = {"components": Text("composantes", "components")}
METHODS = {
    Name.FAITHFUL: Text(
        "avatars tels que publiés (faithful), jamais pour transmettre",
        "avatars as published (faithful), never for release",
    ),
    Name.GUARDED: Text("avatars gardés (guarded)", "guarded avatars (guarded)"),
    Name.DP: Text("confidentialité différentielle (dp)", "differential privacy (dp)"),
}
ANSWERS = {
    Standing.UNDER: Text(
        "Pas au-delà de la limite, intervalle compris.",
        "Not beyond the limit, its interval included.",
    ),
    Standing.UNSURE: Text(
        "On ne peut pas l'exclure : l'intervalle dépasse la limite.",
        "It cannot be ruled out: the interval goes beyond the limit.",
    ),
    Standing.OVER: Text("Oui, au-delà de la limite.", "Yes, beyond the limit."),
    Standing.INCONCLUSIVE: Text(
        "Non concluant : l'attaque échoue même sur les vraies données.",
        "Inconclusive: the attack fails even on the real data.",
    ),
}
NO_SEED = Text(
    "L'attaque qui cherche la personne derrière une ligne ne s'applique pas : avec cette méthode, "
    "aucune ligne n'est faite d'une seule personne, mais de beaucoup.",
    "The attack that looks for the person behind a row does not apply: with this method no row is "
    "made of one person alone, but of many.",
)
SOME_INCONCLUSIVE = Text(
    "Une attaque, au moins, n'a rien conclu.", "One attack, at least, concluded nothing."
)
INCONCLUSIVE = Text(
    "Non concluant : l'attaque échoue même sur les vraies données. Elle ne refuse pas la table et "
    "n'appuie rien.",
    "Inconclusive: the attack fails even on the real data. It does not refuse the table, and "
    "supports nothing.",
)
