"""The methods by their names in the command, and which settings each of them has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from argos.avatar.avatarizer import Avatarizer
from argos.avatar.constraints import Constraint
from argos.avatar.guarded import Guarded
from argos.avatar.kinds import Column
from argos.avatar.method import Method, NeighbourMethod
from argos.avatar.private import Private
from argos.core.errors import UsageError
from argos.core.language import Text, same


class Name(StrEnum):
    """What a person calls a method."""

    FAITHFUL = "faithful"
    GUARDED = "guarded"
    DP = "dp"


NOT_FOR_RELEASE = frozenset({Name.FAITHFUL})  # published attacks succeed against it, at any k
OF_NEIGHBOURS: Mapping[Name, type[NeighbourMethod]] = {
    Name.FAITHFUL: Avatarizer,
    Name.GUARDED: Guarded,
}
EPSILON = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A method and its settings, as they were asked for; None leaves the method's own.

    Attributes:
        name: of the method.
        k, components: of the methods that look for neighbours.
        epsilon: of the differentially private one.
        seed: of all draws. A secret.

    """

    name: Name = Name.GUARDED
    k: int | None = None
    components: int | None = None
    epsilon: float | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.name is Name.DP:
            self._refuse({"--k": self.k, "--components": self.components})
        else:
            self._refuse({"--epsilon": self.epsilon})

    def _refuse(self, options: Mapping[str, float | None]) -> None:
        """Refuse options of another method: they would be taken to have worked."""
        given = [name for name, value in options.items() if value is not None]
        if given:
            raise UsageError(
                "AVATAR_OPTION",
                expected=Text(f"les options de --method {self.name}",
                              f"the options of --method {self.name}"),
                found=same(", ".join(given)),
                todo=Text("retirez l'option, ou changez de méthode",
                          "drop the option, or choose another method"),
            )  # fmt: skip

    def at(self, k: int, components: int) -> "Asked":
        """Return the same with other neighbours and components."""
        return replace(self, k=k, components=components)

    def method(
        self, schema: Mapping[str, Column], constraints: Sequence[Constraint], rare: int
    ) -> Method:
        """Return the method, for a table of which something is declared.

        Args:
            schema: column → what is declared of it.
            constraints: what every row keeps.
            rare: people of whom a level that is not declared must be.

        """
        if self.name is Name.DP:
            return self._private(schema, constraints)
        return self.of_neighbours(schema, constraints, rare)

    def of_neighbours(
        self, schema: Mapping[str, Column], constraints: Sequence[Constraint], rare: int
    ) -> NeighbourMethod:
        """Return a method that has k and components.

        Raises:
            UsageError: the one asked for has none.

        """
        if self.name not in OF_NEIGHBOURS:
            raise UsageError(
                "AVATAR_OPTION",
                expected=Text("une méthode qui a k et composantes", "a method with k, components"),
                found=same(f"--search --method {self.name}"),
                todo=Text("retirez --search : chaque essai dépenserait epsilon",
                          "drop --search: each try would spend epsilon"),
            )  # fmt: skip
        asked = {"k": self.k, "n_components": self.components}
        given = {name: value for name, value in asked.items() if value is not None}
        return OF_NEIGHBOURS[self.name](
            seed=self.seed, schema=schema, constraints=constraints, rare=rare, **given
        )

    def _private(self, schema: Mapping[str, Column], constraints: Sequence[Constraint]) -> Private:
        epsilon = EPSILON if self.epsilon is None else self.epsilon
        return Private(epsilon, seed=self.seed, schema=schema, constraints=constraints)
