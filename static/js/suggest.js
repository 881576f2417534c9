/* Suggestions under a search box while typing. Without this file, or without an answer, the box
   searches as before. Pattern: ARIA combobox with a listbox; arrows choose, Enter opens, Escape closes. */

const WAIT = 180;
const SHORTEST = 2;
const known = new Map(); /* what was typed → suggestions, for this page */

async function ask(address, typed, signal) {
  if (!known.has(typed)) {
    const response = await fetch(`${address}?q=${encodeURIComponent(typed)}`, { signal, credentials: "omit" });
    if (!response.ok) return [];
    known.set(typed, (await response.json()).goi_y);
  }
  return known.get(typed);
}

export default function suggest(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-goi-y`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  input.parentElement.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let chosen = -1;
  let timer = 0;
  let asking = new AbortController();

  const options = () => [...list.children];
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    const all = options();
    chosen = (index + all.length + 1) % (all.length + 1);
    if (chosen === all.length) chosen = -1; /* past the end: back to what was typed */
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[chosen].id);
    return all[chosen].scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    if (!found.length || document.activeElement !== input) return close();
    list.replaceChildren(...found.map(({ chu, dia_chi }, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.address = dia_chi;
      option.textContent = chu;
      return option;
    }));
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = false;
    return input.setAttribute("aria-expanded", "true");
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking.abort();
    const typed = input.value.normalize("NFC").trim().replace(/\s+/g, " ");
    if (typed.length < SHORTEST) return close();
    asking = new AbortController();
    timer = setTimeout(() => {
      /* typed on, or the line is down: the box still searches */
      ask(input.dataset.suggest, typed, asking.signal).then(show, () => {});
    }, WAIT);
    return undefined;
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.address);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  /* before the box loses the focus, which would close the list under the finger */
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[data-address]");
    if (option) location.assign(option.dataset.address);
  });
}
