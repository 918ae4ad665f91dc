// Tables by keyboard, row selection, column choice.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("tr[data-href], tr[data-row]")];
  const current = () => document.querySelector("tr.current");

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const next = all[Math.min(Math.max(all.indexOf(current()) + step, 0), all.length - 1)];
    current()?.classList.remove("current");
    next.classList.add("current");
    next.scrollIntoView({ block: "nearest" });
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => current()?.querySelector("input[name=pick]")?.click(),
    "/": () => document.querySelector("[data-filters] [type=search], [data-search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    "[": () => document.querySelector(".pager a[rel=prev]")?.click(),
    "]": () => document.querySelector(".pager a[rel=next]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") && event.target.type !== "checkbox") return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && current() && !event.target.closest("a, button, summary")) {
      const href = current().dataset.href;
      if (href) window.location.assign(href);
      return;
    }
    const action = keys[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  function count(sheet) {
    const bar = sheet.querySelector("[data-picked]");
    if (!bar) return;
    const boxes = [...sheet.querySelectorAll("input[name=pick]")];
    const ticked = boxes.filter((one) => one.checked);
    const everything = sheet.querySelector("[data-all]");
    if (ticked.length < boxes.length) everything.value = "";
    const total = sheet.querySelector(".sheet-count b")?.textContent || "";
    bar.hidden = !ticked.length;
    bar.querySelector("[data-picked-number]").textContent = everything.value ? total : ticked.length;
    const more = sheet.querySelector(".pager") !== null;
    bar.querySelector("[data-pick-all]").hidden = !(more && ticked.length === boxes.length && !everything.value);
    const page = sheet.querySelector("[data-pick-page]");
    page.checked = boxes.length > 0 && ticked.length === boxes.length;
    page.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
    for (const one of boxes) one.closest("tr").classList.toggle("picked", one.checked);
  }
  document.addEventListener("change", (event) => {
    const sheet = event.target.closest("[data-sheet]");
    if (!sheet) return;
    if (event.target.matches("[data-pick-page]"))
      for (const one of sheet.querySelectorAll("input[name=pick]")) one.checked = event.target.checked;
    if (event.target.matches("[data-pick-page], input[name=pick]")) count(sheet);
  });
  document.addEventListener("click", (event) => {
    const sheet = event.target.closest("[data-sheet]");
    if (!sheet) return;
    if (event.target.closest("[data-pick-all]")) { sheet.querySelector("[data-all]").value = "1"; count(sheet); }
    if (event.target.closest("[data-pick-none]")) {
      for (const one of sheet.querySelectorAll("input[name=pick]")) one.checked = false;
      count(sheet);
    }
  });

  // The columns ticked go into the address as one value.
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    const form = event.detail.ctx.sourceElement;
    if (!form.matches?.("[data-columns]")) return;
    const url = new URL(window.location.href);
    const names = [...form.querySelectorAll("input:checked")].map((one) => one.value);
    url.searchParams.set("columns", names.join(","));
    request.action = url.pathname + url.search;
  });
})();
