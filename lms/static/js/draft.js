// A draft is sent as it is typed, and the page says what became of it: saved is what the server said. What could not be sent waits in
// this browser, under the person and the draft, and goes out by itself when the link is back; a button waits for it.
// Without this script the buttons of the form save it.

const TYPING = 900;
const SHORTEST = 2_000;
const LONGEST = 60_000;

class Later extends Error {} // the link is away, or the server is: try again
class SignedOut extends Error {}

for (const form of document.querySelectorAll("form[data-draft]")) begin(form);

// A field is as tall as what is written in it.
function grow(field) {
  const room = field.offsetHeight - field.clientHeight;
  if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + room}px`;
}

function begin(form) {
  const words = form.dataset;
  const KEY = `lms.draft ${words.draft}`; // person's ref and draft: another person at this PC never meets it
  const [ref] = words.draft.split(" ");
  const place = form.querySelector("[data-saved]");
  let timer = 0;
  let pause = SHORTEST;
  let isDirty = false;
  let isSending = false;
  let isSignedOut = false;
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
    send();
  }

  async function post() {
    const body = new FormData(form);
    body.set("do", "save");
    let answer;
    try {
      answer = await fetch(words.saveHref, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    } catch {
      throw new Later();
    }
    if (answer.status === 401) throw new SignedOut();
    if (answer.status >= 500 || answer.status === 429) throw new Later();
    return answer;
  }

  // Signed in again in another window, this page's form is an old one: fetch a new token, if it is still the same person.
  async function renew() {
    let answer;
    try {
      answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    } catch {
      throw new Later();
    }
    if (answer.status === 401) throw new SignedOut();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-draft]");
    if (!fresh || fresh.dataset.draft.split(" ")[0] !== ref) throw new SignedOut();
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh.elements.csrf_token.value;
  }

  async function sendOnce() {
    isDirty = false;
    say("wait", words.sending);
    let answer = await post();
    if (answer.status === 400) {
      const said = await answer.clone().json().catch(() => ({}));
      if (said.own_text === undefined && said.todo === undefined) return refused(answer);
      await renew();
      answer = await post();
    }
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

  async function send() {
    if (isSending || isSignedOut) return;
    clearTimeout(timer);
    if (isTooLong()) return;
    isSending = true;
    try {
      while (isDirty) await sendOnce();
      pause = SHORTEST;
    } catch (problem) {
      if (!(problem instanceof Later || problem instanceof SignedOut)) throw problem;
      isDirty = true;
      keep();
      isSignedOut = problem instanceof SignedOut;
      if (isSignedOut) say("wait", words.signedout, words.signinHref, words.signin);
      else say("wait", words.unsent);
      pause = Math.min(LONGEST, pause * 2);
      if (!isSignedOut) timer = setTimeout(send, pause);
    } finally {
      isSending = false;
    }
    if (wanted && (!isDirty || isSignedOut)) go();
  }

  // All is sent: do what the pressed button asked for. Signed out, the page keeps it (we kept what you sent).
  function go() {
    const button = wanted;
    wanted = null;
    isLeaving = true;
    if (form.requestSubmit) return form.requestSubmit(button);
    const said = document.createElement("input"); // Safari before 16
    Object.assign(said, { type: "hidden", name: button.name, value: button.value });
    form.append(said);
    return form.submit();
  }

  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    grow(event.target);
    isDirty = true;
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(TYPING, pause === SHORTEST ? 0 : pause));
  });
  form.addEventListener("submit", (event) => {
    if (isLeaving) return;
    if (isTooLong()) return event.preventDefault();
    if (!isDirty && !isSending) return;
    event.preventDefault();
    wanted = event.submitter || form.querySelector("[name=do]");
    isSignedOut = false;
    send();
  });
  addEventListener("online", () => {
    pause = SHORTEST;
    send();
  });
  addEventListener("focus", () => {
    isSignedOut = false; // signed in again in another window, perhaps
    if (isDirty) send();
  });
  restore();
  for (const field of form.querySelectorAll("textarea")) grow(field);
}
