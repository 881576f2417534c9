// The desk in the browser: unsent text is kept, leaving with unsaved changes is asked about, words are counted.
// Every page works without it.
(() => {
  "use strict";

  const PREFIX = "desk:";
  const WEEK = 7 * 24 * 3600 * 1000;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "seen_version", "_save_over"]);
  const WORDS_PER_MINUTE = 220;

  // Where the editor's own Vietnamese is misspelt or unclear.
  Object.assign(window.CKEDITOR_TRANSLATIONS?.vi?.dictionary ?? {}, {
    "Remove Format": "Bỏ định dạng",
    "Displayed text": "Chữ hiển thị",
    Superscript: "Chỉ số trên",
    Subscript: "Chỉ số dưới",
  });

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A full or closed storage: the form itself still works.
    }
  };

  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

  /** What was sent and acknowledged, and what is older than a week, is not kept. */
  const tidy = () => {
    const acknowledged = document.querySelector(".messagelist .success") !== null;
    for (const key of kept()) {
      const draft = read(key);
      if (!draft || Date.now() - draft.at > WEEK || (draft.sent && acknowledged)) localStorage.removeItem(key);
    }
  };

  for (const fold of document.querySelectorAll("[data-fold]")) {
    if (window.matchMedia(`(max-width: ${fold.dataset.fold})`).matches) fold.open = false;
  }

  // What opens over the page closes with Escape, or with a click beside it.
  const popups = () => document.querySelectorAll("details[data-popup][open]");
  document.addEventListener("click", (event) => {
    for (const popup of popups()) if (!popup.contains(event.target)) popup.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const popup of popups()) {
      popup.open = false;
      popup.querySelector("summary").focus();
    }
  });

  // The search box inside a list of several choices has no label of its own.
  window.django?.jQuery?.(() => {
    for (const box of document.querySelectorAll(".select2-search--inline input")) {
      const label = box.closest(".form-row")?.querySelector("label");
      if (label) box.setAttribute("aria-label", label.textContent.trim());
    }
  });

  // On a phone the rows of a table are stacked: a cell says the head of its column where it does not speak for
  // itself, and one that has nothing to say is left out.
  for (const table of document.querySelectorAll(".tabular table, #result_list")) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.innerText.trim());
    for (const row of table.querySelectorAll("tbody tr:not(.add-row)")) {
      [...row.cells].forEach((cell, place) => {
        if (heads[place]) cell.dataset.label = heads[place];
        const words = cell.textContent.trim();
        if (words === "–") cell.dataset.empty = "";
        if (/^[\d\s:/.,]+$/.test(words)) cell.dataset.bare = "";
      });
    }
  }

  const phone = window.matchMedia("(max-width: 48em)").matches;
  if (phone) document.querySelectorAll("#changelist-filter details details").forEach((details) => { details.open = false; });

  // From the list of what is wrong to its field, where it can be written at once.
  for (const link of document.querySelectorAll(".wrong-fields a")) {
    const id = link.hash.slice(1);
    link.addEventListener("click", () => (window.editors?.[id]?.editing.view ?? document.getElementById(id))?.focus());
  }

  try {
    tidy();
  } catch {
    return;
  }

  const panel = document.querySelector("[data-form]");
  const form = panel && panel.closest("form");
  if (!form) return;

  const key = PREFIX + panel.dataset.form;
  let dirty = false;
  let sending = false;
  let timer = 0;

  const values = () => {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !SKIPPED.has(name)) (found[name] ||= []).push(value);
    }
    return found;
  };

  const keep = () => write(key, { at: Date.now(), version: panel.dataset.version, values: values(), sent: sending });

  const touched = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
    count();
  };

  const restore = (draft) => {
    for (const [name, wanted] of Object.entries(draft.values)) {
      const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      fields.forEach((field, place) => {
        if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
        else if (field.type !== "file" && field.type !== "submit") field.value = wanted[place] ?? "";
        const editor = (window.editors || {})[field.id];
        if (editor) editor.setData(field.value);
      });
    }
    form.querySelectorAll("input[type=checkbox]").forEach((box) => {
      if (box.name && !(box.name in draft.values)) box.checked = false;
    });
    touched();
  };

  const offer = () => {
    const draft = read(key);
    const box = form.querySelector("[data-keeper]");
    if (!draft || !box || document.querySelector(".errornote")) return;
    if (JSON.stringify(draft.values) === JSON.stringify(values())) return;
    const at = new Date(draft.at);
    const today = at.toDateString() === new Date().toDateString();
    const clock = at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    box.textContent = `Có bản chưa lưu lúc ${clock}${today ? "" : ` ngày ${at.toLocaleDateString("vi-VN")}`}, còn giữ trong trình duyệt này.`;
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = label;
      made.addEventListener("click", () => { act(); box.hidden = true; });
      box.append(made);
    };
    button("Khôi phục", () => restore(draft));
    button("Bỏ", () => localStorage.removeItem(key));
    box.hidden = false;
  };

  const counter = form.querySelector("[data-count]");
  const count = () => {
    const lead = form.querySelector("#id_lead");
    if (!counter || !lead) return;
    const body = document.querySelector(".ck-content");
    const text = `${lead.value} ${body ? body.innerText : ""}`.trim();
    const words = text ? text.split(/\s+/).length : 0;
    counter.textContent = words ? `${words.toLocaleString("vi-VN")} chữ, đọc ${Math.max(1, Math.ceil(words / WORDS_PER_MINUTE))} phút` : "";
  };

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  // A browser forgets chosen files when a form comes back with an error: what is missing beside them is said before.
  const missing = () => {
    const chosen = [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);
    const words = chosen.map((input) => input.closest(".inline-related")?.querySelector("[name$='-alt']"));
    return words.find((box) => box && !box.value.trim());
  };

  form.addEventListener("submit", (event) => {
    const box = missing();
    if (box) {
      event.preventDefault();
      box.setCustomValidity("Ảnh này cần một câu mô tả.");
      box.addEventListener("input", () => box.setCustomValidity(""), { once: true });
      box.reportValidity();
      return;
    }
    sending = true;
    clearTimeout(timer);
    if (dirty) keep();
  });
  form.querySelectorAll("[data-discard]").forEach((link) => {
    link.addEventListener("click", () => { localStorage.removeItem(key); dirty = false; });
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sending) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (dirty && !sending) keep();
  });
  window.addEventListener("pageshow", () => { sending = false; });

  const watch = (textarea) => {
    if (!window.ckeditorRegisterCallback) return;
    const original = textarea.value;
    let written = false;
    window.ckeditorRegisterCallback(textarea.id, (editor) => {
      editor.model.document.on("change:data", () => {
        written = true;
        touched();
      });
      // After the editor's own listener: opening a text is not a change, so it goes back as it came.
      form.addEventListener("submit", () => {
        if (!written) textarea.value = original;
      });
      count();
    });
  };
  form.querySelectorAll("textarea.django_ckeditor_5").forEach(watch);
  window.addEventListener("load", () => { offer(); count(); });
})();
