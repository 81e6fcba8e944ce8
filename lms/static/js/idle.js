// A shared PC: quiet minutes end the sign-in on the server; this only takes the page off the screen, so that nobody reads on.
// <body data-idle-minutes data-idle-href data-idle-warning>. A key, the pointer or scrolling in any tab of this site counts.

const { idleMinutes, idleHref, idleWarning } = document.body.dataset;
const QUIET = Number(idleMinutes) * 60_000;
const WARNING = Math.min(60_000, QUIET / 2);
const KEY = "lms.last-activity";
const WRITE_AT_MOST_EVERY = 2_000;

let last = Date.now();
let written = 0;
let warned = false;

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

function look() {
  const quiet = Date.now() - lastAnywhere();
  if (quiet >= QUIET) {
    document.body.hidden = true;
    location.replace(idleHref);
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
