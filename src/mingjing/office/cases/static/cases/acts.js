// The loss that the confirmed lines add up to is taken into the form; people may still change it.
document.addEventListener("click", (event) => {
  const source = event.target.closest("[data-fill-loss]");
  if (!source) return;
  const form = document.querySelector("#act-form form");
  form.elements.loss.value = source.dataset.fillLoss;
  form.elements.loss_method.value = source.dataset.fillMethod;
  form.elements.loss_ref.value = source.dataset.fillRef;
  form.elements.loss.focus();
});
