/* What makes the pages more comfortable; every page reads, searches and sends without it.

   This file is not deferred: the lines under "Before the first paint" set the reader's size and
   contrast on <html>. Everything else waits for the document. */

(() => {
  "use strict";

  const root = document.documentElement;
  const SETTINGS = { size: ["-1", "1", "2", "3"], contrast: ["high"], spacing: ["wide"], font: ["sans"] };
  const STEPS = ["-1", "", "1", "2", "3"];

  /* Private windows may refuse storage; the panel then works for this page only. */
  const recall = (name) => {
    try { return localStorage.getItem(`doc-${name}`) || ""; } catch { return ""; }
  };
  const remember = (name, value) => {
    try {
      if (value) localStorage.setItem(`doc-${name}`, value);
      else localStorage.removeItem(`doc-${name}`);
    } catch { /* see recall */ }
  };
  const apply = (name, value) => {
    if (SETTINGS[name].includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  };

  /* ------------------------------------------------- Before the first paint */

  root.dataset.script = ""; /* the style sheet shows what works with scripts only */
  Object.keys(SETTINGS).forEach((name) => apply(name, recall(name)));

  /* ------------------------------------------------------------ Small tools */

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const make = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  /* ---------------------------------------------------------- Reading panel */

  function readingPanel(say) {
    const group = make("div", { className: "toolbar-group" });
    const current = () => STEPS.indexOf(root.dataset.size || "");

    const sizeButton = (text, label, next) => {
      const button = make("button", { type: "button", className: "button button-plain button-small", textContent: text });
      button.setAttribute("aria-label", `${text}: ${label}`); /* who speaks to the machine says what stands there */
      button.addEventListener("click", () => {
        const step = STEPS[Math.min(Math.max(next(), 0), STEPS.length - 1)];
        apply("size", step);
        remember("size", step);
        say(`Cỡ chữ ${getComputedStyle(root).fontSize.replace("px", "").replace(".", ",")}`);
      });
      return button;
    };

    const toggle = (text, name, value) => {
      const button = make("button", { type: "button", className: "button button-plain button-small", textContent: text });
      press(button, root.dataset[name] === value);
      button.addEventListener("click", () => {
        const chosen = root.dataset[name] === value ? "" : value;
        apply(name, chosen);
        remember(name, chosen);
        press(button, Boolean(chosen));
      });
      return button;
    };

    group.append(
      sizeButton("A−", "Giảm cỡ chữ", () => current() - 1),
      sizeButton("A", "Cỡ chữ bình thường", () => 1),
      sizeButton("A+", "Tăng cỡ chữ", () => current() + 1),
      toggle("Tương phản", "contrast", "high"),
      toggle("Giãn chữ", "spacing", "wide"),
      toggle("Chữ không chân", "font", "sans"),
    );
    return group;
  }

  /* ------------------------------------------------------------- Read aloud */

  /* Each sentence of a block: its text and where it stands. */
  function sentencesOf(block) {
    const nodes = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const whole = block.textContent;
    const parts = window.Intl?.Segmenter
      ? [...new Intl.Segmenter("vi", { granularity: "sentence" }).segment(whole)]
      : [{ segment: whole, index: 0 }];
    return parts.filter(({ segment }) => segment.trim()).map(({ segment, index }) => {
      const range = document.createRange();
      range.setStart(...placeOf(nodes, index + segment.search(/\S/)));
      range.setEnd(...placeOf(nodes, index + segment.trimEnd().length));
      return { block, range, text: segment.trim() };
    });
  }

  /* The text node in which that letter of all of them stands, and its place there. */
  function placeOf(nodes, letter) {
    let node = 0;
    while (letter > nodes[node].length) letter -= nodes[node++].length;
    return [nodes[node], letter];
  }

  function readAloud(group, say) {
    const speech = window.speechSynthesis;
    const blocks = all("[data-read]").flatMap((part) => {
      const inner = all(":scope > *:not(figure, table, .opine)", part);
      return inner.length ? inner : [part];
    });
    if (!speech || !blocks.length) return;

    const RATES = [1, 1.25, 0.8];
    const voice = () => speech.getVoices().find((v) => v.lang.replace("_", "-").toLowerCase().startsWith("vi"));
    const button = (text) => make("button", { type: "button", className: "button button-plain button-small", textContent: text });
    const play = button("Nghe bài");
    const speed = button("Tốc độ 1×");
    let sentences = [];
    let at = -1;
    let rate = 0;

    /* The sentence is lit; a browser that cannot light words lights their paragraph. */
    const lights = window.CSS?.highlights;
    const mark = (index) => {
      all(".being-read").forEach((block) => block.classList.remove("being-read"));
      lights?.delete("being-read");
      if (!sentences[index]) return;
      if (lights) lights.set("being-read", new Highlight(sentences[index].range));
      else sentences[index].block.classList.add("being-read");
    };
    const stop = () => {
      at = -1;
      mark(at);
      speech.cancel();
      play.textContent = "Nghe bài";
      speed.hidden = true;
    };
    const speak = (index) => {
      if (index >= sentences.length) return stop();
      at = index;
      mark(at);
      const words = new SpeechSynthesisUtterance(sentences[at].text);
      words.voice = voice();
      words.lang = "vi-VN";
      words.rate = RATES[rate];
      /* cancel() also fires "end": only the sentence still being read leads to the next one */
      words.addEventListener("end", () => { if (at === index && words.rate === RATES[rate]) speak(index + 1); });
      speech.speak(words);
    };

    play.addEventListener("click", () => {
      if (at < 0) {
        play.textContent = "Tạm dừng";
        speed.hidden = false;
        sentences = blocks.flatMap(sentencesOf);
        speak(0);
      } else if (speech.paused) {
        speech.resume();
        play.textContent = "Tạm dừng";
      } else {
        speech.pause();
        play.textContent = "Nghe tiếp";
      }
    });
    speed.addEventListener("click", () => {
      rate = (rate + 1) % RATES.length;
      speed.textContent = `Tốc độ ${String(RATES[rate]).replace(".", ",")}×`;
      say(speed.textContent);
      const index = at;
      at = -1;
      speech.cancel();
      speech.resume();
      play.textContent = "Tạm dừng";
      speak(index);
    });
    addEventListener("pagehide", stop);

    /* The list of voices arrives late in some browsers; without a Vietnamese voice nothing is offered. */
    const offer = () => {
      if (!voice() || play.isConnected) return;
      speed.hidden = true;
      group.append(play, speed);
    };
    offer();
    speech.addEventListener?.("voiceschanged", offer);
  }

  /* --------------------------------------------------------- Print and share */

  function links(say, codeId) {
    const group = make("div", { className: "toolbar-links" });
    const tool = (text, action) => {
      const button = make("button", { type: "button", className: "tool", textContent: text });
      button.addEventListener("click", action);
      group.append(button);
    };
    const address = document.querySelector("link[rel=canonical]")?.href || location.href;

    tool("In", () => print());
    const sheet = document.querySelector("[data-pdf]");
    if (sheet) group.append(make("a", { className: "tool", href: sheet.href, textContent: "Bản PDF" }));
    if (codeId) {
      tool("Mã QR", () => {
        const code = document.getElementById(codeId);
        code.open = true;
        code.scrollIntoView({ block: "center" });
        code.querySelector("summary").focus({ preventScroll: true });
      });
    }
    if (navigator.share) {
      /* closing the share sheet rejects the promise; that is not an error */
      tool("Chia sẻ", () => navigator.share({ title: document.title, url: address }).catch(() => {}));
    } else if (navigator.clipboard) {
      tool("Chép liên kết", () => navigator.clipboard.writeText(address).then(
        () => say("Đã chép liên kết."),
        () => say("Trình duyệt không cho chép liên kết."),
      ));
    }
    return group;
  }

  function toolbar(bar) {
    const status = make("p", { className: "toolbar-status" });
    status.setAttribute("role", "status");
    const say = (words) => { status.textContent = words; };
    const panel = readingPanel(say);
    bar.append(panel, links(say, bar.dataset.code), status);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => readAloud(panel, say));
    else readAloud(panel, say);
  }

  /* As soon as it is parsed, so before it is drawn: what stands below the toolbar never moves. */
  const parsing = new MutationObserver(() => all("[data-toolbar]:empty").forEach(toolbar));
  parsing.observe(root, { childList: true, subtree: true });

  /* ---------------------------------------------------------- Report a fault */

  /* The words the reader has marked are taken along to the form. */
  function report(link) {
    const plain = link.href;
    link.addEventListener("click", () => {
      const words = String(getSelection()).trim().slice(0, 500);
      link.href = words ? `${plain}?doan=${encodeURIComponent(words)}` : plain;
    });
    /* pressing the button must not undo the marking */
    link.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /* ---------------------------------------------------------------- Reading */

  /* Says once that the article has been in view for five seconds; nothing about the reader goes along. */
  function reading(article) {
    let left = 5;
    const tick = setInterval(() => {
      if (document.visibilityState !== "visible" || (left -= 1) > 0) return;
      clearInterval(tick);
      navigator.sendBeacon?.(article.dataset.readingDoor, article.dataset.reading);
    }, 1000);
  }

  /* ------------------------------------------------------- Cards of citations */

  /* A link to a cited text shows what the side column says of it: on hover, on focus, and on the first touch,
     whose second goes to the text. Escape closes; the pointer may move onto the card. */
  function citationCards(prose) {
    const notes = new Map(all("[data-cited] > li").map((note) => [note.querySelector("a").pathname, note]));
    const card = make("div", { className: "cite-card", hidden: true, id: "the-vien-dan" });
    let shown = null;
    let timer = 0;
    let touched = false;

    const hide = () => {
      clearTimeout(timer);
      card.hidden = true;
      shown = null;
    };
    const show = (link) => {
      clearTimeout(timer);
      if (shown === link) return;
      shown = link;
      card.replaceChildren(...[...notes.get(link.pathname).cloneNode(true).childNodes]);
      card.hidden = false;
      /* under the first line of the link, inside the window */
      const line = link.getClientRects()[0];
      const left = Math.min(line.left, document.documentElement.clientWidth - card.offsetWidth - 16);
      const below = line.bottom + card.offsetHeight + 8 < innerHeight;
      card.style.left = `${Math.max(left, 16) + scrollX}px`;
      card.style.top = `${(below ? line.bottom + 6 : line.top - card.offsetHeight - 6) + scrollY}px`;
    };
    const later = (action, wait) => {
      clearTimeout(timer);
      timer = setTimeout(action, wait);
    };

    all("a[href]", prose).filter((link) => notes.has(link.pathname)).forEach((link) => {
      link.removeAttribute("title"); /* the card says it, and more */
      link.setAttribute("aria-describedby", notes.get(link.pathname).id);
      link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") later(() => show(link), 250); });
      link.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") later(hide, 300); });
      link.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
      link.addEventListener("focus", () => { if (!touched) show(link); });
      link.addEventListener("blur", () => later(hide, 150));
      link.addEventListener("click", (event) => {
        if (touched && shown !== link) {
          event.preventDefault();
          show(link);
        }
        touched = false;
      });
    });
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", () => later(hide, 300));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    document.addEventListener("pointerdown", ({ target }) => { if (!card.contains(target) && target !== shown) hide(); });
    prose.closest("main").append(card); /* inside a landmark */
  }

  /* --------------------------------------------------------------- The menu */

  function menu(toggle) {
    const nav = document.querySelector(toggle.hash);
    const set = (open) => {
      nav.toggleAttribute("data-open", open);
      toggle.setAttribute("aria-expanded", String(open));
    };
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-controls", nav.id);
    set(false);
    const flip = (event) => {
      event.preventDefault();
      set(!nav.hasAttribute("data-open"));
    };
    toggle.addEventListener("click", flip);
    toggle.addEventListener("keydown", (event) => { if (event.key === " ") flip(event); });
    const leave = (event) => {
      if (event.key !== "Escape" || !nav.hasAttribute("data-open")) return;
      set(false);
      toggle.focus();
    };
    [toggle, nav].forEach((part) => part.addEventListener("keydown", leave));
  }

  /* ------------------------------------------------- Pictures by arrow keys */

  function viewer(ways) {
    const keys = { ArrowLeft: "prev", ArrowRight: "next", Escape: "up" };
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select");
      if (typing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      ways.querySelector(`[rel="${keys[event.key]}"]`)?.click();
    });
  }

  /* -------------------------------------------------------------- The clock */

  const DAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

  /* Pages come from a cache, so the printed minute may be old; Viet Nam has one zone, UTC+7, all year. */
  function clock(node) {
    const pad = (number) => String(number).padStart(2, "0");
    const tick = () => {
      const now = new Date(Date.now() + 7 * 3600e3);
      const date = `${pad(now.getUTCDate())}/${pad(now.getUTCMonth() + 1)}/${now.getUTCFullYear()}`;
      const time = `${pad(now.getUTCHours())}:${pad(now.getUTCMinutes())}`;
      node.textContent = `${DAYS[now.getUTCDay()]}, ${date} · ${time}`;
      node.dateTime = `${now.toISOString().slice(0, 16)}+07:00`;
      setTimeout(tick, 60e3 - (Date.now() % 60e3));
    };
    tick();
  }

  /* ------------------------------------------------------------- Suggestions */

  /* Fetched when a search box is first entered: most readers of a page search nothing. */
  const { suggest } = document.currentScript.dataset;
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches("input[data-suggest]:not([role])")) return;
    const before = target.value;
    import(suggest).then(({ default: offer }) => {
      offer(target);
      if (target.value !== before) target.dispatchEvent(new Event("input")); /* typed meanwhile */
    }, () => {}); /* without them the box still searches */
  });

  /* ---------------------------------------------------------- Comment forms */

  /* The form opens inside the page of the text. Without scripts the links lead to the form's own page. */
  function commentForm(link) {
    const place = document.querySelector("[data-comment-place]");
    link.addEventListener("click", async (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      try {
        const answer = await fetch(`${link.href}?mau=1`, { credentials: "omit" });
        if (!answer.ok) throw new Error(answer.status);
        place.innerHTML = await answer.text();
      } catch {
        location.assign(link.href);
        return;
      }
      place.scrollIntoView({ block: "start" });
      place.querySelector("input:not([type=hidden])")?.focus();
    });
  }

  /* One press sends once; the server would take a second one as the same, but the reader need not wait twice. */
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-comment]")) return;
    const button = target.querySelector("[type=submit]");
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, 10_000);
  });

  /* ---------------------------------------------------------------- Counter */

  function count(hint) {
    const field = document.getElementById(hint.dataset.countFor);
    const left = Number(hint.dataset.limit) - field.value.length;
    hint.textContent = left >= 0
      ? `Còn ${left.toLocaleString("vi-VN")} ký tự.`
      : `Thừa ${(-left).toLocaleString("vi-VN")} ký tự.`;
  }

  /* Listened for on the document: the comment form may come into the page later. */
  document.addEventListener("input", ({ target }) => {
    all("[data-count-for]").filter((hint) => hint.dataset.countFor === target.id).forEach(count);
  });

  document.addEventListener("DOMContentLoaded", () => {
    parsing.disconnect();
    all("[data-toolbar]:empty").forEach(toolbar); /* what was parsed last is not observed any more */
    all("[data-menu-toggle]").forEach(menu);
    all("[data-viewer]").forEach(viewer);
    all("[data-report]").forEach(report);
    if (document.querySelector("[data-comment-place]")) all("[data-comment-form]").forEach(commentForm);
    all("[data-reading]").forEach(reading);
    if (document.querySelector("[data-cited]")) all("[data-citing]").forEach(citationCards);
    all("[data-clock]").forEach(clock);
    all("[data-count-for]").forEach(count);
    document.querySelector("[data-focus]")?.focus();
  });
})();
