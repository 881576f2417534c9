"""The search box under a reader's fingers: suggestions by keyboard and pointer, open to everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.looks import faults_in_every_look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def articles():
    return [
        factories.article(title=f"Dọn suối lần {n}", published_at=f"2026-01-0{n}T00:00Z") for n in (1, 2, 3)
    ]


def box(page):
    return page.locator("main input[type=search]")


def options(page):
    return page.locator("main .suggestions:not([hidden]) [role=option]")


def test_suggestions_are_chosen_by_keyboard(page, live_server, articles):
    page.goto(f"{live_server.url}/tim-kiem/")
    box(page).press_sequentially("don s")
    expect(options(page)).to_have_count(3)
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    box(page).press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", options(page).first.get_attribute("id"))
    box(page).press("ArrowUp")
    assert box(page).get_attribute("aria-activedescendant") is None
    box(page).press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    box(page).press("Enter")
    page.wait_for_url(f"**{articles[0].get_absolute_url()}")


def test_escape_closes_and_enter_then_searches_for_what_was_typed(page, live_server, articles):
    page.goto(f"{live_server.url}/tim-kiem/")
    box(page).press_sequentially("don suoi")
    expect(options(page)).to_have_count(3)
    box(page).press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_value("don suoi")
    box(page).press("Enter")
    expect(page.get_by_role("heading", name="3 kết quả")).to_be_visible()


def test_a_suggestion_is_chosen_by_the_pointer(page, live_server, articles):
    page.goto(f"{live_server.url}/tim-kiem/")
    box(page).press_sequentially("suoi")
    options(page).filter(has_text="lần 2").click()
    page.wait_for_url(f"**{articles[1].get_absolute_url()}")


def test_open_suggestions_fit_and_have_no_accessibility_fault(page, live_server, articles):
    page.goto(f"{live_server.url}/tim-kiem/")
    box(page).press_sequentially("suoi")
    expect(options(page)).to_have_count(3)
    assert faults_in_every_look(page) == []
