// A list in order: steps move and are added in place. Without this script the same buttons send the form. <ol data-order>, <template data-step>.

for (const list of document.querySelectorAll("[data-order]")) {
  const form = list.closest("form");
  const pattern = form.querySelector("template[data-step]");
  const lines = () => [...list.children];

  const number = () => {
    const filled = lines().filter((line) => line.querySelector("textarea").value.trim()).length;
    lines().forEach((line, place) => {
      const text = line.querySelector("textarea");
      text.id = `s${place + 1}`;
      for (const part of line.querySelectorAll("[data-label]")) part.setAttribute("aria-label", part.dataset.label.replace("%n", place + 1));
      const [up, down] = line.querySelectorAll(".move");
      up.value = `up-${place + 1}`;
      down.value = `down-${place + 1}`;
      up.disabled = place === 0;
      down.disabled = place + 1 >= Math.max(filled, 1) && place + 1 >= lines().length;
    });
  };
  const add = () => {
    list.append(pattern.content.firstElementChild.cloneNode(true));
    number();
    return list.lastElementChild.querySelector("textarea");
  };
  const changed = (target) => target.dispatchEvent(new Event("input", { bubbles: true }));

  list.addEventListener("click", (event) => {
    const button = event.target.closest(".move");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("li");
    const isUp = button.value.startsWith("up");
    const other = isUp ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (isUp) other.before(line);
    else other.after(line);
    number();
    const again = line.querySelectorAll(".move")[isUp ? 0 : 1];
    (again.disabled ? line.querySelector(".move:not([disabled])") : again)?.focus();
    changed(line.querySelector("textarea"));
  });
  list.addEventListener("input", number);
  form.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    add().focus();
  });
  // What is put back into the page may have more steps than it was drawn with.
  list.addEventListener("steps", (event) => {
    while (lines().length < event.detail) add();
  });
  number();
}
