/* The comment form inside the article's page. Without this file the links lead to the form's own page. */

(() => {
  "use strict";

  const place = document.querySelector("[data-comment-place]");
  const links = document.querySelectorAll("[data-comment-form]");

  async function open(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const address = event.currentTarget.href;
    try {
      const answer = await fetch(`${address}?mau=1`, { credentials: "omit" });
      if (!answer.ok) throw new Error(answer.status);
      place.innerHTML = await answer.text();
    } catch {
      window.location.assign(address);
      return;
    }
    place.scrollIntoView({ block: "start" });
    place.querySelector("input:not([type=hidden])")?.focus();
  }

  if (place) links.forEach((link) => link.addEventListener("click", open));

  /* One press sends once; the server would take a second one as the same, but the reader need not wait twice. */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-comment]")) return;
    const button = event.target.querySelector("[type=submit]");
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, 10_000);
  });
})();
