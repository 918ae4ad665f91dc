"use strict";
(() => {
  const finder = document.getElementById("finder");
  if (!finder) return;
  finder.hidden = false;
  const words = finder.querySelector("#find-words");
  const degree = finder.querySelector("#find-degree");
  const behaviour = finder.querySelector("#find-behaviour");
  const shown = finder.querySelector("output");
  const leads = [...document.querySelectorAll(".lead")];
  const rows = [...document.querySelectorAll("tr[data-words]")];

  const fits = (one, asked) =>
    asked.every((word) => one.dataset.words.includes(word)) &&
    (!degree.value || one.dataset.degree === degree.value) &&
    (!behaviour.value || one.dataset.behaviour === behaviour.value);

  const filter = () => {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const one of [...leads, ...rows]) {
      one.hidden = !fits(one, asked);
      if (!one.hidden) found += 1;
    }
    shown.textContent = `显示 ${found} 条，共 ${leads.length + rows.length} 条`;
  };
  for (const control of [words, degree, behaviour]) control.addEventListener("input", filter);
  finder.querySelector("#find-open").addEventListener("click", () => {
    const seen = leads.filter((one) => !one.hidden);
    const open = seen.some((one) => !one.open);
    for (const one of seen) one.open = open;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      words.focus();
    }
  });
  filter();
})();
