"""What is concluded of one table: verdict, rule and count, what is not covered, what to run."""

from argos.avatar.anonymise import Anonymised
from argos.avatar.review.methods import Name
from argos.avatar.review.report.said import FIXED
from argos.avatar.review.search import COMPONENTS, KS
from argos.avatar.review.words import NAMES, STANDINGS, WORST_FIRST, todo
from argos.core.language import Text
from argos.core.written import day, number

AIMED = 1000  # people whom those attacks aim at, at most
NOT_WRITTEN = Text("Aucune table n'est écrite.", "No table is written.")
OLDER = Text(
    "Attention : {path} est un fichier plus ancien. Ce calcul ne l'a pas écrit, et le verdict "
    "n'est pas le sien : ne le transmettez pas à la place.",
    "Beware: {path} is an older file. This calculation did not write it, and the verdict is not "
    "about it: do not release it instead.",
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
    return f"{Text(f'Le {on} : ', f'On {on}: ')}{_verdict(made)}"


def _verdict(made: Anonymised) -> Text:
    if made.forbidden:
        return _UNDONE
    if not made.verdict.passed:
        return _REFUSED if made.verdict.refusing else _UNJUDGED
    return _MAY_LEAVE if made.request.release else _NOT_ASKED


_UNDONE = Text(
    "cette table ne doit pas être transmise, sa méthode étant celle que des attaques publiées "
    "défont.",
    "this table must not be released: published attacks undo its method.",
)
_REFUSED = Text(
    "cette table ne doit pas être transmise comme anonyme.",
    "this table must not be released as anonymous.",
)
_UNJUDGED = Text(
    "cette table ne doit pas être transmise : aucune attaque n'a pu conclure.",
    "this table must not be released: no attack could conclude.",
)
_NOT_ASKED = Text(
    "cette table n'est pas faite pour être transmise. Les attaques tiennent sous leurs limites.",
    "this table is not made for release. The attacks stay under their limits.",
)
_MAY_LEAVE = Text(
    "cette table peut être transmise si une personne en décide ainsi.",
    "this table may be released if a person so decides.",
)
RULE = Text(
    "Règle : une seule attaque au-dessus de sa limite refuse la table ; une attaque trop "
    "incertaine aussi (sa valeur est sous la limite, le haut de son intervalle ne l'est pas). Une "
    "attaque non concluante ne refuse pas et n'appuie rien ; si aucune ne conclut, la table est "
    "refusée.",
    "Rule: a single attack over its limit refuses the table; so does one too uncertain (its value "
    "is under the limit, the upper end of its interval is not). An inconclusive attack neither "
    "refuses nor supports; if none concludes, the table is refused.",
)


def tally(made: Anonymised) -> str:
    """Return how many attacks stand where."""
    every = len(made.verdict.findings)
    colon, semicolon = Text(" : ", ": "), Text(" ; ", "; ")
    counts = [f"{STANDINGS[each]}{colon}{made.verdict.count(each)}" for each in WORST_FIRST]
    of = Text(f"Sur {every} attaques, ", f"Of {every} attacks, ")
    return f"{of}{str(semicolon).join(counts)}."


def two_figures(made: Anonymised) -> str:
    """Return what the verdict is about, and what the figure of this very table adds."""
    about = Text(
        f"Le verdict porte sur la méthode, essayée sur {made.request.splits} tables faites de ces "
        "mêmes personnes.",
        f"The verdict is about the method, tried on {made.request.splits} tables made of these "
        "same people.",
    )
    if not made.request.release:
        return str(about)
    few = number(made.rows - made.taking_part)
    return f"{about} {_ALONE.format(few=few)}"


_ALONE = Text(
    "Une table plus petite trahit davantage chacun : la méthode est jugée sur des tables plus "
    "petites que celle à livrer. Les lignes « Cette table seule » portent sur la table faite pour "
    "être livrée, et écrite seulement si rien ne la refuse ; {few} personnes mises à part la "
    "jugent, trop peu pour conclure à elles seules. Un bon chiffre n'y lève "
    "donc aucun refus ; un mauvais en ajoute un, quand tout son intervalle est au-dessus de la "
    "limite.",
    "A smaller table gives more away of each person: the method is judged on tables smaller than "
    "the one to be released. The lines “This table alone” are about the table that was made to be "
    "released, and is written only if nothing refuses it; {few} people held out judge it, too few "
    "to conclude by themselves. A good figure there therefore lifts no refusal; "
    "a bad one adds one, where its whole interval is over the limit.",
)


def to_run(made: Anonymised) -> list[str]:
    """Return what the person who runs the command may change, and what it would cost."""
    private = made.request.asked.name is Name.DP
    said = [
        f"{NAMES[each.outcome.attack]}{Text(' : ', ': ')}{todo(each, private=private)}."
        for each in made.verdict.refusing
    ]
    tries = 1 if made.search is None else len(made.search.tries)
    tried = Text(
        f"Réglages essayés dans ce calcul : {tries}. Les calculs d'avant n'y sont pas comptés.",
        f"Settings tried in this calculation: {tries}. Those of earlier calculations are not "
        "counted.",
    )
    asked = [] if made.request.release else [str(_ASK)]
    return [*said, *filter(None, [offer(made)]), *asked, str(FIXED["repeating"]), str(tried)]


_ASK = Text(
    "Pour une table à transmettre : --release.",
    "For a table to be released: --release.",
)


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
            "Une autre population. Les intervalles disent l'incertitude des tirages parmi ces "
            f"{number(made.rows)} personnes.",
            "Another population. Intervals tell the uncertainty of draws among these "
            f"{number(made.rows)} people.",
        ),
    ]
    if made.judged > AIMED:
        said.append(_SOME)
    if made.request.asked.name is Name.DP:
        said.append(_EPSILON)
    if made.request.asked.seed is not None:
        said.append(of_seed(made))
    return [str(each) for each in (*said, _ALWAYS)]


_SOME = Text(
    "Tout le monde : corrélation, inférence et appartenance visent 1 000 personnes au plus, tirées "
    "au sort.",
    "Everybody: linkability, inference and membership aim at 1,000 people at most, "
    "drawn at random.",
)
_EPSILON = Text(
    "Ce rapport : epsilon protège la table livrée, pas les chiffres d'ici, calculés sur les "
    "personnes.",
    "This report: epsilon protects the released table, not the figures here, which were computed "
    "from the people.",
)


def of_seed(made: Anonymised) -> Text:
    """Return what a seed chosen by hand may give away, by the method."""
    return _SEED_DP if made.request.asked.name is Name.DP else SEED


SEED = Text(
    "La graine des tirages, choisie à la main : qui la devine peut refaire la table. Pour une "
    "table à transmettre, laissez Argos la tirer.",
    "The seed of the draws, chosen by hand: who guesses it can make the table again. For a "
    "release, leave it to Argos.",
)
_SEED_DP = Text(
    "La graine des tirages, choisie à la main. Le bruit n'en vient pas, mais elle décide quelles "
    "personnes servent à la table et lesquelles la jugent : epsilon n'est promis que si personne "
    "d'autre ne la connaît. Pour une table à transmettre, laissez Argos la tirer.",
    "The seed of the draws, chosen by hand. The noise does not come from it, but it decides which "
    "people make the table and which judge it: epsilon is promised only while nobody else knows "
    "it. For a release, leave it to Argos.",
)
_ALWAYS = Text(
    "Aucune mesure ne certifie l'anonymat. Il se juge au cas par cas, pour chaque table (CNIL, "
    "13 février 2023), et se réexamine quand le contexte, les données ou les attaques changent.",
    "No measure certifies anonymity. It is judged case by case, for each table (CNIL, 13 February "
    "2023), and reviewed when the context, the data or the attacks change.",
)
