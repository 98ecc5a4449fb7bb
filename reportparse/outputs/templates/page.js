"use strict";
(() => {
  const WORDS = {
    amount: ["金额", "Amount"], count: ["数量", "Count"], rate: ["比率", "Rate"],
    measure: ["度量", "Measure"], duration: ["时长", "Duration"], rank: ["位次", "Rank"],
    target: ["计划", "Target"], actual: ["实际", "Actual"],
    up: ["上升", "rise"], down: ["下降", "fall"],
    ">": ["以上", "more than"], "<": ["以下", "less than"], "~": ["约", "about"], "..": ["区间", "range"],
    exact: ["相符", "Exact"], rounding: ["舍入", "Rounding"], mismatch: ["不符", "Mismatch"],
    unchecked: ["未判", "Unchecked"],
    value: ["数值", "Value"], bounds: ["可代表", "Stands for"], status: ["状态", "Status"],
    direction: ["升降", "Direction"], modifier: ["约数", "Modifier"], indicator: ["指标", "Indicator"],
    subject: ["主体", "Subject"], program: ["专项", "Program"], heading: ["章节", "Section"],
    period: ["时期", "Period"], rule: ["规则", "Rule"], place: ["位置", "Place"],
    line: ["第%行", "line %"], page: ["第%页", "page %"], to: [" 至 ", " to "], open: ["不限", "open"],
    inferred: ["（单位取自上下文）", " (unit from the context)"],
  };
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement, body = document.body;
  const english = () => root.lang === "en";
  const word = (key) => (WORDS[key] || [key, key])[english() ? 1 : 0];
  const phone = matchMedia("screen and (max-width: 56rem)");
  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const figures = JSON.parse(byId("data").textContent);
  const recordOf = new Map(figures.map((figure) => [figure.id, figure]));
  const marks = [...byId("text").querySelectorAll(".f")];
  const findings = [...document.querySelectorAll("#checks .check:not(.quiet)")];
  const card = byId("card");
  let shown = figures;
  let current = null;
  let followed = null;
  let visited = null;
  let stop = marks[0];
  let pinned = false;
  let timer = 0;

  // Panes and language

  function open(pane) {
    body.dataset.pane = pane === "text" ? "text" : "side";
    if (pane !== "text") body.dataset.side = pane;
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const on = tab.dataset.pane === (phone.matches ? pane : body.dataset.side);
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    if (pane === "figures") list();
  }

  function speak(language) {
    root.lang = language;
    for (const element of document.querySelectorAll("[data-zh]")) {
      const text = element.dataset[language];
      if (element.tagName === "OPTION") element.textContent = text;
      else {
        element.setAttribute("aria-label", text);
        if (element.placeholder) element.placeholder = text;
      }
    }
    count();
    list();
    if (current && !card.hidden) fill(current);
  }

  // The card: the record of a figure, or a check worked out

  function grouped(number) {
    const [whole, decimals] = number.split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals ? "." + decimals : "");
  }

  function fields(figure) {
    const bounds = figure.bounds && figure.bounds.map((b) => (b === null ? word("open") : grouped(b)));
    const days = figure.days ? figure.days.join(word("to")) : "";
    const place = [["page", figure.page], ["line", figure.line]].filter(([, n]) => n);
    return [
      ["value", `${grouped(figure.value)} ${figure.unit || ""}${figure.inferred ? word("inferred") : ""}`],
      ["bounds", bounds && bounds.join(" – ")],
      ["modifier", figure.modifier && word(figure.modifier)],
      ["status", figure.status && word(figure.status)],
      ["direction", figure.direction && word(figure.direction)],
      ["indicator", figure.indicator],
      ["subject", figure.subject],
      ["program", figure.program],
      ["heading", figure.heading === figure.program ? "" : figure.heading],
      ["period", figure.period && (days && days !== figure.period ? `${figure.period}（${days}）` : figure.period)],
      ["place", place.map(([key, n]) => word(key).replace("%", n)).join(" ")],
      ["rule", figure.rule],
    ];
  }

  function copyOf(id) {
    const copy = byId(id).cloneNode(true);
    copy.removeAttribute("id");
    copy.dataset.check = id;
    return copy;
  }

  function fill(mark) {
    if (followed) return card.replaceChildren(copyOf(followed.id));
    const figure = recordOf.get(mark.id);
    const head = make("p", `big ${figure.kind}`);
    head.append(make("span", "", figure.text), make("i", "", word(figure.kind)));
    const table = make("dl");
    for (const [key, text] of fields(figure)) {
      if (text) table.append(make("dt", "", word(key)), make("dd", "", text));
    }
    card.replaceChildren(head, table, ...(figure.checks || []).map(copyOf));
  }

  function show(mark, pin, check = null) {
    clearTimeout(timer);
    current = mark;
    followed = check;
    pinned = pin;
    fill(mark);
    card.hidden = false;
    card.scrollTop = 0;
    place();
  }

  function place() {
    if (card.hidden || !current) return;
    const boxes = current.getClientRects();
    const box = boxes[boxes.length - 1];
    if (!box) return;
    const edge = Math.min(innerWidth, byId("text").getBoundingClientRect().right + 24);
    const left = Math.max(8, Math.min(box.left - 12, edge - card.offsetWidth - 8));
    const below = box.bottom + 8;
    const fits = below + card.scrollHeight <= innerHeight - 8 || box.top < innerHeight * 0.55;
    card.style.left = `${left}px`;
    card.style.top = `${fits ? below : Math.max(8, boxes[0].top - 8 - card.offsetHeight)}px`;
    card.style.maxHeight = fits ? `${Math.max(120, innerHeight - below - 12)}px` : `${boxes[0].top - 16}px`;
  }

  function hide() {
    clearTimeout(timer);
    card.hidden = true;
    pinned = false;
  }

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  // Going to places

  function reach(element, block = "center") {
    const far = Math.abs(element.getBoundingClientRect().top) > 3 * innerHeight;
    const calm = far || matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: phone.matches ? "start" : block, behavior: calm ? "instant" : "smooth" });
  }

  function visit(mark, check = null) {
    if (phone.matches) open("text");
    for (const old of byId("text").querySelectorAll(".here")) old.classList.remove("here");
    stop.tabIndex = -1;
    stop = visited = mark;
    mark.tabIndex = 0;
    mark.classList.add("here");
    show(mark, true, check);
    mark.focus({ preventScroll: true });
    reach(mark);
    requestAnimationFrame(place);
  }

  function follow(check) {
    for (const old of document.querySelectorAll(".f.operand, .f.stated, .check.open")) {
      old.classList.remove("operand", "stated", "open");
    }
    check.classList.add("open");
    const group = check.closest("details");
    if (group) group.open = true;
    check.scrollIntoView({ block: "nearest" });
    const [stated, ...operands] = check.dataset.figures.split(" ").map(byId);
    for (const mark of operands) if (mark) mark.classList.add("operand");
    if (!stated) return;
    stated.classList.add("stated");
    visit(stated, check);
  }

  function step(items, from, by) {
    const next = from < 0 && by < 0 ? items.length - 1 : from + by;
    return items[Math.max(0, Math.min(items.length - 1, next))];
  }

  function turn(by) {
    const visible = marks.filter((mark) => !mark.classList.contains("off"));
    const mark = step(visible, visible.indexOf(visited), by);
    if (mark) visit(mark);
  }

  function jump(by) {
    if (!findings.length) return;
    open("checks");
    follow(step(findings, findings.findIndex((check) => check.classList.contains("open")), by));
  }

  function land() {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.classList.contains("f")) visit(target);
    else if (target.classList.contains("check")) { open("checks"); follow(target); }
    else reach(target, "start");
  }

  // Filters

  function choose() {
    const form = new FormData(byId("filters"));
    const kinds = new Set(form.getAll("kind"));
    const wants = (key, value) => {
      const wanted = form.get(key);
      return !wanted || (wanted === "-" ? "" : wanted) === (value || "");
    };
    shown = figures.filter((figure) => kinds.has(figure.kind) && wants("program", figure.program)
      && wants("status", figure.status) && wants("verdict", figure.verdict));
    const ids = new Set(shown.map((figure) => figure.id));
    for (const mark of marks) mark.classList.toggle("off", !ids.has(mark.id));
    count();
    byId("figures").querySelector(".scroll").scrollTop = 0;
    list();
  }

  function count() {
    const all = shown.length === figures.length;
    byId("shown").textContent = all ? "" : `${shown.length}/${figures.length}`;
    byId("listed").textContent = shown.length;
  }

  function reveal(on) {
    const form = byId("filters");
    form.hidden = on === undefined ? !form.hidden : !on;
    byId("filter").setAttribute("aria-expanded", String(!form.hidden));
  }

  // The list of figures: only the rows in view exist

  function list() {
    if (body.dataset.side !== "figures") return;
    const scroll = byId("figures").querySelector(".scroll"), rows = scroll.firstElementChild;
    const height = 3 * parseFloat(getComputedStyle(root).fontSize);
    rows.style.height = `${shown.length * height}px`;
    const first = Math.max(0, Math.floor(scroll.scrollTop / height) - 5);
    const last = Math.min(shown.length, first + Math.ceil(scroll.clientHeight / height) + 10);
    rows.replaceChildren(...shown.slice(first, last).map((figure, n) => {
      const row = make("button", figure.kind);
      row.type = "button";
      row.dataset.figure = figure.id;
      row.style.top = `${(first + n) * height}px`;
      row.append(
        make("b", figure.verdict === "mismatch" ? "mismatch" : "", figure.text),
        make("span", "less", [figure.status, figure.verdict].filter(Boolean).map(word).join(" · ")),
        make("span", "less", figure.indicator || figure.subject || ""),
        make("span", "less", word("line").replace("%", figure.line)),
      );
      return row;
    }));
  }

  // Search: hits are highlighted without touching the text

  const folded = (text) => text.toLowerCase()
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
  const search = { blocks: null, hits: [], at: -1 };

  function range(block, start, end) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const found = document.createRange();
    let passed = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.data.length;
      if (start >= passed && start < passed + length) found.setStart(node, start - passed);
      if (end > passed && end <= passed + length) {
        found.setEnd(node, end - passed);
        break;
      }
      passed += length;
    }
    return found;
  }

  function seek() {
    const query = folded(byId("query").value.trim());
    search.blocks ??= [...byId("text").querySelectorAll("p, h3, td")]
      .map((block) => ({ block, text: folded(block.textContent) }));
    search.hits = [];
    search.at = -1;
    if (query) {
      for (const { block, text } of search.blocks) {
        for (let at = text.indexOf(query); at >= 0 && search.hits.length < 5000;) {
          search.hits.push(range(block, at, at + query.length));
          at = text.indexOf(query, at + query.length);
        }
      }
    }
    if (window.CSS && CSS.highlights) {
      CSS.highlights.delete("hit");
      CSS.highlights.set("hits", new Highlight(...search.hits));
    }
    byId("hits").textContent = query ? String(search.hits.length) : "";
  }

  function hit(by) {
    if (!search.hits.length) return;
    const { length } = search.hits;
    search.at = (search.at + by + length) % length;
    const found = search.hits[search.at];
    if (phone.matches) open("text");
    hide();
    if (window.CSS && CSS.highlights) CSS.highlights.set("hit", new Highlight(found));
    reach(found.startContainer.parentElement);
    byId("hits").textContent = `${search.at + 1}/${length}`;
  }

  // Events

  const markOf = (event) => event.target.closest && event.target.closest("#text .f");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const mark = markOf(event);
    if (mark) { if (!pinned) later(() => show(mark, false), 70); }
    else if (event.target.closest("#card")) clearTimeout(timer);
    else if (!pinned && !card.hidden) later(hide, 220);
    else if (card.hidden) clearTimeout(timer);
  });

  byId("text").addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (!mark) return;
    visited = mark;
    if (mark !== current || card.hidden) show(mark, true);
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a, .f, .check, #card, #help");
    const mark = markOf(event);
    if (mark) return visit(mark);
    const link = event.target.closest("a[href^='#']");
    if (link) {
      event.preventDefault();
      const { program } = link.dataset;
      if (program !== undefined) {
        byId("filters").elements.program.value = program;
        choose();
        reveal(true);
      }
      if (phone.matches) open("text");
      history.replaceState(null, "", link.hash);
      return land();
    }
    const row = event.target.closest("[data-figure]");
    if (row) return visit(byId(row.dataset.figure));
    const check = event.target.closest(".check");
    if (check) return follow(check.dataset.check ? byId(check.dataset.check) : check);
    if (!target && !getSelection().toString()) hide();
    if (!event.target.closest("#keys, #help")) help(false);
  });

  function help(on) {
    byId("help").hidden = on === undefined ? !byId("help").hidden : !on;
    byId("keys").setAttribute("aria-expanded", String(!byId("help").hidden));
  }

  const ACTIONS = {
    j: () => turn(1), k: () => turn(-1), n: () => jump(1), p: () => jump(-1),
    f: () => reveal(), l: () => speak(english() ? "zh" : "en"), "?": () => help(),
    "/": () => byId("query").focus(),
    1: () => open("checks"), 2: () => open("programs"), 3: () => open("figures"),
    Escape: () => {
      if (card.hidden && byId("help").hidden) reveal(false);
      hide();
      help(false);
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    if (target.id === "query") {
      if (key === "Enter") hit(event.shiftKey ? -1 : 1);
      else if (key === "Escape") { target.value = ""; seek(); target.blur(); }
      else return;
      return event.preventDefault();
    }
    if (target.matches("select, input")) {
      if (key === "Escape") reveal(false);
      return;
    }
    if (target.matches("[role=tab]") && (key === "ArrowRight" || key === "ArrowLeft")) {
      const tabs = [...document.querySelectorAll("[role=tab]")].filter((tab) => tab.offsetParent);
      const tab = step(tabs, tabs.indexOf(target), key === "ArrowRight" ? 1 : -1);
      open(tab.dataset.pane);
      tab.focus();
    } else if (target.matches("#text .f") && ["ArrowRight", "ArrowLeft", "Enter", " "].includes(key)) {
      if (key.startsWith("Arrow")) turn(key === "ArrowRight" ? 1 : -1);
      else show(target, true);
    } else if (ACTIONS[key]) ACTIONS[key]();
    else return;
    event.preventDefault();
  });

  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.addEventListener("click", () => {
      open(tab.dataset.pane);
      hide();
      if (phone.matches) scrollTo(0, 0);
    });
  }
  byId("language").addEventListener("click", () => speak(english() ? "zh" : "en"));
  byId("filter").addEventListener("click", () => reveal());
  byId("keys").addEventListener("click", () => help());
  byId("filters").addEventListener("change", choose);
  byId("filters").addEventListener("reset", () => setTimeout(choose));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("query").addEventListener("input", () => later(seek, 120));
  byId("figures").querySelector(".scroll").addEventListener("scroll", list, { passive: true });
  addEventListener("scroll", () => (pinned || phone.matches ? place() : hide()), { passive: true });
  addEventListener("resize", () => { place(); list(); });
  addEventListener("hashchange", land);
  phone.addEventListener("change", () => open(phone.matches ? "text" : body.dataset.side));

  // The outline follows the text

  const links = new Map([...document.querySelectorAll(".outline a")].map((a) => [a.hash.slice(1), a]));
  const heads = [...links.keys()].map(byId).filter(Boolean);
  let here = null;
  const spy = new IntersectionObserver(() => {
    const past = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3);
    const link = links.get((past[past.length - 1] || heads[0] || {}).id);
    if (link === here) return;
    if (here) here.removeAttribute("aria-current");
    here = link;
    link.setAttribute("aria-current", "true");
    const frame = link.closest("nav");
    const { offsetTop } = link.closest("li");
    if (offsetTop < frame.scrollTop || offsetTop > frame.scrollTop + frame.clientHeight - 40) {
      frame.scrollTop = offsetTop - frame.clientHeight / 2;
    }
  }, { rootMargin: "0px 0px -66% 0px" });
  heads.forEach((head) => spy.observe(head));

  new ResizeObserver(([entry]) => {
    root.style.setProperty("--top", `${entry.target.offsetHeight}px`);
  }).observe(document.querySelector(".top"));

  root.classList.add("js");
  body.dataset.side = "checks";
  open(phone.matches ? "text" : "checks");
  if (stop) stop.tabIndex = 0;
  count();
  if (location.hash) land();
})();
