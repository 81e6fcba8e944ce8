// A shared PC: quiet minutes end the sign-in on the server; this has what was being written kept and takes the page off the screen,
// so that nobody reads on.
// <body data-idle-minutes data-idle-href data-idle-warning>. A key, the pointer or scrolling in any tab of this site counts.

const { idleMinutes, idleHref, idleWarning } = document.body.dataset;
const QUIET = Number(idleMinutes) * 60_000;
const WARNING = Math.min(60_000, QUIET / 2);
const KEY = "lms.last-activity";
const WRITE_AT_MOST_EVERY = 2_000;
const PATIENCE = 5_000;

let last = Date.now();
let written = 0;
let warned = false;
let leaving = false;

// Storage may be forbidden; then each tab counts for itself.
function lastAnywhere() {
  try {
    return Math.max(last, Math.min(Number(localStorage.getItem(KEY)) || 0, Date.now()));
  } catch {
    return last;
  }
}

function stir() {
  last = Date.now();
  if (last - written < WRITE_AT_MOST_EVERY) return;
  written = last;
  try {
    localStorage.setItem(KEY, String(last));
  } catch {
    // counted in `last`
  }
}

// js/quiz.js asks nearly the same of its fields: this file is served in one with shell.js (lms/web.py), and can neither import nor export.
const NEVER = ["password", "hidden", "file", "submit", "button"];

function isChanged(field) {
  if (NEVER.includes(field.type)) return false;
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (!field.options) return "defaultValue" in field && field.value !== field.defaultValue;
  const options = [...field.options]; // where the page chose none, a browser shows the first
  const first = !field.multiple && !options.some((option) => option.defaultSelected);
  return options.some((option, at) => option.selected !== (option.defaultSelected || (first && at === 0)));
}

// What was changed in a form and nothing else saves: [data-draft], [data-quiz] and [data-register] save it themselves.
function isWrittenIn(form) {
  if (form.getAttribute("method") !== "post" || form.matches("[data-draft], [data-quiz], [data-register]")) return false;
  return [...form.elements].some(isChanged);
}

// The server keeps it for whose it is, as it keeps what is sent too late; it does nothing else with it. What a page does not keep is let go.
function keep(form) {
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const button = form.querySelector("button:not([type=button])"); // the one that Enter presses
  if (button?.name) body.append(button.name, button.value);
  const to = form.getAttribute("action") || location.href;
  return fetch(to, { method: "POST", body, headers: { "X-Requested-With": "keep" }, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {});
}

async function leave() {
  leaving = true;
  document.body.hidden = true;
  await Promise.all([...document.forms].filter(isWrittenIn).map(keep));
  location.replace(idleHref);
}

function look() {
  const quiet = Date.now() - lastAnywhere();
  if (leaving) return;
  if (quiet >= QUIET) {
    leave();
  } else if (quiet >= QUIET - WARNING && !warned) {
    warned = true;
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: idleWarning, stay: WARNING } }));
  } else if (quiet < QUIET - WARNING) {
    warned = false;
  }
}

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "scroll"]) {
  addEventListener(kind, stir, { passive: true, capture: true });
}
// A PC that slept wakes up here: first look, then count the movement that woke it.
document.addEventListener("visibilitychange", look);
stir();
setInterval(look, 5_000);
