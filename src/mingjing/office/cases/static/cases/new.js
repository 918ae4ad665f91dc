// Only what the chosen kind of party needs is asked for; a person is always a citizen.
(() => {
  "use strict";
  const form = document.querySelector("form[data-party]");
  if (!form) return;
  const subject = form.elements.subject;
  const party = form.elements.party;
  const set = () => {
    for (const box of form.querySelectorAll("[data-for]")) box.hidden = subject.value !== "" && !box.dataset.for.split(" ").includes(subject.value);
    if (["person", "staff"].includes(subject.value)) party.value = "person";
    else if (subject.value === "institution" && !party.value) party.value = "organisation";
  };
  subject.addEventListener("change", set);
  set();
})();
