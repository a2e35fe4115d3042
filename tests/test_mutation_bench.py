"""The bench of the mutants tests the same domain: what is spread out for mutmut behaves as it did."""

from benchmarks.mutants import spread

TABLE = '''
class Room:
    """With a door."""

    places: int = 3
    ask = staticmethod(lambda n: n + 1)

    @property
    def doubled(self) -> int:
        return self.places * 2

STEPS = {"open": lambda room: room.doubled > 5, "closed": lambda _: False}

def inside() -> list[int]:
    return sorted([3, 1], key=lambda n: -n)
'''


def test_properties_and_the_lambdas_of_tables_become_functions_and_nothing_else_changes() -> None:
    names: dict[str, object] = {}
    exec(spread(TABLE), names)  # noqa: S102 - our own text
    assert eval("(Room().doubled, Room.ask(1), inside())", names) == (6, 2, [3, 1])  # noqa: S307
    assert eval("[is_so(Room()) for is_so in STEPS.values()]", names) == [True, False]  # noqa: S307
    assert eval("Room().doubled_()", names) == 6  # noqa: S307


def test_a_lambda_within_a_function_stays_where_it_is() -> None:
    assert spread(TABLE).count("lambda") == 1
