/* The moderators' bench by keyboard: the same forms that work without this file, sent without leaving the page. */

(() => {
  "use strict";

  const bench = document.querySelector("[data-bench]");
  const status = document.querySelector("[data-bench-status]");
  if (!bench) return;

  const cases = () => [...bench.querySelectorAll("[data-case]")];
  const here = () => document.activeElement?.closest?.("[data-case]") || bench.querySelector("[data-here]");
  const say = (words) => { status.textContent = words; };
  const isOpen = (item) => item.matches('[data-state="pending"], [data-state="held"]');

  function go(item) {
    if (!item) return;
    bench.querySelector("[data-here]")?.removeAttribute("data-here");
    item.setAttribute("data-here", "");
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    claim(item);
  }

  function step(by) {
    const all = cases();
    const at = all.indexOf(here());
    go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  /* Two moderators do not read the same comment: looking at one for a second takes it on. */
  let looking;
  function claim(item) {
    clearTimeout(looking);
    const form = item.querySelector("[data-claim]");
    if (!form || item.dataset.claimed) return;
    looking = setTimeout(async () => {
      item.dataset.claimed = "1";
      const answer = await post(form);
      if (answer?.status === 409 && item.isConnected && here() === item) replace(item, await answer.text());
    }, 1000);
  }

  function post(form, submitter) {
    return fetch(form.action, {
      method: "POST",
      body: new FormData(form, submitter),
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
    });
  }

  function replace(item, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const fresh = holder.content.firstElementChild;
    item.replaceWith(fresh);
    expire(fresh);
    return fresh;
  }

  /* The way back closes when its time is over. */
  function expire(item) {
    const seconds = Number(item.dataset.undo);
    if (seconds) setTimeout(() => item.querySelector('[data-verb="z"]')?.remove(), seconds * 1000);
  }

  /* The last decision can be taken back with one key, wherever the moderator has gone since. */
  let last;

  async function send(form, submitter) {
    const item = form.closest("[data-case]");
    const all = cases();
    const next = all.slice(all.indexOf(item) + 1).find(isOpen);
    item.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await post(form, submitter);
      if (answer.redirected || (!answer.ok && answer.status !== 409)) throw new Error(answer.status);
    } catch {
      item.removeAttribute("aria-busy");
      say("Chưa gửi được quyết định. Kiểm tra mạng hoặc đăng nhập lại rồi thử lần nữa.");
      return;
    }
    const fresh = replace(item, await answer.text());
    last = fresh;
    const error = fresh.querySelector(".case-error");
    say(error ? error.textContent : `${fresh.querySelector(".case-state").textContent}: ${fresh.querySelector(".case-name").textContent}`);
    go(error || isOpen(fresh) || !next ? fresh : next);
    fresh.querySelector("details[open] textarea, details[open] input[type=text]")?.focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-verb]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  const press = (item, key) => item.querySelector(`form[data-verb="${key}"]:not(details form)`)?.requestSubmit();

  function open(item, key) {
    const panel = item.querySelector(`details[data-key="${key}"]`);
    if (!panel) return;
    item.querySelectorAll("details[open]").forEach((other) => { other.open = other === panel; });
    panel.open = true;
    (panel.querySelector("textarea") ?? panel.querySelector("input[type=text], form button"))?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
      if (event.key === "Escape") event.target.closest("[data-case]")?.focus();
      return;
    }
    const key = event.key.toLowerCase();
    const item = here();
    const panel = item?.querySelector("details[data-key][open]");
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "z") (last?.isConnected ? last : item)?.querySelector('form[data-verb="z"]')?.requestSubmit();
    else if (!item) return;
    else if (panel && /^[1-9]$/.test(key)) panel.querySelectorAll("form button")[Number(key) - 1]?.click();
    else if (key === "escape" && panel) { panel.open = false; item.focus(); }
    else if ("xgct".includes(key)) open(item, key);
    else if ("amr".includes(key)) press(item, key);
    else if (key === "s") item.querySelector("[data-pick]")?.click();
    else return;
    event.preventDefault();
  });

  bench.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-case]");
    if (!item || item.hasAttribute("data-here")) return;
    bench.querySelector("[data-here]")?.removeAttribute("data-here");
    item.setAttribute("data-here", "");
    claim(item);
  });

  cases().forEach(expire);
})();
