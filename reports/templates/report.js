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
    document.body.classList.toggle("filtered", filtered);
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
    if (!on.checked) state.set("keys", "off");
    history.replaceState(null, "", state.size ? `#?${state}` : location.pathname + location.search);
  }

  function restore(state) {
    form.q.value = state.get("q") || "";
    for (const box of form.querySelectorAll("[name=verdict]")) box.checked = state.getAll("verdict").includes(box.value);
    for (const choice of choices) choice.value = state.get(choice.name) || "";
    on.checked = state.get("keys") !== "off";
    filter();
  }

  function show() {
    if (location.hash.startsWith("#?")) return restore(new URLSearchParams(location.hash.slice(2)));
    let place = null;
    try { place = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!place) return;
    const hidden = place.closest("[hidden]");
    if (hidden && hidden !== form && requirements.length) restore(new URLSearchParams(on.checked ? "" : "keys=off"));
    reveal(place);
    place.scrollIntoView();
  }

  function reveal(place) {
    for (let part = place; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  }

  function step(forward) {
    const findings = document.querySelectorAll(".finding");
    const list = [...(findings.length ? findings : requirements)].filter((item) => !item.closest("[hidden]"));
    const at = list.indexOf(document.activeElement.closest(findings.length ? ".finding" : ".requirement"));
    const next = list[at < 0 ? (forward ? 0 : list.length - 1) : at + (forward ? 1 : -1)];
    if (!next) return;
    reveal(next);
    if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({preventScroll: true});
    next.scrollIntoView({block: "start"});
  }

  function press(event) {
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
  form.hidden = false;
  form.addEventListener("input", () => { filter(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
  on.addEventListener("change", remember);
  document.getElementById("keys-button").addEventListener("click", () => keys.showModal());
  document.getElementById("save-button").addEventListener("click", save);
  document.addEventListener("keydown", press);
  window.addEventListener("hashchange", show);
  filter();
  if (location.hash) show();
})();
