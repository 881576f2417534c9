"""A page as it may be seen: wide and narrow, light, dark, in high contrast; what axe and a ruler find."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (1280, 320)
COLOURS = ["color-contrast"]
#: Django's tables of rows have a head without words over the cell that names each row.
OF_DJANGO = ["empty-table-header"]
#: Preloading serves rules about sound and style sheets that are off or have nothing to look at; it is slow.
_ASK = """
async ([only, but]) => {
  const rules = Object.fromEntries(but.map((rule) => [rule, { enabled: false }]));
  const options = { resultTypes: ["violations"], preload: false, rules, ...(only && { runOnly: only }) };
  const { violations } = await axe.run(document, options);
  return violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.html.slice(0, 160)}`));
}
"""


def faults(page, only: Sequence[str] | None = None, but: Sequence[str] = ()) -> list[str]:
    """What axe finds in the page as it stands, "rule: element", by all its rules or `only` these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_ASK, [only, list(but)])


def sideways(page) -> list[str]:
    """Says by how much a page is wider than its screen."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{over} pixels too wide"] if over > 0 else []


def faults_in_every_look(page) -> list[str]:
    """At every width all rules in light colours, then those about colours in dark and in high contrast.

    The page is loaded once: nothing in it asks for the width of the screen but its style sheets.
    """
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        found += [f"{width}: {fault}" for fault in (*sideways(page), *faults(page))]
        page.emulate_media(color_scheme="dark")
        found += [f"{width}, dark: {fault}" for fault in faults(page, COLOURS)]
        page.evaluate("document.documentElement.dataset.contrast = 'high'")
        found += [f"{width}, high contrast: {fault}" for fault in faults(page, COLOURS)]
        page.evaluate("delete document.documentElement.dataset.contrast")
    return found
