// What every page shares: menus that close, dialogs with a page as fallback, print buttons, toasts, no page of yours after Back.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

// <a href="page" data-dialog="id">: opens <dialog id> where there is one and the browser knows dialogs; else the page.
function openDialog(link, event) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog || !dialog.showModal) return;
  event.preventDefault();
  dialog.showModal();
}

// A word about what was just done; any module says it by: document.dispatchEvent(new CustomEvent("toast", {detail: {text, stay}}))
function toast({ text, stay = 6000 }) {
  const place = document.querySelector("[data-toasts]");
  const words = document.createElement("p");
  words.className = "toast";
  words.textContent = text;
  place.replaceChildren(words);
  setTimeout(() => words.remove(), stay);
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  closeMenus(event.target.closest("[data-menu]"));
  const link = event.target.closest("[data-dialog]");
  if (link) openDialog(link, event);
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  const within = menu.contains(document.activeElement);
  closeMenus();
  if (within) menu.querySelector("summary").focus();
});

document.addEventListener("toast", (event) => toast(event.detail));

// A page out of the browser's back-forward memory was never asked of the server: it may belong to somebody signed out since.
addEventListener("pagehide", (event) => {
  if (event.persisted) document.documentElement.hidden = true;
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// A row that scrolls begins where the reader is.
for (const here of document.querySelectorAll(".sections [aria-current], .tabs [aria-current]")) {
  const list = here.closest("ul, nav");
  const beyond = here.getBoundingClientRect().right - list.getBoundingClientRect().right;
  if (beyond > 0) list.scrollLeft += beyond + 48;
}

// Buttons that need a script stand hidden until there is one.
for (const button of document.querySelectorAll("[data-print][hidden], [data-needs-script][hidden]")) button.hidden = false;

// A form that came back says first what is wrong with it.
document.querySelector("[data-focus]")?.focus();
