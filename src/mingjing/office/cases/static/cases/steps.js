// Forms of steps: spare rows appear when they are asked for; a tier's least amount can be taken over.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-more-rows]")) {
    const spare = [...button.closest("fieldset").querySelectorAll("[data-spare]")];
    for (const row of spare) row.hidden = ![...row.querySelectorAll("input, select")].some((one) => one.value);
    const hide = () => { button.hidden = !spare.some((row) => row.hidden); };
    button.addEventListener("click", () => {
      const row = spare.find((one) => one.hidden);
      if (row) { row.hidden = false; row.querySelector("input, select").focus(); }
      hide();
    });
    hide();
  }
  for (const button of document.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", () => {
      const field = document.querySelector(`[name="${button.dataset.fill}"]`);
      if (field) { field.value = button.dataset.value; field.focus(); }
    });
  }
})();
