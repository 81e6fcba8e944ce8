// A lesson: the place where the reader stopped is remembered, languages keep the place, self-checks answer at once.
// Everything here works without it: the last step opened decides, tabs lead to the remembered block, checks are posted.

const article = document.querySelector("[data-lesson]");
const { placeHref, csrf, lang, block: stoppedAt } = article.dataset;
const text = article.querySelector("[data-text]");
const QUIET = 3_000; // after scrolling has come to rest
const READING = 1_500; // who stays that long reads
const AT_MOST_EVERY = 15_000;

const EDGE = 40; // pixels under the window's top: a block that was gone to stands within it, the next below it, so that nothing drifts

// The block that stands at the top of the window.
function topBlock() {
  let found = null;
  for (const block of text.querySelectorAll(":scope > [id]")) {
    if (!/^(b\d+|t-)/.test(block.id)) continue;
    if (found && block.getBoundingClientRect().top > EDGE) break;
    found = block;
  }
  return found ? found.id : "";
}

function percentRead() {
  const box = text.getBoundingClientRect();
  return Math.round(100 * Math.min(1, Math.max(0, (innerHeight - box.top) / Math.max(1, box.height))));
}

// At the head of the page nobody reads: up there are the languages and the steps, which one scrolls up to from where one read.
const isAtHead = () => text.getBoundingClientRect().top > EDGE;
const here = () => ({ block: topBlock(), percent: percentRead() });

let stayed = null; // where the reader last stayed on this visit
let staying = 0;
function stay() {
  if (!isAtHead()) stayed = here();
}

function place() {
  if (!isAtHead()) return here();
  return stayed || (stoppedAt ? null : here());
}

let told = "";
let toldAt = 0;
let resting = 0;

function tell(isLeaving) {
  const { block, percent } = place() || {};
  if (!block || block === told) return;
  if (!isLeaving && Date.now() - toldAt < AT_MOST_EVERY) {
    clearTimeout(resting);
    resting = setTimeout(tell, AT_MOST_EVERY);
    return;
  }
  told = block;
  toldAt = Date.now();
  const body = new URLSearchParams({ block, percent: String(percent), lang, csrf_token: csrf });
  // What is not told now is told with the next place; nothing is lost but a few lines.
  fetch(placeHref, { method: "POST", body, keepalive: isLeaving === true, headers: { "X-Requested-With": "fetch" } }).catch(() => {
    told = "";
  });
}

addEventListener(
  "scroll",
  () => {
    clearTimeout(resting);
    clearTimeout(staying);
    resting = setTimeout(tell, QUIET);
    staying = setTimeout(stay, READING);
  },
  { passive: true },
);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && toldAt + scrollY > 0) tell(true);
});
resting = setTimeout(tell, QUIET);

// Opened again without a place in the address: go on where it was left.
if (stoppedAt && !location.hash) {
  const kind = performance.getEntriesByType("navigation")[0]?.type;
  const block = document.getElementById(stoppedAt);
  if (block && kind === "navigate") block.scrollIntoView({ block: "start" });
}

// Changed again at once, the language leads to the same block: the address has it.
if (text.querySelector(`:scope > [id="${CSS.escape(location.hash.slice(1))}"]`)) stayed = { block: location.hash.slice(1), percent: percentRead() };

document.addEventListener("click", (event) => {
  const tab = event.target instanceof Element && event.target.closest("[data-keeps-place]");
  const found = isAtHead() ? stayed : here();
  if (tab && found) tab.hash = found.block;
});

// A self-check: the answer comes as the same section, drawn anew, in its place.
document.addEventListener("submit", async (event) => {
  const section = event.target.closest("[data-check]");
  if (!section || !window.fetch) return;
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  try {
    button.disabled = true;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    const next = fresh.content.querySelector("[data-check]");
    section.replaceWith(next);
    next.querySelector("button").focus({ preventScroll: true });
    const said = next.querySelector("[data-said]"); // read aloud: what is put into a live region after it stands
    const words = [...said.childNodes];
    said.replaceChildren();
    requestAnimationFrame(() => said.replaceChildren(...words));
  } catch {
    button.disabled = false;
    HTMLFormElement.prototype.submit.call(form); // as without script: the page says what is wrong
  }
});
