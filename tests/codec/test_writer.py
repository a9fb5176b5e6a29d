# SPDX-License-Identifier: Apache-2.0
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.codec import read_json, write_json

NUMBERS = st.integers(-(10**14), 10**14) | st.decimals(-1000, 1000, places=3)


@given(st.lists(NUMBERS))
def test_numbers_are_exact(numbers):
    assert [Decimal(number) for number in read_json(write_json(numbers))] == numbers


@pytest.mark.parametrize("value", [{1, 2}, b"x", object()])
def test_what_is_no_part_of_a_document_is_refused(value):
    with pytest.raises(TypeError, match="is not part of a document"):
        write_json([value])
