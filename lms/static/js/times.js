// A form with times looks at them while one types: <form data-times> is sent with check=1, and every [data-live] of the answer put in its place.

const WAIT = 500; // ms of quiet before it is sent

for (const form of document.querySelectorAll("[data-times]")) {
  let timer = 0;
  let number = 0;

  const look = async () => {
    const mine = ++number;
    const data = new FormData(form);
    data.set("check", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
      const text = await answer.text();
      if (!answer.ok || answer.redirected || mine !== number) return; // an older look must not cover a newer one
      const page = new DOMParser().parseFromString(text, "text/html");
      for (const part of form.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(part.id);
        if (fresh && !part.contains(document.activeElement) && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
      }
    } catch {
      // No network: the button is there all the same.
    }
  };

  const soon = (event) => {
    if (event.target.name === "why" || event.target.name === "agenda") return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
