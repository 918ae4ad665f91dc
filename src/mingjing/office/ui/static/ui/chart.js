// Draws each chart from the JSON beside it; the table behind it can be shown instead, and is what is printed.
(() => {
  "use strict";
  const drawn = new Map();

  function draw(figure) {
    const canvas = figure.querySelector("[data-chart-canvas]");
    if (!canvas || drawn.has(figure) || !window.echarts) return;
    const option = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, color: "#1d2733" };
    option.animation = false;
    option.tooltip = { ...option.tooltip, renderMode: "richText", confine: true };
    const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
    chart.setOption(option);
    chart.on("click", (event) => { if (event.data?.href) window.location.assign(event.data.href); });
    new ResizeObserver(() => chart.resize()).observe(canvas);
    drawn.set(figure, chart);
  }
  function all() {
    for (const [figure, chart] of drawn) if (!figure.isConnected) { chart.dispose(); drawn.delete(figure); }
    for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
  }
  document.addEventListener("DOMContentLoaded", all);
  window.addEventListener("page:changed", all);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-table]");
    if (!button) return;
    show(button.closest("[data-chart]"), button);
  });

  function show(figure, button) {
    const table = figure.querySelector("[data-chart-rows]");
    const canvas = figure.querySelector("[data-chart-canvas]");
    if (!table || !canvas) return;
    table.hidden = !table.hidden;
    canvas.hidden = !table.hidden;
    figure.classList.toggle("as-table", !table.hidden);
    button.setAttribute("aria-expanded", String(!table.hidden));
    button.textContent = table.hidden ? "看表格" : "看图形";
  }

  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-chart-tables]");
    if (!all) return;
    const tables = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(tables));
    all.textContent = tables ? "全部看图形" : "全部看表格";
    for (const button of document.querySelectorAll("[data-chart-table]"))
      if ((button.getAttribute("aria-expanded") === "true") !== tables) button.click();
  });
})();
