"""The sentences of the report that are the same for every table, and those of its verdict."""

from argos.avatar.anonymise import Anonymised
from argos.avatar.kinds import Kind
from argos.avatar.review.methods import Name
from argos.avatar.review.search import COMPONENTS, KS
from argos.avatar.review.verdict import Standing
from argos.core.language import Text
from argos.core.written import day, number

FIXED = {
    "kind": Text("Rapport d'anonymisation", "Report on an anonymised table"),
    "changes": Text(
        "Ce qui s'y oppose, et ce que peut changer qui lance la commande",
        "What stands against it, and what who runs the command can change",
    ),
    "overview": Text("Chaque attaque face à sa limite", "Each attack against its limit"),
    "overview_note": Text(
        "Pour cent essais. Point plein : sous la limite ; cercle : trop incertain ; losange : "
        "au-dessus. Trait bleu : intervalle. Tirets : un attaquant qui n'apprend rien. "
        "Trait noir : la limite. Flèche : au-delà de l'image.",
        "In a hundred tries. Dot: under the limit; ring: too uncertain; lozenge: over it. Blue "
        "bar: interval. Dashes: an attacker who learns nothing. Black bar: the limit. Arrow: "
        "beyond the picture.",
    ),
    "criteria": Text("Les critères, attaque par attaque", "The criteria, attack by attack"),
    "criteria_note": Text(
        "Individualisation, corrélation et inférence sont les trois critères de l'avis 05/2014 ; "
        "l'appartenance s'y ajoute. Triangle : ce que la même attaque obtient, par bruit, de "
        "personnes étrangères à la table. « Vraies données » : ce qu'elle obtiendrait si la table "
        "d'origine était livrée telle quelle.",
        "Singling out, linkability and inference are the three criteria of opinion 05/2014; "
        "membership is added. Triangle: what the same attack gets, by noise, of people who had no "
        "part in the table. “Real data”: what it would get if the original table were released.",
    ),
    "kept": Text("Ce que la table garde", "What the table keeps"),
    "kept_note": Text(
        "Une cible manquée ne refuse pas la table : elle dit de quoi se méfier en l'utilisant. "
        "« Hasard » : ce que changerait le seul tirage d'autant de personnes.",
        "A missed target does not refuse the table: it says what to beware of when using it. "
        "“Chance”: what drawing as many people would change by itself.",
    ),
    "columns": Text("Colonnes à déclarer, niveaux regroupés", "Columns to declare, levels grouped"),
    "columns_note": Text(
        "Une colonne non déclarée montre des bornes ou des niveaux qui viennent des personnes : "
        "déclarez-les dans un schéma (--schema) si la liste est publique.",
        "A column that is not declared shows ends or levels that come from the people: declare "
        "them in a schema (--schema) where the list is public.",
    ),
    "uncovered": Text("Ce que ce rapport ne couvre pas", "What this report does not cover"),
    "search": Text("La recherche des réglages et son coût", "The search for settings and its cost"),
    "sign": Text("Décision", "Decision"),
    "sign_note": Text(
        "Le calcul propose, une personne décide. À remplir à la main ; ce rapport accompagne la "
        "décision et ne suit pas la table.",
        "The computation proposes, a person decides. To be filled in by hand; this report goes "
        "with the decision and does not follow the table.",
    ),
    "glossary": Text("Mots", "Words"),
    "why": Text("Pourquoi ces limites", "Why these limits"),
    "measures": Text("Autres mesures, pour qui examine", "Other measures, for the reviewer"),
    "measures_note": Text(
        "Ce sont celles des auteurs de la méthode, avec leurs cibles. Aucune ne suffit : une table "
        "peut les tenir toutes et livrer des personnes ; les attaques décident. « Hasard » : la "
        "même mesure quand de vraies personnes étrangères tiennent lieu de personnes inventées.",
        "They are those of the method's authors, with their targets. None suffices: a table can "
        "meet them all and give people away; the attacks decide. “Chance”: the same measure when "
        "real people, strangers, stand in for invented ones.",
    ),
}  # fmt: skip
FIELDS = (
    Text("Destinataire", "Recipient"),
    Text("Finalité", "Purpose"),
    Text("Nom et fonction", "Name and function"),
    Text("Date et signature", "Date and signature"),
    Text("À réexaminer le", "To be reviewed on"),
)
CHOICES = (
    Text("Transmettre la table", "Release the table"),
    Text("Ne pas la transmettre", "Do not release it"),
)
ATTACK_HEADS = (
    Text("Attaque", "Attack"),
    Text("De rien à trois fois la limite", "From nothing to three times the limit"),
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
}
POWERLESS = Text(
    "Elle échoue aussi sur les vraies données : ici, elle ne prouve rien.",
    "It fails with the real data as well: here it proves nothing.",
)
NO_SEED = Text(
    "L'attaque qui cherche la personne derrière une ligne ne s'applique pas : avec cette méthode, "
    "aucune ligne n'est faite à partir d'une personne.",
    "The attack that looks for the person behind a row does not apply: with this method no row is "
    "made from one person.",
)
GLOSSARY = (
    (Text("Personne inventée", "Invented person"),
     Text("une ligne de la table livrée ; elle ne correspond à personne.",
          "a row of the released table; it is nobody.")),
    (Text("Attaque", "Attack"),
     Text("un essai mené par Argos, avec ce que saurait un attaquant, pour apprendre quelque chose "
          "d'une vraie personne.",
          "a try made by Argos, with what an attacker would know, to learn something of a real "
          "person.")),
    (Text("Personnes mises à part", "People held out"),
     Text("des personnes semblables qui n'ont pas servi à faire la table ; ce qu'on devine d'elles "
          "se devine de n'importe qui, et n'est pas compté.",
          "similar people who had no part in the table; what is guessed of them is guessed of "
          "anyone, and is not counted.")),
    (Text("Intervalle à 95 %", "95 % interval"),
     Text("les valeurs entre lesquelles tombe presque toujours le résultat quand on recommence le "
          "tirage ; sa borne haute doit rester sous la limite.",
          "the values between which the result nearly always falls when the draw is done again; "
          "its upper bound must stay under the limit.")),
    (Text("Négatif", "Negative"),
     Text("l'attaque a mieux réussi sur les personnes mises à part : elle n'a rien appris.",
          "the attack did better with people held out: it learned nothing.")),
    (Text("k, composantes", "k, components"),
     Text("combien de personnes voisines font une ligne inventée, et en combien de traits résumés "
          "on les dit voisines.",
          "how many neighbouring people make an invented row, and in how many summed-up traits "
          "they are said to be neighbours.")),
    (Text("Corrélation", "Linkability"),
     Text("au sens de l'avis 05/2014 : relier deux jeux de données sur une même personne. Dans "
          "« Ce que la table garde », le sens statistique.",
          "in the sense of opinion 05/2014: joining two data sets on the same person.")),
    (Text("Hellinger", "Hellinger"),
     Text("écart entre deux répartitions : 0, les mêmes ; 1, rien en commun.",
          "distance of two distributions: 0, the same; 1, nothing in common.")),
)  # fmt: skip
NOT_WRITTEN = Text(
    "Aucune table n'est écrite ; un fichier qui serait déjà là est laissé tel quel.",
    "No table is written; a file that was there before is left as it is.",
)


def offer(made: Anonymised) -> str:
    """Return how to look for settings that the attacks leave alone, where there are any."""
    if made.search is not None or made.forbidden or made.request.asked.name is Name.DP:
        return ""
    return str(Text(
        f"--search essaie {len(KS) * len(COMPONENTS)} réglages de k et des composantes, et dit ce "
        "que la recherche a coûté.",
        f"--search tries {len(KS) * len(COMPONENTS)} settings of k and components, and tells what "
        "the search itself cost.",
    ))  # fmt: skip


def verdict(made: Anonymised) -> str:
    """Return the verdict in one sentence, with its day."""
    on = day(made.request.day, year=True)
    dated = Text(f"Le {on} : ", f"On {on}: ")
    against, every = len(made.verdict.refusing), len(made.verdict.findings)
    if made.forbidden:
        said = Text(
            "cette table ne doit pas être transmise, sa méthode étant celle que des attaques "
            "publiées défont.",
            "this table must not be released: published attacks undo its method.",
        )
    elif against:
        said = Text(
            "cette table ne doit pas être transmise : une limite est passée, ou pourrait l'être, "
            f"par {against} des {every} attaques.",
            f"this table must not be released: a limit is passed, or could be, by {against} of "
            f"{every} attacks.",
        )
    elif not made.request.release:
        said = Text(
            "cette table n'est pas faite pour être transmise. Les attaques tiennent sous leurs "
            "limites ; demandez une table à transmettre (--release).",
            "this table is not made for release. The attacks stay under their limits; ask for a "
            "table to release (--release).",
        )
    else:
        said = Text(
            f"cette table peut être transmise si une personne en décide ainsi. Les {every} "
            "attaques restent sous leur limite, intervalle compris.",
            f"this table may be released if a person so decides. All {every} attacks stay under "
            "their limit, intervals included.",
        )
    return f"{dated}{said}"


def uncovered(made: Anonymised) -> list[str]:
    """Return what the report does not cover, for this table."""
    said = [
        Text(
            "Un attaquant qui sait autre chose que les colonnes de cette table, ou qui attaque "
            "mieux. Seules les attaques de ce rapport ont été menées.",
            "An attacker who knows more than the columns of this table, or attacks better. Only "
            "the attacks of this report were made.",
        ),
        Text(
            "D'autres tables faites des mêmes personnes : chaque nouvelle table ajoute à ce qui se "
            "devine. Ce rapport n'en juge qu'une.",
            "Other tables made of the same people: each adds to what can be guessed. This report "
            "judges one.",
        ),
        Text(
            "Les personnes qui auraient plusieurs lignes : chaque ligne est prise pour une "
            "personne.",
            "People with several rows: each row is taken for a person.",
        ),
        Text(
            "Ce qui est vrai d'un groupe (un service, une maladie) : la table est faite pour le "
            "montrer. Les ordres, sommes, bornes et niveaux déclarés sont tenus pour publics.",
            "What is true of a group (a ward, a disease): the table is made to show it. Orders, "
            "sums, ranges and levels that are declared are taken to be public.",
        ),
        Text(
            f"Une autre population. Les intervalles disent l'incertitude des tirages parmi ces "
            f"{number(made.rows)} personnes ; chaque attaque vise 1 000 d'entre elles au plus, et "
            "la dernière les dix plus isolées.",
            f"Another population. Intervals tell the uncertainty of draws among these "
            f"{number(made.rows)} people; each attack aims at 1,000 of them at most, and the last "
            "at the ten most isolated.",
        ),
    ]
    if made.request.asked.name is Name.DP:
        said.append(_EPSILON)
    if made.request.asked.seed is not None:
        said.append(SEED)
    return [str(each) for each in (*said, _ALWAYS)]


_EPSILON = Text(
    "Ce rapport : epsilon protège la table livrée, pas les chiffres d'ici, calculés sur les "
    "personnes.",
    "This report: epsilon protects the released table, not the figures here, which were computed "
    "from the people.",
)
SEED = Text(
    "La graine des tirages, choisie à la main : qui la devine peut refaire la table. Pour une "
    "table à transmettre, laissez Argos la tirer.",
    "The seed of the draws, chosen by hand: who guesses it can make the table again. For a "
    "release, leave it to Argos.",
)
_ALWAYS = Text(
    "Aucune mesure ne certifie l'anonymat. Il se juge au cas par cas, pour chaque table (CNIL, "
    "13 février 2023), et se réexamine quand le contexte, les données ou les attaques changent.",
    "No measure certifies anonymity. It is judged case by case, for each table (CNIL, 13 February "
    "2023), and reviewed when the context, the data or the attacks change.",
)
