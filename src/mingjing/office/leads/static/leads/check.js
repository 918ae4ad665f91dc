// Checking by keyboard: 1-7 verdicts, n and p lines, s draft, Ctrl+Enter submit; totals live; drafts kept by themselves.
(() => {
  "use strict";
  const WAIT = 1500;
  const VERDICTS = ["true", "partly", "false", "data_error", "policy", "out_of_scope", "unverifiable"];
  const form = () => document.getElementById("work-form");
  // Lines folded away (a review that follows the check) take no part.
  const lines = () => [...document.querySelectorAll("[data-line]")].filter((row) => !row.closest("details:not([open])"));
  const folded = () => document.querySelector("[data-by-line]");
  const cell = (row, name) => row.querySelector(`[data-cell=${name}]`);
  const number = (text) => { const value = parseFloat(String(text).replace(/[,，\s]/g, "")); return Number.isFinite(value) ? value : null; };
  const yuan = (value) => value.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  let whole = false;
  let timer = 0;

  function amount(row) {
    const own = row.querySelector("[data-verdict]").value;
    const verdict = own || document.querySelector("[name=verdict]:checked")?.value || "";
    const hit = Number(row.dataset.hit);
    // A finding that names no amount: the verdict on the whole brings no money, that of a line does.
    if (verdict === "true") return own || !("unpriced" in row.dataset) ? hit : 0;
    if (verdict !== "partly") return verdict ? 0 : null;
    const typed = number(cell(row, "amt").value);
    if (typed !== null) return typed;
    const count = number(cell(row, "cnt").value);
    return count === null || !Number(row.dataset.cnt) ? null : Math.round((hit * count / Number(row.dataset.cnt)) * 100) / 100;
  }

  // Only 部分属实 has a quantity and an amount of its own; the reasons offered are those of the verdict.
  function dress(row) {
    const verdict = row.querySelector("[data-verdict]").value;
    for (const name of ["cnt", "amt"]) {
      const input = cell(row, name);
      input.readOnly = verdict !== "partly";
      if (verdict === "true") input.value = name === "amt" ? Number(row.dataset.hit).toFixed(2) : String(Number(row.dataset.cnt));
      else if (verdict && verdict !== "partly") input.value = "0";
      else if (!verdict) input.value = "";
    }
    cell(row, "reason").setAttribute("list", `reasons-${verdict || "all"}`);
  }

  // From what was decided before, not from a draft.
  function differs(row) {
    const verdict = row.querySelector("[data-verdict]").value;
    const words = ["reason", "note"].some((name) => cell(row, name).value.trim() !== cell(row, name).defaultValue.trim());
    return words || verdict !== row.dataset.was || (verdict === "partly" && number(cell(row, "amt").value) !== number(row.dataset.wasAmt));
  }

  function total() {
    const rows = lines();
    if (!rows.length) return;
    const amounts = rows.map(amount);
    const sum = amounts.reduce((one, other) => one + Math.round((other || 0) * 100), 0) / 100;
    const open = amounts.filter((one) => one === null).length;
    document.querySelector("[data-total]").textContent = yuan(sum);
    document.querySelector("[data-counts]").textContent = open ? `还有 ${open} 条没有结论` : `已填 ${rows.length} 条`;
    const touched = document.querySelector("[data-touched]");
    const count = rows.filter(differs).length;
    if (touched && count) touched.textContent = `已改动 ${count} 条；总结论须与明细一致，不填总金额`;
  }

  // The verdict on the whole follows the lines until somebody sets it.
  function follow() {
    const chosen = lines().map((row) => row.querySelector("[data-verdict]").value);
    if (whole || !chosen.length || chosen.some((one) => !one)) return;
    const money = chosen.filter((one) => one === "true" || one === "partly").length;
    let verdict = chosen.every((one) => one === chosen[0]) ? chosen[0] : money ? "partly" : "false";
    if (money && money < chosen.length) verdict = "partly";
    const radio = document.querySelector(`[name=verdict][value=${verdict}]`);
    if (radio && !radio.checked) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); whole = false; }
  }

  function set(row, verdict) {
    row.querySelector("[data-verdict]").value = verdict;
    dress(row);
    changed();
  }

  function changed() {
    follow();
    total();
    if (!form()) return;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  }

  function keep(force) {
    clearTimeout(timer);
    const hook = document.querySelector("[data-draft]");
    if (!hook || !form() || form().dataset.sent) return;
    if (force === true) {
      const seal = Object.assign(document.createElement("input"), { type: "hidden", name: "draft_force", value: "1" });
      form().append(seal);
      setTimeout(() => seal.remove(), 500);
    }
    form().dispatchEvent(new CustomEvent("keep-draft"));
  }

  function current() { return document.querySelector("[data-line].on"); }

  function go(row) {
    for (const one of lines()) one.classList.toggle("on", one === row);
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector("[data-verdict]").focus({ preventScroll: true });
  }

  function move(step) {
    const rows = lines();
    const place = rows.indexOf(current());
    const next = place < 0 ? (step > 0 ? 0 : rows.length - 1) : place + step;
    if (next >= rows.length) document.querySelector("[name=verdict]")?.focus();
    else if (next >= 0) go(rows[next]);
  }

  document.addEventListener("change", (event) => {
    if (!form()?.contains(event.target)) return;
    const row = event.target.closest("[data-line]");
    if (event.target.name === "verdict") whole = true;
    if (row && event.target.matches("[data-verdict]")) { dress(row); if (folded()) whole = false; }
    changed();
  });
  document.addEventListener("input", (event) => { if (form()?.contains(event.target) && event.target.type !== "file") changed(); });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-line]");
    if (row) for (const one of lines()) one.classList.toggle("on", one === row);
  });
  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-all]");
    if (all) { whole = false; for (const row of lines()) { row.querySelector("[data-verdict]").value = all.dataset.all; dress(row); } changed(); }
    if (event.target.closest("[data-draft-force]")) keep(true);
    const save = event.target.closest("[data-save]");
    if (save) { event.preventDefault(); keep(); }
  });
  document.addEventListener("keydown", (event) => {
    if (!form() || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); form().querySelector("[data-submit]")?.click(); return; }
    if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=hidden])");
    if (typing) return;
    if (event.shiftKey && (event.key === "N" || event.key === "P")) {
      document.querySelector(`[data-item=${event.key === "N" ? "following" : "previous"}]`)?.click();
      return;
    }
    if (/^[1-7]$/.test(event.key)) {
      event.preventDefault();
      const row = current();
      if (row) { set(row, VERDICTS[event.key - 1]); return; }
      const radio = form().querySelector(`[name=verdict][value=${VERDICTS[event.key - 1]}]`);
      if (radio) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); }
    } else if (event.key === "n") { event.preventDefault(); move(1); }
    else if (event.key === "p") { event.preventDefault(); move(-1); }
    else if (event.key === "s") { event.preventDefault(); keep(); }
  });
  document.addEventListener("DOMContentLoaded", () => {
    whole = Boolean(document.querySelector("[name=verdict]:checked"));
    const unfold = () => { for (const row of lines()) if (row.querySelector("[data-verdict]").value) dress(row); total(); };
    unfold();
    folded()?.addEventListener("toggle", unfold);
  });
})();
