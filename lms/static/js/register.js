// A register saves each mark as it is set. What cannot be sent waits in this page and goes out when the network is back.

const form = document.querySelector("[data-register]");
const state = form.querySelector("[data-state]");
const waiting = new Map(); // ref -> {mark, minutes}, sent together: minutes mean nothing without their mark
let sending = false;

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

async function send() {
  if (sending || !waiting.size) return;
  sending = true;
  const batch = new Map(waiting);
  const data = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  for (const [ref, { mark, minutes }] of batch) {
    data.set(`m-${ref}`, mark);
    data.set(`n-${ref}`, minutes);
  }
  let sent = false;
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 401 || answer.status === 409) {
      waiting.clear();
      if (answer.status === 401) return location.reload(); // signed out, where what was sent is kept
      return form.submit(); // confirmed elsewhere: the page says which marks came too late
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    for (const [ref, kept] of batch) if (waiting.get(ref) === kept) waiting.delete(ref);
    count(said);
    say(said.wrong || form.dataset.saved);
    sent = true;
  } catch {
    say(form.dataset.offline.replace("%n", String(waiting.size)));
  }
  sending = false;
  if (sent) send();
  else setTimeout(send, 5000);
}

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

form.addEventListener("submit", () => waiting.clear()); // the form sends every mark itself
addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
