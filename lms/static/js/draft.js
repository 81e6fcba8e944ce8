// A draft is sent as it is typed, and the page says what became of it: saved is what the server said. What could not be sent waits in
// this browser, under the person and the draft, and goes out by itself when the link is back; a button waits for it.
// Without this script the buttons of the form save it.

import { isNew, post, press, sender } from "./sending.js";

const TYPING = 900;

for (const form of document.querySelectorAll("form[data-draft]")) begin(form);

// A field is as tall as what is written in it.
function grow(field) {
  const room = field.offsetHeight - field.clientHeight;
  if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + room}px`;
}

function begin(form) {
  const words = form.dataset;
  const KEY = `lms.draft ${words.draft}`; // person's ref and draft: another person at this PC never meets it
  const place = form.querySelector("[data-saved]");
  let isDirty = false;
  let wanted = null; // the button that was pressed while something waited
  let isLeaving = false;

  const fields = () => [...form.querySelectorAll("textarea")].map((field) => [field.name, field.value]);

  // Storage may be forbidden; then it waits as long as the page stands.
  function keep(isUnsent = isDirty) {
    try {
      const { version, page } = form.elements;
      if (isUnsent) localStorage.setItem(KEY, JSON.stringify({ fields: fields(), version: version.value, page: page.value }));
      else localStorage.removeItem(KEY);
    } catch {
      // kept in the page
    }
  }

  function load() {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  function say(state, text, href, link) {
    place.querySelector(".mark").className = `mark ${state}`;
    place.lastElementChild.textContent = text;
    if (!href) return;
    const way = document.createElement("a");
    way.href = href;
    way.textContent = link;
    place.lastElementChild.append(" ", way);
  }

  // How many letters are over the limit, counted as the server does: it would refuse them all.
  function isTooLong() {
    const over = fields().reduce((sum, [, text]) => sum + [...text.trim()].length, 0) - Number(words.most);
    if (over > 0) say("no", words.over.replace("%n", over.toLocaleString(document.documentElement.lang)));
    return over > 0;
  }

  // Put back what was not sent: it was written later than what the server has, on the version that it says.
  function restore() {
    const kept = load();
    if (!kept) return;
    const now = fields();
    if (JSON.stringify(kept.fields) === JSON.stringify(now)) return;
    const steps = kept.fields.filter(([name]) => name === "step").length;
    form.querySelector("[data-order]")?.dispatchEvent(new CustomEvent("steps", { detail: steps }));
    const left = [...kept.fields];
    for (const field of form.querySelectorAll("textarea")) {
      const at = left.findIndex(([name]) => name === field.name);
      field.value = at < 0 ? "" : left.splice(at, 1)[0][1];
    }
    form.elements.version.value = kept.version;
    form.elements.page.value = kept.page;
    form.closest("details")?.setAttribute("open", "");
    say("wait", words.kept);
    isDirty = true;
    sending.send();
  }

  function data() {
    const all = new FormData(form);
    all.set("do", "save");
    return all;
  }

  async function sendOnce() {
    isDirty = false;
    say("wait", words.sending);
    const answer = await post(words.saveHref, data, "draft");
    if (!answer.ok) return refused(answer);
    const said = await answer.json();
    if (said.state === "done") form.elements.version.value = said.version;
    say(said.state, said.words, said.both, said.link);
    keep();
  }

  // It stays on the page as it was written; a button sends it as a page, whose answer says more. What can be mended waits in this browser.
  async function refused(answer) {
    const said = await answer.json().catch(() => ({}));
    say("no", [said.sentence, said.kept].filter(Boolean).join(" ") || words.refused);
    keep(answer.status === 400);
  }

  const sending = sender({
    waits: () => isDirty,
    async work() {
      while (isDirty && !isTooLong()) await sendOnce();
    },
    failed(isSignedOut) {
      isDirty = true;
      keep();
      if (isSignedOut) say("wait", words.signedout, words.signinHref, words.signin);
      else say("wait", words.unsent);
    },
    // All is sent: do what the pressed button asked for. Signed out, the page keeps it (we kept what you sent).
    tried(isSignedOut) {
      if (!wanted || (isDirty && !isSignedOut)) return;
      const button = wanted;
      wanted = null;
      isLeaving = true;
      press(form, button);
    },
  });

  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    grow(event.target);
    isDirty = true;
    keep();
    sending.soon(TYPING);
  });
  form.addEventListener("submit", (event) => {
    if (isLeaving) return;
    if (isTooLong()) return event.preventDefault();
    if (!isDirty && !sending.isSending()) return;
    event.preventDefault();
    wanted = event.submitter || form.querySelector("[name=do]");
    sending.again();
  });
  restore();
  const areas = [...form.querySelectorAll("textarea")];
  if (!isDirty && isNew() && areas.some((field) => field.value !== field.defaultValue)) {
    isDirty = true; // written before this script had come over a slow line
    keep();
    sending.send();
  }
  for (const field of areas) grow(field);
}
