"use strict";
// Filters with their state in the address, keys, and links that open the part that they lead to. The page is complete without them.
(() => {
  const form = document.getElementById("find");
  const found = document.getElementById("found");
  const keys = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const requirements = [...document.querySelectorAll("article.requirement")];
  const texts = new Map();
  const choices = [...form.querySelectorAll("select")];
  const findings = [...document.querySelectorAll(".finding")];
  const alone = document.getElementById("alone");
  const main = document.getElementById("main");
  const list = findings.length ? findings : requirements;
  const ofSteps = document.querySelector("table.steps");
  let current = null;
  const chosen = () => [...form.querySelectorAll("[name=verdict]:checked")].map((box) => box.value);

  function text(article) {
    if (!texts.has(article)) texts.set(article, article.textContent.toLowerCase());
    return texts.get(article);
  }

  // For each choice an article has words; a choice matches if the article has one of its words.
  function matches(article, words, verdicts) {
    const own = (name) => (article.dataset[name] || "").split(" ");
    return (!verdicts.length || verdicts.includes(article.dataset.verdict))
      && choices.every((choice) => !choice.value || choice.value.split(" ").some((word) => own(choice.name).includes(word)))
      && words.every((word) => text(article).includes(word));
  }

  function filter() {
    const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = chosen();
    let shown = 0;
    for (const article of requirements) {
      article.hidden = !matches(article, words, verdicts);
      shown += !article.hidden;
    }
    const filtered = shown < requirements.length;
    // What is found stands right below the search: the other parts of the page are put away.
    for (const part of main.children) part.hidden = filtered && !part.contains(ofSteps);
    ofSteps.hidden = filtered;
    for (const chip of document.querySelectorAll(".sums a")) {
      chip.setAttribute("aria-current", verdicts.includes(chip.dataset.verdict));
    }
    for (const part of document.querySelectorAll("section.of-steps, div.of-step")) {
      part.hidden = filtered && !part.querySelector("article.requirement:not([hidden])");
    }
    found.textContent = `${shown} of ${requirements.length} requirements`;
  }

  // The filters stand in the address as #?q=…&verdict=…, so that a reader can send them; any other fragment is a place.
  function remember() {
    const state = new URLSearchParams();
    if (form.q.value) state.set("q", form.q.value);
    for (const verdict of chosen()) state.append("verdict", verdict);
    for (const choice of choices) if (choice.value) state.set(choice.name, choice.value);
    if (alone.checked && current) state.set("one", current.id);
    if (!on.checked) state.set("keys", "off");
    history.replaceState(null, "", state.size ? `#?${state}` : location.pathname + location.search);
  }

  function restore(state) {
    form.q.value = state.get("q") || "";
    for (const box of form.querySelectorAll("[name=verdict]")) box.checked = state.getAll("verdict").includes(box.value);
    for (const choice of choices) choice.value = state.get(choice.name) || "";
    on.checked = state.get("keys") !== "off";
    filter();
    const one = document.getElementById(state.get("one"));
    alone.checked = one !== null;
    turn(one);
  }

  // Everything that the part is not in is put away, but for the headings above it and what it rests on.
  function separate(part) {
    for (const away of main.querySelectorAll("[data-away]")) delete away.dataset.away;
    for (let at = part; at && at !== main; at = at.parentElement) {
      for (let other = at.nextElementSibling; other; other = other.nextElementSibling) {
        other.dataset.away = "";
      }
      let level = "I";
      for (let other = at.previousElementSibling; other; other = other.previousElementSibling) {
        if (other.classList.contains("grounds")) continue;
        const heading = /^(H\d|SUMMARY)$/.test(other.tagName) && other.tagName < level;
        if (heading) level = other.tagName;
        else other.dataset.away = "";
      }
    }
  }

  function turn(next) {
    current = next || current;
    const at = list.indexOf(current);
    const number = `${list.length} ${findings.length ? "finding" : "requirement"}${list.length === 1 ? "" : "s"}`;
    document.getElementById("place").textContent = at < 0 ? number : `${at + 1} of ${number}`;
    separate(alone.checked ? current : null);
    if (next) reveal(next);
  }

  function show() {
    if (location.hash.startsWith("#?")) return restore(new URLSearchParams(location.hash.slice(2)));
    let place = null;
    try { place = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!place) return;
    const hidden = place.closest("[hidden], [data-away]");
    if (hidden && hidden !== form && requirements.length) restore(new URLSearchParams(on.checked ? "" : "keys=off"));
    if (list.includes(place)) turn(place);
    reveal(place);
    place.scrollIntoView();
  }

  function reveal(place) {
    for (let part = place; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  }

  function step(forward) {
    const open = list.filter((item) => !item.closest("[hidden]"));
    const at = open.indexOf(document.activeElement.closest(".finding, .requirement") || current);
    const next = open[at < 0 ? (forward ? 0 : open.length - 1) : at + (forward ? 1 : -1)];
    if (!next) return;
    turn(next);
    if (alone.checked) remember();
    if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({preventScroll: true});
    next.scrollIntoView({block: "start"});
  }

  // The first Escape empties the search, wherever the focus is, the second leaves it; or it shows the whole page again.
  function leave(event) {
    if (keys.open) return;
    if (form.q.value) { form.q.value = ""; filter(); remember(); event.preventDefault(); }
    else if (event.target === form.q) { form.q.blur(); event.preventDefault(); }
    else if (alone.checked) { alone.checked = false; turn(null); remember(); }
  }

  function press(event) {
    if (event.key === "Escape") return leave(event);
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (!on.checked || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const does = {"/": () => form.q.focus(), j: () => step(true), k: () => step(false), "?": () => keys.showModal()}[event.key];
    if (does) { event.preventDefault(); does(); }
  }

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([document.getElementById("result-data").textContent], {type: "application/json"}));
    link.download = "result.json";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // A button beside a command copies it. Where a browser does not let it, the command is selected.
  function copier(code) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the command");
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch { button.textContent = "Press Ctrl+C"; }
    });
    code.after(button);
  }

  function order(button, header) {
    const body = header.closest("table").tBodies[0];
    const rising = header.getAttribute("aria-sort") !== "ascending";
    for (const other of header.parentElement.children) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const key = (row) => row.children[header.cellIndex].textContent.trim();
    const rows = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), "en", {numeric: true}));
    body.append(...(rising ? rows : rows.reverse()));
  }

  for (const header of document.querySelectorAll("table.index thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener("click", () => order(button, header));
  }
  for (const code of document.querySelectorAll(".findings .again > code")) copier(code);
  for (const chip of document.querySelectorAll(".sums a")) {
    chip.href = `#?verdict=${chip.dataset.verdict}`;
    chip.addEventListener("click", (event) => {
      event.preventDefault();
      const box = form.querySelector(`[name=verdict][value=${chip.dataset.verdict}]`);
      box.checked = !box.checked;
      filter();
      remember();
    });
  }
  form.hidden = false;
  form.addEventListener("input", () => { filter(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { filter(); turn(null); remember(); }));
  on.addEventListener("change", remember);
  alone.addEventListener("change", () => {
    turn(alone.checked ? current || list[0] : null);
    remember();
  });
  document.getElementById("back-button").addEventListener("click", () => step(false));
  document.getElementById("on-button").addEventListener("click", () => step(true));
  document.getElementById("keys-button").addEventListener("click", () => keys.showModal());
  document.getElementById("save-button").addEventListener("click", save);
  document.addEventListener("keydown", press);
  window.addEventListener("hashchange", show);
  filter();
  turn(null);
  if (location.hash) show();
})();
