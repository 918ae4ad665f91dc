// Dialogs: data-open="id" opens one; data-confirm="问题" asks before a form is sent, data-confirm-reason asks why.
(() => {
  "use strict";
  const ask = (button, text, label) => new Promise((resolve) => {
    const dialog = document.getElementById("confirm");
    const field = dialog.querySelector("textarea");
    const row = dialog.querySelector("[data-confirm-label]");
    const error = dialog.querySelector("[data-confirm-error]");
    dialog.querySelector("[data-confirm-text]").textContent = text;
    row.hidden = !label;
    row.querySelector("span").textContent = label || "";
    field.value = "";
    error.hidden = true;
    const yes = dialog.querySelector("[data-confirm-yes]");
    yes.textContent = button || "确认";
    const check = (event) => {
      if (label && !field.value.trim()) { event.preventDefault(); error.hidden = false; field.focus(); }
    };
    yes.addEventListener("click", check);
    dialog.addEventListener("close", () => {
      yes.removeEventListener("click", check);
      resolve(dialog.returnValue === "yes" ? { reason: field.value.trim() } : null);
    }, { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
    (label ? field : yes).focus();
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const source = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
    if (!source || form.dataset.confirmed) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    const label = source.dataset.confirmReason;
    const said = await ask(submitter?.textContent.trim(), source.dataset.confirm, label);
    if (!said) { submitter?.focus(); return; }
    if (label) {
      const name = source.dataset.confirmName || "reason";
      let field = form.elements[name];
      if (!field) { field = Object.assign(document.createElement("input"), { type: "hidden", name }); form.append(field); }
      field.value = said.reason;
    }
    form.dataset.confirmed = "1";
    form.requestSubmit(submitter || undefined);
  }, true);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) { document.getElementById(opener.dataset.open)?.showModal(); opener.closest("[data-menu]")?.removeAttribute("open"); }
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  });
})();
