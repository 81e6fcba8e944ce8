// A register saves each mark as it is set. What cannot be sent waits in this page and goes out when the network is back.

const form = document.querySelector("[data-register]");
const state = form.querySelector("[data-state]");
const waiting = new Map(); // field name -> value
let sending = false;

function say(text) {
  if (state && state.textContent !== text) state.textContent = text;
}

function count(said) {
  for (const place of form.querySelectorAll("[data-sum]")) {
    const number = place.dataset.sum === "without" ? said.without : said.of[place.dataset.sum];
    place.textContent = String(number ?? 0);
  }
  const link = form.querySelector("[data-without]");
  if (link) link.textContent = said.without ? link.dataset.without.replace("%n", String(said.without)) : link.dataset.none;
}

async function send() {
  if (sending || !waiting.size) return;
  sending = true;
  const batch = new Map(waiting);
  const data = new URLSearchParams(batch);
  data.set("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 401 || answer.status === 409) return location.reload(); // signed out, or confirmed elsewhere
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    for (const [name, value] of batch) if (waiting.get(name) === value) waiting.delete(name);
    count(said);
    say(said.wrong || form.dataset.saved);
  } catch {
    say(form.dataset.offline.replace("%n", String([...waiting.keys()].filter((name) => name.startsWith("m-")).length)));
    setTimeout(send, 5000);
    return;
  } finally {
    sending = false;
  }
  if (waiting.size) send();
}

function keep(field) {
  const ref = field.name.slice(2);
  const mark = form.querySelector(`[name="m-${ref}"]:checked`);
  if (!mark) return;
  const minutes = form.elements[`n-${ref}`];
  waiting.set(mark.name, mark.value);
  waiting.set(minutes.name, minutes.value);
  const line = mark.closest("li");
  line.classList.toggle("todo", mark.value === "partly" && !minutes.value);
  if (line.id === "todo" && !line.classList.contains("todo")) {
    line.removeAttribute("id");
    form.querySelector("li.todo")?.setAttribute("id", "todo");
  }
  if (field.type === "radio" && mark.value === "partly" && !minutes.value) minutes.focus();
  send();
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

addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
