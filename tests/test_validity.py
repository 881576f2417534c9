"""Whether a text is in force on a day: computed from dates and relations, with the reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives import validity
from directives.models import Directive, Relation
from directives.validity import Ending
from tests import factories

DAY = date(2026, 11, 22)
BEFORE, AFTER = DAY - timedelta(days=30), DAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("starts", "ends", "endings", "code", "why"),
    [
        (None, None, [], "unknown", "most Party texts state no end and no beginning"),
        (BEFORE, None, [], "valid", "a recorded beginning has passed"),
        (AFTER, None, [], "future", "a text of tomorrow is not in force today"),
        (DAY, None, [], "valid", "in force from this very day"),
        (BEFORE, DAY, [], "valid", "the last day still counts"),
        (BEFORE, DAY - timedelta(days=1), [], "ended", "the day after the last"),
        (BEFORE, None, [Ending(BEFORE, False, "x")], "ended", "replaced"),
        (BEFORE, None, [Ending(AFTER, False, "x")], "valid", "to be replaced later"),
        (BEFORE, None, [Ending(BEFORE, True, "x")], "partial", "amended"),
        (None, None, [Ending(None, True, "x")], "partial", "amended on an unknown day"),
        (
            BEFORE,
            None,
            [Ending(BEFORE, True, "x"), Ending(DAY, False, "y")],
            "ended",
            "amended, then replaced",
        ),
        (AFTER, None, [Ending(BEFORE, False, "x")], "future", "what has not begun has not ended"),
    ],
)
def test_validity_follows_from_dates_and_relations(starts, ends, endings, code, why):
    assert validity.on(DAY, starts, ends, endings).code == code, why


days = st.none() | st.dates(date(2000, 1, 1), date(2050, 1, 1))


@given(days, days, st.lists(st.builds(Ending, days, st.booleans(), st.just("x")), max_size=4))
def test_a_text_that_ended_never_comes_back(starts, ends, endings):
    codes = [
        validity.on(date(2000, 1, 1) + timedelta(days=90 * n), starts, ends, endings).code for n in range(200)
    ]
    if "ended" in codes:
        assert set(codes[codes.index("ended") :]) == {"ended"}


@pytest.mark.django_db
def test_the_replaced_text_names_its_successor_and_the_day():
    old = factories.directive(symbol="10-CT/TU", issued_on=date(2021, 1, 5), in_force_from=date(2021, 1, 5))
    new = factories.directive(symbol="11-CT/TU", issued_on=date(2026, 2, 1), in_force_from=date(2026, 2, 10))
    Relation.objects.create(source=new, kind="replaces", target=old)
    shown = Directive.objects.for_list().get(pk=old.pk)
    assert shown.validity_on(date(2026, 2, 9)).code == "valid"
    ended = shown.validity_on(date(2026, 2, 10))
    assert (ended.code, ended.reason, ended.by) == ("ended", "Được thay thế bởi 11-CT/TU từ 10/02/2026", new)


@pytest.mark.django_db
def test_saving_the_old_text_again_keeps_its_replaced_by():
    old, new = factories.directive(), factories.directive()
    Relation.objects.create(source=new, kind="replaces", target=old)
    old.save()
    new.save()
    assert Directive.objects.for_list().get(pk=old.pk).validity.code == "ended"
