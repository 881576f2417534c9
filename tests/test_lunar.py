"""The lunar date in the masthead is the one in a Vietnamese calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lunar import lunar


@pytest.mark.parametrize(
    ("day", "shown", "why"),
    [
        (date(2026, 2, 17), "1/1 Bính Ngọ", "Tết"),
        (date(2025, 1, 29), "1/1 Ất Tỵ", "Tết"),
        (date(1968, 1, 29), "1/1 Mậu Thân", "Tết in Vietnamese time, a day before the Chinese one"),
        (date(1985, 1, 21), "1/1 Ất Sửu", "Tết a month before the Chinese one"),
        (date(2007, 2, 17), "1/1 Đinh Hợi", "Tết a day before the Chinese one"),
        (date(2030, 2, 2), "1/1 Canh Tuất", "the same again"),
        (date(2026, 4, 26), "10/3 Bính Ngọ", "Giỗ Tổ Hùng Vương"),
        (date(2025, 4, 7), "10/3 Ất Tỵ", "Giỗ Tổ Hùng Vương"),
        (date(2020, 5, 23), "1/4 nhuận Canh Tý", "a leap fourth month"),
        (date(2023, 3, 22), "1/2 nhuận Quý Mão", "a leap second month"),
        (date(2025, 7, 25), "1/6 nhuận Ất Tỵ", "a leap sixth month"),
        (date(2033, 12, 22), "1/11 nhuận Quý Sửu", "the year in which simpler rules fail"),
        (date(2026, 11, 22), "14/10 Bính Ngọ", "an ordinary day"),
    ],
)
def test_known_days_have_their_lunar_date(day, shown, why):
    assert str(lunar(day)) == shown, why


@given(st.dates(date(1900, 1, 1), date(2100, 12, 30)))
def test_every_day_follows_the_day_before(day):
    today, tomorrow = lunar(day), lunar(day + timedelta(days=1))
    if tomorrow.day == 1:
        assert today.day in {29, 30}
        assert tomorrow.leap or tomorrow.month == today.month % 12 + 1
        assert tomorrow.year == today.year + (tomorrow.month == 1 and not tomorrow.leap)
    else:
        assert (tomorrow.day, tomorrow.month, tomorrow.leap) == (today.day + 1, today.month, today.leap)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1)])
def test_outside_the_checked_years_there_is_no_answer(day):
    with pytest.raises(ValueError, match="1900"):
        lunar(day)
