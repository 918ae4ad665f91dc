// A view is kept as the list stands now, also after filters changed the address without a new page.
document.addEventListener("submit", (event) => {
  const query = event.target.querySelector?.("[data-current-query]");
  if (query) query.value = window.location.search.slice(1);
}, true);
