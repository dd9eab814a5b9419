from roles.admin.ordering import in_order


def test_rows_stay_where_they_are_when_no_place_is_changed() -> None:
    assert in_order([(1, 1), (2, 2), (3, 3)]) == [0, 1, 2]


def test_a_row_moved_up_goes_before_the_one_whose_place_it_takes() -> None:
    assert in_order([(1, 1), (2, 2), (3, 3), (4, 2)]) == [0, 3, 1, 2]


def test_a_row_moved_down_goes_after_the_one_whose_place_it_takes() -> None:
    assert in_order([(1, 3), (2, 2), (3, 3), (4, 4)]) == [1, 2, 0, 3]


def test_a_new_row_goes_after_the_one_whose_place_it_shares() -> None:
    assert in_order([(1, 1), (2, 2), (None, 1)]) == [0, 2, 1]


def test_a_row_without_a_place_goes_to_the_end() -> None:
    assert in_order([(1, None), (None, None), (3, 30_000)]) == [2, 0, 1]
