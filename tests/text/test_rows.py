from hypothesis import given
from hypothesis import strategies as st

from roles.text.rows import Entry, Pair, pairs

lists = st.lists(st.text("ab \n", max_size=4))


def paired(
    old: list[str], new: list[str], *, by_likeness: bool = True
) -> list[tuple[str | None, str | None, bool]]:
    found = pairs(
        [Entry(text) for text in old], [Entry(text) for text in new], by_likeness=by_likeness
    )
    return [
        (
            None if pair.before is None else old[pair.before],
            None if pair.after is None else new[pair.after],
            pair.moved,
        )
        for pair in found
    ]


@given(lists, lists)
def test_every_row_of_both_lists_stands_in_one_pair(old: list[str], new: list[str]) -> None:
    found = pairs([Entry(text) for text in old], [Entry(text) for text in new])
    assert [pair.after for pair in found if pair.after is not None] == list(range(len(new)))
    before = [pair.before for pair in found if pair.before is not None]
    assert sorted(before) == list(range(len(old)))
    staying = [pair.before for pair in found if pair.before is not None and not pair.moved]
    kept = [place for place in staying if place in {p.before for p in found if p.after is not None}]
    assert kept == sorted(kept)


@given(
    st.lists(st.text(max_size=5), unique=True).flatmap(
        lambda rows: st.tuples(st.just(rows), st.permutations(rows))
    )
)
def test_rows_in_another_order_have_only_moved(rows: tuple[list[str], list[str]]) -> None:
    old, new = rows
    found = paired(old, new)
    assert [(one, other) for one, other, _ in found] == [(text, text) for text in new]
    assert any(moved for *_, moved in found) == (old != new)


def test_one_row_that_moved_up_is_the_only_one_that_moved() -> None:
    assert paired(["a", "b", "c", "d"], ["d", "a", "b", "c"]) == [
        ("d", "d", True),
        ("a", "a", False),
        ("b", "b", False),
        ("c", "c", False),
    ]


def test_a_row_that_came_or_went_moves_no_other() -> None:
    assert paired(["gone", "b", "c"], ["b", "new", "c"]) == [
        ("gone", None, False),
        ("b", "b", False),
        (None, "new", False),
        ("c", "c", False),
    ]


def test_a_reworded_row_is_the_same_row_in_its_place() -> None:
    old = ["Answer the phone", "Write weekly reports for the board"]
    new = ["Write monthly reports for the board", "Answer the phone"]
    assert paired(old, new) == [(old[1], new[0], True), (old[0], new[1], False)]
    assert paired(["Testng"], ["Testing"]) == [("Testng", "Testing", False)]


def test_rows_that_have_little_in_common_are_two_rows() -> None:
    assert paired(["Answer the phone"], ["Write reports"]) == [
        ("Answer the phone", None, False),
        (None, "Write reports", False),
    ]


def test_likeness_can_be_left_out() -> None:
    assert paired(["Testng"], ["Testing"], by_likeness=False) == [
        ("Testng", None, False),
        (None, "Testing", False),
    ]


def test_rows_of_one_name_are_the_same_row_whatever_they_say() -> None:
    old = [Entry("A degree", 1), Entry("3 years", 2)]
    new = [Entry("5 years", 2), Entry("A degree", 3)]
    assert pairs(old, new, by_likeness=False) == [
        Pair(0, None),
        Pair(1, 0),
        Pair(None, 1),
    ]


def test_an_equal_row_of_another_name_is_another_row() -> None:
    assert pairs([Entry("x", 1)], [Entry("x", 2)], by_likeness=False) == [
        Pair(0, None),
        Pair(None, 0),
    ]
