"""A citizen reads in a real browser: from an article to the text it cites, in the size they chose."""

from __future__ import annotations

import pytest

from directives.models import Relation
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(live_server):
    """An article that cites a text which another one has replaced."""
    directive = factories.directive(symbol="31-CT/TU")
    newer = factories.directive(symbol="32-CT/TU")
    Relation.objects.create(source=newer, kind="replaces", target=directive)
    article = factories.article(
        body="<p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>",
        source_name="Báo Đồng Sơn", source_url="https://baodongson.example/1",
    )  # fmt: skip
    return {"article": article.get_absolute_url(), "text": directive.get_absolute_url()}


def test_a_reader_follows_a_citation_to_the_text_and_its_successor(page, live_server, pages):
    page.goto(live_server.url + pages["article"])
    page.get_by_role("link", name="Chỉ thị số 31-CT/TU").first.click()
    page.wait_for_url("**" + pages["text"])
    assert "Hết hiệu lực" in page.inner_text("main")
    page.get_by_role("link", name="32-CT/TU").first.click()
    page.wait_for_url("**/van-ban/32-ct-tu-*/")


def test_the_size_a_reader_chose_is_remembered_without_a_cookie(page, live_server, pages):
    page.goto(live_server.url + pages["article"])
    before = page.evaluate("getComputedStyle(document.querySelector('.prose')).fontSize")
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.querySelector('.prose')).fontSize") != before
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("tool", "style"),
    [("Tương phản", "color"), ("Giãn chữ", "letterSpacing"), ("Chữ không chân", "fontFamily")],
)
def test_every_tool_changes_the_page_is_remembered_and_is_undone(page, live_server, pages, tool, style):
    def seen():
        value = page.evaluate("name => getComputedStyle(document.querySelector('.prose'))[name]", style)
        return value, button.get_attribute("aria-pressed")

    button = page.get_by_role("button", name=tool)
    page.goto(live_server.url + pages["article"])
    plain = seen()
    button.click()
    chosen = seen()
    page.reload()
    assert seen() == chosen
    assert chosen[0] != plain[0]
    button.click()
    assert seen() == plain


#: A browser with a Vietnamese voice, which the one of the tests has not; each sentence ends when told.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; this.rate = 1; }
};
Object.defineProperty(window, "speechSynthesis", { value: {
  paused: false, getVoices: () => [{ lang: "vi-VN" }], cancel() {}, resume() {}, pause() {},
  speak(words) { said.push(words.text); window.finish = () => words.dispatchEvent(new Event("end")); },
} });
"""
LIT = "[...CSS.highlights.get('being-read') ?? []].map(String)"


def test_an_article_is_read_aloud_sentence_by_sentence_and_each_is_lit(page, live_server):
    article = factories.article(
        lead="Thôn họp.", body="<p>Đường đã <b>xong. Nước</b> đã về!</p><ul><li>Họ hiến đất.</li></ul>"
    )
    page.add_init_script(VOICE)
    page.goto(live_server.url + article.get_absolute_url())
    page.get_by_role("button", name="Nghe bài").click()
    for sentence in ("Thôn họp.", "Đường đã xong.", "Nước đã về!", "Họ hiến đất."):
        assert page.evaluate("said.at(-1)") == sentence
        assert page.evaluate(LIT) == [sentence]
        page.evaluate("finish()")
    assert page.evaluate(LIT) == []
    assert page.get_by_role("button", name="Nghe bài").is_visible()


def test_without_a_vietnamese_voice_nothing_is_offered(page, live_server, pages):
    page.add_init_script(VOICE.replace("vi-VN", "en-US"))
    page.goto(live_server.url + pages["article"])
    assert page.get_by_role("button", name="Tăng cỡ chữ").is_visible()
    assert page.get_by_role("button", name="Nghe bài").count() == 0


@pytest.mark.parametrize("kind", ["article", "text"])
def test_the_reading_tools_are_there_at_every_visit(page, live_server, pages, kind):
    """From the second on the browser has the script at once, and may be through before it looks."""
    for _ in range(4):
        page.goto(live_server.url + pages[kind])
        assert page.get_by_role("button", name="Tăng cỡ chữ").count() == 1


def test_a_printed_list_says_what_was_asked_for_and_nothing_that_was_not(page, live_server, pages):
    page.goto(live_server.url + "/van-ban/?q=31-CT/TU&hieuluc=ended")
    page.emulate_media(media="print")
    shown = page.locator(".filters .field:visible")
    assert [" ".join(words.split()) for words in shown.locator("label").all_inner_texts()] == [
        "Số, ký hiệu hoặc trích yếu",
        "Hiệu lực",
    ]
    assert not page.get_by_role("button", name="Lọc văn bản").is_visible()
    page.goto(live_server.url + "/van-ban/")
    assert shown.count() == 0


def test_everything_is_there_without_scripts(browser, live_server, pages):
    context = browser.new_context(java_script_enabled=False)
    reader = context.new_page()
    reader.goto(live_server.url + pages["article"])
    words = reader.inner_text("main")
    assert "Gửi ý kiến" in words
    assert "Báo Đồng Sơn" in words
    context.close()
