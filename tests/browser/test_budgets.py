"""What a page costs a reader with a cheap phone, counted in bytes and requests; and that nothing moves."""

from __future__ import annotations

import gzip

import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640}
#: Bytes in all, requests, scripts packed, style sheets packed.
BUDGETS = {
    "home": (400_000, 25, 15_000, 20_000),
    "article": (120_000, 12, 15_000, 20_000),
    "category": (250_000, 18, 15_000, 20_000),
    "register": (250_000, 18, 15_000, 20_000),
    "text": (250_000, 18, 15_000, 20_000),
    "search": (250_000, 18, 15_000, 20_000),
}
#: All shifts so far, as Chromium scores them: [[score, what moved, from, to], …].
SHIFTS = """
() => new Promise((answer) => {
  const found = [];
  const at = (rect) => `${rect.left},${rect.top} ${rect.width}×${rect.height}`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries())
      for (const source of shift.sources)
        found.push([shift.value, source.node?.className, at(source.previousRect), at(source.currentRect)])
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => answer(found)));
})
"""
#: Answers once the page was drawn for the first time.
PAINTED = """
() => new Promise((answer) =>
  new PerformanceObserver(answer).observe({ type: "paint", buffered: true })).then(() => true)
"""


@pytest.fixture
def addresses(live_server):
    """A site as full as its pages can show: pictures everywhere, long lists."""
    chosen = factories.category()
    body = "<p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026, từng chi bộ nghe dân nói.</p>" * 25
    articles = [factories.article(category=chosen, body=body) for _ in range(16)]
    for article in articles:
        factories.article_image(article)
    texts = [factories.directive(symbol=f"{number}-CT/TU") for number in range(31, 53)]
    bulletin = factories.bulletin()
    bulletin.entries.create(article=articles[0])
    factories.comment(article=articles[-1])
    return {
        "home": "/",
        "article": articles[-1].get_absolute_url(),
        "category": chosen.get_absolute_url(),
        "register": "/van-ban/",
        "text": texts[0].get_absolute_url(),
        "search": "/tim-kiem/?q=thon",
    }


@pytest.fixture
def phone(browser):
    """Opens pages cold: a new context has no cache."""
    contexts = []

    def opened():
        contexts.append(browser.new_context(viewport=PHONE, device_scale_factor=2, locale="vi-VN"))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def cost(page, address):
    """What a browser fetched for a page: {address: (kind, bytes)}, text as nginx packs it."""
    fetched = {}
    page.on("response", lambda response: fetched.update({response.url: response}))
    page.goto(address, wait_until="networkidle")
    counted = {}
    for url, response in list(fetched.items()):
        if url.startswith("data:"):
            continue
        kind, body = response.request.resource_type, response.body()
        packed = kind in {"document", "script", "stylesheet", "manifest"} or url.endswith(".svg")
        counted[url] = (kind, len(gzip.compress(body, 5)) if packed else len(body))
    return counted


def test_every_page_keeps_its_budget_and_asks_nobody_else(phone, live_server, addresses):
    over = {}
    for name, limits in BUDGETS.items():
        counted = cost(phone(), live_server.url + addresses[name])
        spent = (
            sum(size for _, size in counted.values()),
            len(counted),
            *(
                sum(size for kind, size in counted.values() if kind == one)
                for one in ("script", "stylesheet")
            ),
        )
        strangers = [url for url in counted if not url.startswith(live_server.url)]
        if strangers or any(one > most for one, most in zip(spent, limits, strict=True)):
            over[name] = (spent, strangers, sorted(counted.items()))
    assert over == {}


def fonts_held(page):
    """The requests for fonts that will not be answered before the test lets them go on."""
    held = []
    page.route("**/*.woff2", lambda route: held.append(route))
    return held


def test_nothing_moves_when_a_page_comes_or_its_fonts_come_late(phone, live_server, addresses):
    moved = {}
    for name in BUDGETS:
        page = phone()
        held = fonts_held(page)
        page.goto(live_server.url + addresses[name], wait_until="domcontentloaded")
        page.evaluate(PAINTED)
        while held:
            held.pop().continue_()
        page.evaluate("document.fonts.ready")
        page.wait_for_load_state("networkidle")
        if shifts := page.evaluate(SHIFTS):
            moved[name] = shifts
    assert moved == {}
