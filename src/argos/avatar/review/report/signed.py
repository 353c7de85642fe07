"""The words with which a person decides: what each word means, who signs, what to check first."""

from argos.core.language import Text

GLOSSARY = (
    (Text("Personne inventée, avatar", "Invented person, avatar"),
     Text("une ligne de la table livrée ; elle n'est la copie de personne, en principe ; les "
          "attaques le vérifient.",
          "a row of the released table; it is the copy of nobody, in principle; the attacks "
          "verify it.")),
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
    (Text("Tirage, essai (--splits)", "Draw, try (--splits)"),
     Text("les personnes sont partagées au sort en deux moitiés ; l'une fait une table, l'autre "
          "sert à la juger. Un essai est un tel tirage, attaqué ; --splits dit combien.",
          "people are parted at random in two halves; one makes a table, the other serves to "
          "judge it. A try is such a draw, attacked; --splits says how many.")),
    (Text("Bruit", "Noise"),
     Text("ce qu'une attaque obtient de personnes qui n'ont aucune part à la table : rien de plus "
          "petit ne se mesure.",
          "what an attack gets of people who have no part in the table: nothing smaller can be "
          "measured.")),
    (Text("Hasard", "Chance"),
     Text("de combien une statistique change quand on tire autant de personnes parmi les mêmes.",
          "by how much a statistic changes when as many people are drawn among the same.")),
    (Text("Non concluant", "Inconclusive"),
     Text("l'attaque échoue même sur les vraies données ; son silence ne prouve rien.",
          "the attack fails even on the real data; its silence proves nothing.")),
    (Text("Intervalle à 95 %", "95 % interval"),
     Text("les valeurs entre lesquelles tombe presque toujours le résultat quand on recommence le "
          "tirage ; sa borne haute doit rester sous la limite.",
          "the values between which the result nearly always falls when the draw is done again; "
          "its upper bound must stay under the limit.")),
    (Text("Négatif", "Negative"),
     Text("l'attaque a mieux réussi sur les personnes mises à part : elle n'a rien appris.",
          "the attack did better with people held out: it learned nothing.")),
    (Text("k, composantes", "k, components"),
     Text("combien de personnes voisines entrent dans une ligne inventée, et en combien de traits "
          "résumés on les dit voisines.",
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
CHECKS = (
    Text("Que détient déjà le destinataire sur ces personnes, et qui d'autre aura la table ?",
         "What does the recipient already hold of these people, and who else will have the "
         "table?"),
    Text("D'autres tables des mêmes personnes ont-elles déjà été livrées ?",
         "Have other tables of the same people already been released?"),
    Text("Que sont les colonnes : identifiants, dates, petits sites ? Une ligne est-elle une "
         "personne ?",
         "What are the columns: identifiers, dates, small sites? Is a row a person?"),
    Text("La table peut-elle partir plutôt comme données personnelles, sous convention ?",
         "May the table go instead as personal data, under an agreement?"),
)  # fmt: skip
FOR_BOTH = (
    Text("Destinataire", "Recipient"),
    Text("Finalité", "Purpose"),
    Text("À réexaminer le", "To be reviewed on"),
)
_NAMED = (Text("Nom, date et signature", "Name, date and signature"),)
ROLES = (
    (
        Text("Avis du délégué à la protection des données",
             "Opinion of the data protection officer"),
        (Text("favorable", "favourable"), Text("défavorable", "unfavourable")),
        (Text("Motifs", "Reasons"), *_NAMED),
    ),
    (
        Text("Décision du responsable de traitement", "Decision of the controller"),
        (
            Text("transmettre comme anonyme", "release as anonymous"),
            Text("ne pas transmettre", "do not release"),
            Text("traiter comme données personnelles", "treat as personal data"),
        ),
        (
            Text("Base légale, si données personnelles", "Legal basis, if personal data"),
            Text("Motif, si la décision s'écarte du verdict",
                 "Reason, if the decision departs from the verdict"),
            *_NAMED,
        ),
    ),
)  # fmt: skip
