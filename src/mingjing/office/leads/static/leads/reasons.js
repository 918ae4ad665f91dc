// The reasons offered follow the verdict chosen: a select keeps the group of that verdict only.
(() => {
  "use strict";
  const narrow = (form) => {
    const select = form.querySelector("select[name=reason_code]");
    if (!select) return;
    const verdict = form.querySelector("[name=verdict]:checked, select[name=verdict]");
    const word = verdict?.selectedOptions ? verdict.selectedOptions[0]?.textContent : verdict?.closest("label")?.textContent;
    for (const group of select.querySelectorAll("optgroup")) {
      const off = Boolean(verdict?.value) && group.label !== word?.trim();
      group.hidden = group.disabled = off;
    }
    if (select.selectedOptions[0]?.parentElement.disabled) select.value = "";
  };
  const start = () => { for (const form of document.querySelectorAll("form")) narrow(form); };
  document.addEventListener("change", (event) => { if (event.target.name === "verdict") narrow(event.target.form); });
  document.addEventListener("DOMContentLoaded", start);
})();
