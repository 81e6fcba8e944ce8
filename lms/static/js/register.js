// A register saves each mark as it is set. What cannot be sent waits in this page and goes out when the network is back.
import { post, sender } from "./sending.js";

const form = document.querySelector("[data-register]");
const state = form.querySelector("[data-state]");
const waiting = new Map(); // ref -> {mark, minutes}, sent together: minutes mean nothing without their mark

function say(text) {
  if (state && state.textContent !== text) state.textContent = text;
}

function count(said) {
  for (const place of form.querySelectorAll("[data-sum]")) {
    const number = said[place.dataset.sum] ?? said.of[place.dataset.sum] ?? 0;
    place.textContent = String(number);
    if (place.dataset.sum === "untimed") place.closest("li").hidden = !number;
  }
  const link = form.querySelector("[data-without]");
  const what = said.without ? "without" : said.untimed ? "untimed" : "none";
  if (link) link.textContent = link.dataset[what].replace("%n", String(said[what]));
}

function dataOf(batch) {
  const data = new URLSearchParams();
  for (const [ref, { mark, minutes }] of batch) {
    data.set(`m-${ref}`, mark);
    data.set(`n-${ref}`, minutes);
  }
  return data;
}

// The page is drawn anew by the server, which says why.
function leave(go) {
  waiting.clear();
  go();
}

async function sendAll() {
  const batch = new Map(waiting);
  const answer = await post(form.action, () => dataOf(batch), "register");
  if (answer.status === 409) return leave(() => form.submit()); // confirmed elsewhere: the page says which marks came too late
  if (!answer.ok) return leave(() => location.reload());
  const said = await answer.json();
  for (const [ref, kept] of batch) {
    const had = form.elements[`had-${ref}`];
    if (had) had.value = kept.mark === "partly" ? `partly ${kept.minutes}` : kept.mark;
    if (waiting.get(ref) === kept) waiting.delete(ref);
  }
  count(said);
  say(said.wrong || form.dataset.saved);
}

const sending = sender({
  waits: () => waiting.size > 0,
  async work() {
    while (waiting.size) await sendAll();
  },
  failed(isSignedOut, isKept) {
    if (isKept) return leave(() => location.reload()); // to sign in, and to what was kept
    say(form.dataset[isSignedOut ? "signedout" : "offline"].replace("%n", String(waiting.size)));
  },
  tried() {},
});

// By its keys one moves on through the marks, and Tab leads to the minutes; a finger goes there at once.
let isByHand = false;
form.addEventListener("pointerdown", () => (isByHand = true));
form.addEventListener("keydown", () => (isByHand = false));

function keep(field) {
  const ref = field.name.slice(2);
  const mark = form.querySelector(`[name="m-${ref}"]:checked`);
  if (!mark) return;
  const minutes = form.elements[`n-${ref}`];
  waiting.set(ref, { mark: mark.value, minutes: minutes.value });
  const line = mark.closest("li");
  const asks = mark.value === "partly" && !minutes.value;
  line.classList.toggle("todo", asks);
  line.querySelector("[data-ask]").hidden = !asks;
  line.querySelector("[data-clear]").hidden = false;
  if (line.id === "todo" && !line.classList.contains("todo")) {
    line.removeAttribute("id");
    form.querySelector("li.todo")?.setAttribute("id", "todo");
  }
  if (field.type === "radio" && isByHand && mark.value === "partly" && !minutes.value) minutes.focus();
  sending.send();
}

form.addEventListener("change", (event) => {
  if (/^[mn]-/.test(event.target.name ?? "")) keep(event.target);
});

// "All present" sets those of the unit that have no mark.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-all]");
  if (!button) return;
  event.preventDefault();
  for (const group of button.closest("section").querySelectorAll(".seg")) {
    if (group.querySelector(":checked")) continue;
    const present = group.querySelector('[value="present"]');
    present.checked = true;
    keep(present);
  }
  button.hidden = true;
});

form.addEventListener("submit", () => waiting.clear()); // the form sends every mark itself
addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
