// How many are ticked in a list, said beside its button. <form data-ticks> with <span data-ticked="%n chosen">.

for (const form of document.querySelectorAll("[data-ticks]")) {
  const said = form.querySelector("[data-ticked]");
  if (!said) continue;
  const before = said.textContent;
  const count = () => {
    const ticked = form.querySelectorAll("input[type=checkbox]:checked").length;
    said.textContent = ticked ? said.dataset.ticked.replace("%n", String(ticked)) : before;
  };
  form.addEventListener("change", count);
  count(); // Back brings the ticks along
}
