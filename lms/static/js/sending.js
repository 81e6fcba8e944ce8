// What is sent while one works, for quiz.js, draft.js and register.js: again by itself when the link or the server was away; when the sign-in has
// lapsed, as soon as one comes back to this window; and with a new token where somebody has signed in again in another window.

export class Later extends Error {} // the link is away, or the server is, or somebody between us answered: try again
export class SignedOut extends Error {
  constructor(isKept = false) {
    super();
    this.isKept = isKept; // the server has kept what was sent, for when they have signed in again
  }
}

const SHORTEST = 2_000;
const LONGEST = 60_000;

// What is sent is answered in JSON, a refusal too. A page instead is of a hotspot, a proxy or a gateway on the way.
const isOurs = (answer) => (answer.headers.get("content-type") || "").startsWith("application/json");

async function ask(href, how = {}) {
  let answer;
  try {
    answer = await fetch(href, { ...how, headers: { "X-Requested-With": "fetch" } });
  } catch {
    throw new Later();
  }
  if (answer.status === 401 && isOurs(answer)) throw new SignedOut((await answer.json().catch(() => ({}))).kept);
  return answer;
}

// Signed in again in another window, this page's form is an old one: fetch a new token, if it is still the same person. `mark` is the
// data attribute by which the form is found; its first word is the person's ref.
async function renew(mark) {
  const whose = (page) => page.querySelector(`form[data-${mark}]`)?.dataset[mark].split(" ")[0];
  const answer = await ask(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!whose(page) || whose(page) !== whose(document)) throw new SignedOut();
  const fresh = page.querySelector(`form[data-${mark}]`).elements.csrf_token.value;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
}

// Send a form's data, made by `data()` anew for each try; its token is that of the page. The answer, whatever it says.
export async function post(href, data, mark) {
  const send = async () => {
    const body = data();
    body.set("csrf_token", document.querySelector(`form[data-${mark}]`).elements.csrf_token.value);
    const answer = await ask(href, { method: "POST", body });
    if (!isOurs(answer) || answer.status >= 500 || answer.status === 429) throw new Later();
    return answer;
  };
  const answer = await send();
  if (answer.status !== 400) return answer;
  const said = await answer.clone().json().catch(() => ({}));
  if (said.own_text === undefined && said.todo === undefined) return answer; // what was sent is wrong, and not the token
  await renew(mark);
  return send();
}

// `work()` sends all that waits. Where it throws Later or SignedOut, `failed(isSignedOut, isKept)` says so and it is tried again; after each try
// `tried(isSignedOut)` goes on. `waits()`: whether there is anything to be sent.
export function sender({ work, failed, tried, waits }) {
  let pause = SHORTEST;
  let timer = 0;
  let isSending = false;
  let isSignedOut = false;

  async function send() {
    if (isSending || isSignedOut) return;
    clearTimeout(timer);
    isSending = true;
    try {
      await work();
      pause = SHORTEST;
    } catch (problem) {
      if (!(problem instanceof Later || problem instanceof SignedOut)) throw problem;
      isSignedOut = problem instanceof SignedOut;
      pause = Math.min(LONGEST, pause * 2);
      if (!isSignedOut) timer = setTimeout(send, pause);
      failed(isSignedOut, problem.isKept);
    } finally {
      isSending = false;
    }
    tried(isSignedOut);
  }

  // Signed in again in another window, perhaps.
  function again() {
    isSignedOut = false;
    if (waits()) send();
  }

  // A while after the last letter; where the link is away, not before its turn.
  function soon(after) {
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(after, pause === SHORTEST ? 0 : pause));
  }

  addEventListener("online", () => {
    pause = SHORTEST;
    send();
  });
  addEventListener("focus", again);
  return { send, again, soon, isSending: () => isSending, isSignedOut: () => isSignedOut, isAway: () => pause > SHORTEST };
}

// Do what a pressed button asks for, once all is sent.
export function press(form, button) {
  if (form.requestSubmit) return form.requestSubmit(button);
  const said = document.createElement("input"); // Safari before 16
  Object.assign(said, { type: "hidden", name: button.name, value: button.value });
  form.append(said);
  return form.submit();
}

// Whether the page was opened now: one that is opened again by Back or Reload has its fields as they were left, sent or not.
export function isNew() {
  return performance.getEntriesByType("navigation")[0]?.type === "navigate";
}
