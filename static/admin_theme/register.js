// The form of an official text: its period, the number that follows and who has the typed one, while it is filled in.
// Without it the same words come with the form once it has been sent.
(() => {
  "use strict";

  const hint = document.querySelector("[data-number]");
  const form = hint && hint.closest("form");
  if (!form) return;

  const NAMES = ["type", "issuing_body", "issued_on", "symbol"];
  const field = (name) => form.elements.namedItem(name);
  if (!NAMES.every(field)) return;
  let asked = "";
  let timer = 0;

  const offer = () => {
    const button = hint.querySelector("[data-use]");
    if (button) button.hidden = false;
  };

  const ask = async () => {
    const query = new URLSearchParams(NAMES.map((name) => [name, field(name).value]));
    query.set("own", hint.dataset.own);
    if (String(query) === asked) return;
    const mine = (asked = String(query));
    try {
      const answer = await fetch(`${hint.dataset.number}?${mine}`, { headers: { Accept: "text/html" } });
      // A slow answer to an older question must not overwrite a newer one; a log-in page is no answer.
      if (!answer.ok || answer.redirected || mine !== asked) return;
      hint.innerHTML = await answer.text();
      offer();
    } catch {
      asked = "";
    }
  };

  const soon = (event) => {
    if (!NAMES.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  };

  // The choice lists tell only jQuery of a change; the calendar only gives the focus back.
  for (const happening of ["input", "focusout"]) form.addEventListener(happening, soon);
  window.addEventListener("load", () => window.django?.jQuery?.(form).on("change", soon));
  hint.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use]");
    if (!button) return;
    const symbol = field("symbol");
    symbol.value = button.dataset.use;
    symbol.dispatchEvent(new Event("input", { bubbles: true }));
    symbol.focus();
  });
  offer();
})();
