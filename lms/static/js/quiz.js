// A quiz: each answer is sent as it is given. What could not be sent waits in this browser, under the person and the attempt,
// goes out by itself when the link is back, and handing in waits for it. What says "saved" was said by the server.
// Without this script the buttons of the page save it. The page that asks before handing in sends what waits, too, and is drawn anew then.
import { isNew, post, press, sender } from "./sending.js";

const form = document.querySelector("[data-quiz]");
const words = form.dataset;
const isHandingIn = "handIn" in words; // no question stands on that page
const KEY = `lms.quiz ${words.quiz}`; // person's ref and attempt: another person at this PC never meets it
const TYPING = 800;

const link = document.querySelector("[data-link]");
let queue = load(); // {place of the question: {fields: [[name, value]], had, at}}
let wanted = null; // the button that was pressed while answers waited

// Storage may be forbidden; then answers wait as long as the page stands.
function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    if (Object.keys(queue).length) localStorage.setItem(KEY, JSON.stringify(queue));
    else localStorage.removeItem(KEY);
  } catch {
    // kept in `queue`
  }
}

const section = (pos) => form.querySelector(`[data-question="${pos}"]`);
const had = (part) => part.querySelector(`input[name^="had-"]`);
const fieldsOf = (part) => [...part.querySelectorAll("input:not([type=hidden]), select")];

function pill(pos, state, text) {
  const part = section(pos);
  if (part) {
    const place = part.querySelector("[data-pill]");
    place.className = `pill ${state}`;
    place.querySelector(".mark").className = `mark ${state}`;
    place.lastElementChild.textContent = text;
  }
  const button = document.querySelector(`[data-goes-to="${pos}"]`);
  if (button) {
    button.querySelector(".mark").className = `mark ${state}`;
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/, .*/, `, ${text}`));
  }
}

function note(part, text) {
  const place = part.querySelector("[data-note]");
  place.textContent = text;
  place.hidden = !text;
}

function wrong(part, text) {
  const place = part.querySelector("[data-wrong]");
  place.lastElementChild.textContent = text;
  place.hidden = !text;
  for (const field of fieldsOf(part)) {
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

// The clock of the reader's post, as the server's pages say it: this PC's own may stand anywhere.
const opened = Date.now();
function clock(at) {
  const minute = Math.floor(Number(words.second) / 60 + (at - opened) / 60_000);
  const ofDay = ((minute % 1440) + 1440) % 1440;
  return [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function sayLink() {
  const number = Object.keys(queue).length;
  let text = "";
  if (sending.isSignedOut() && number) text = words.signedout;
  else if (number && sending.isAway()) text = words.nolink.replace("{number}", number);
  link.textContent = text;
  link.hidden = !text;
  if (sending.isSignedOut() && number) {
    const way = document.createElement("a");
    way.href = words.signinHref;
    way.textContent = words.signin;
    link.append(" ", way);
  }
  for (const button of document.querySelectorAll(`button[form="answers"], #answers button`)) {
    if (isHandingIn) button.disabled = number > 0;
    if ((isHandingIn || button === wanted) && number) button.textContent = words.waits.replace("{number}", number);
  }
}

// Take down what stands in a question's fields, to be sent.
function take(part) {
  const pos = part.dataset.question;
  const fields = [];
  for (const field of fieldsOf(part)) {
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    fields.push([field.name, field.value]);
  }
  const before = queue[pos];
  queue[pos] = { fields, had: before ? before.had : had(part).value, href: part.dataset.href, at: Date.now() };
  keep();
  pill(pos, "wait", sending.isSending() || !sending.isAway() ? words.sending : words.unsent);
  sending.send();
}

// Put what waits back into the fields of this page: it was given later than what the server has.
function restore() {
  for (const [pos, waiting] of Object.entries(queue)) {
    pill(pos, "wait", words.unsent);
    const part = section(pos);
    if (!part) continue;
    for (const field of fieldsOf(part)) {
      const values = waiting.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    note(part, words.kept.replace("{time}", clock(waiting.at)));
  }
}

// What is sent of one answer. Its age, since this PC's clock may stand anywhere.
function dataOf(pos, waiting) {
  const data = new URLSearchParams(waiting.fields);
  data.append(`had-q${pos}`, waiting.had);
  data.append("age", String(Math.max(0, Math.round((Date.now() - waiting.at) / 1000))));
  return data;
}

async function sendOne(pos, waiting) {
  const answer = await post(waiting.href, () => dataOf(pos, waiting), "quiz");
  const isNewest = () => queue[pos] === waiting;
  if (!answer.ok) {
    if (isNewest()) delete queue[pos];
    keep();
    const said = await answer.json().catch(() => ({}));
    pill(pos, "no", words.refused);
    if (section(pos)) note(section(pos), [said.sentence, said.kept, said.todo].filter(Boolean).join(" "));
    return;
  }
  const said = await answer.json();
  if (!isNewest()) {
    queue[pos].had = said.shown; // answered again meanwhile: that one goes out next
    keep();
    return;
  }
  delete queue[pos];
  keep();
  stand(pos, said);
}

// What the server said of an answer.
function stand(pos, said) {
  let part = section(pos);
  if (part && said.html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = said.html;
    part.replaceWith(fresh.content.firstElementChild);
    part = section(pos);
  }
  if (isHandingIn) return;
  pill(pos, said.state, said.words);
  document.querySelector("[data-counts]").textContent = said.counts;
  document.querySelector("[data-counts-short]").textContent = said.counts.split(" · ")[0];
  if (!part) return;
  had(part).value = said.shown;
  wrong(part, said.wrong);
  note(part, said.note);
}

let hadSome = false;
const sending = sender({
  waits: () => Object.keys(queue).length > 0,
  async work() {
    hadSome = Object.keys(queue).length > 0;
    for (let next; (next = Object.entries(queue)[0]); ) await sendOne(...next);
  },
  failed(isSignedOut) {
    for (const [pos, waiting] of Object.entries(queue)) {
      pill(pos, "wait", words.unsent);
      if (section(pos)) note(section(pos), isSignedOut ? words.signedout : words.kept.replace("{time}", clock(waiting.at)));
    }
  },
  tried() {
    sayLink();
    if (Object.keys(queue).length) return;
    if (isHandingIn && hadSome) return location.reload(); // what is missing is another list now
    const button = wanted;
    wanted = null;
    if (button) press(form, button);
  },
});

let typing = 0;
let typed = null; // the question that was typed into and is not taken yet
function takeTyped() {
  clearTimeout(typing);
  const part = typed;
  typed = null;
  if (part) take(part);
}
form.addEventListener("change", (event) => {
  const part = event.target.closest("[data-question]");
  if (!part) return;
  if (part === typed) typed = null;
  take(part);
});
form.addEventListener("input", (event) => {
  const part = event.target.closest("[data-question]");
  if (!part || event.target.type !== "text") return;
  clearTimeout(typing);
  typed = part;
  typing = setTimeout(takeTyped, TYPING);
});
form.addEventListener("submit", (event) => {
  if (isHandingIn) queue = load(); // another window may have left something meanwhile
  takeTyped(); // Enter sends before the field is left; what was taken already is not taken again, or it would never be sent
  if (!Object.keys(queue).length) return;
  event.preventDefault();
  wanted = event.submitter || form.querySelector(".foot .btn:last-child");
  sending.again();
  sayLink();
});

for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
restore();
// What was answered before this script had come over a slow line.
function isGiven(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  return field.options ? field.selectedIndex > 0 && !field.options[field.selectedIndex].defaultSelected : field.value !== field.defaultValue;
}
if (isNew() && !isHandingIn) {
  for (const part of document.querySelectorAll("[data-question]")) {
    if (!queue[part.dataset.question] && [...fieldsOf(part)].some(isGiven)) take(part);
  }
}
sayLink();
if (Object.keys(queue).length) sending.send();
