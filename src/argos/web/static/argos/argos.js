// A still chart becomes one that answers the pointer, the first time that it is pointed at.
const dark = matchMedia("(prefers-color-scheme: dark)");

async function awaken(figure) {
  const drawing = figure.querySelector(".drawing");
  if (!drawing || drawing.dataset.awake) return;
  drawing.dataset.awake = "yes";
  const address = new URL(figure.dataset.spec, location);
  if (dark.matches) address.searchParams.set("theme", "dark");
  if (innerWidth <= 480) address.searchParams.set("width", "narrow");
  const [{ vegaEmbed }, answer] = await Promise.all([import("/vega.js"), fetch(address)]);
  if (!answer.ok) return;
  const spec = await answer.json();
  const place = document.createElement("div");
  const tooltip = { disableDefaultStyle: true };
  const view = await vegaEmbed(place, spec, { ...spec.usermeta.embedOptions, defaultStyle: false, tooltip });
  const image = drawing.querySelector("img");
  place.querySelector("svg")?.setAttribute("role", "img");
  place.querySelector("svg")?.setAttribute("aria-label", image.alt);
  for (const mark of place.querySelectorAll("svg [role]")) { // the picture is named as a whole
    mark.removeAttribute("role");
    mark.removeAttribute("aria-roledescription");
  }
  drawing.replaceChildren(place);
  drawing.dataset.awake = "done";
  zoomable(view, place);
}

// Dragging over a chart chooses the period in the address; a double click takes it back.
function zoomable({ view }, place) {
  const chosen = new URL(location);
  const go = (from, to) => {
    from ? chosen.searchParams.set("from", from) : chosen.searchParams.delete("from");
    to ? chosen.searchParams.set("to", to) : chosen.searchParams.delete("to");
    location.assign(chosen);
  };
  const day = (moment) => new Date(moment).toISOString().slice(0, 10);
  let dragged = null;
  try {
    view.addSignalListener("zoom", (_, value) => { dragged = value.d ?? null; });
  } catch {
    return; // a chart without a period to choose
  }
  addEventListener("pointerup", () => {
    if (!dragged) return;
    const [from, to] = dragged.map((each) => day(+each));
    if (from < to) go(from, to);
  });
  if (chosen.searchParams.has("from")) place.addEventListener("dblclick", () => go(null, null));
}

for (const figure of document.querySelectorAll("figure[data-spec]")) {
  figure.addEventListener("pointerenter", () => awaken(figure).catch(() => {}), { once: true });
}

for (const form of document.querySelectorAll("form.choices")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!name.startsWith("s_") && (!value || value === "all" || value === "linear" || value === "line")) event.formData.delete(name);
  });
  // A choice made with the pointer is shown at once; with the keyboard it waits for the button.
  let pointed = false;
  form.addEventListener("pointerdown", () => { pointed = true; });
  form.addEventListener("keydown", () => { pointed = false; });
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => { if (pointed) form.requestSubmit(); });
}

// The days on which a series was told anew, on a slider; without script they are links.
for (const slider of document.querySelectorAll(".slider input")) {
  const days = slider.dataset.days.trim().split(" ");
  const said = slider.closest(".slider").querySelector("output");
  const tell = () => {
    const day = new Date(days[+slider.value] + "T12:00Z");
    said.textContent = day.toLocaleDateString(document.documentElement.lang, { dateStyle: "full" });
    slider.setAttribute("aria-valuetext", said.textContent);
  };
  slider.closest(".slider").hidden = false;
  tell();
  slider.addEventListener("input", tell);
  slider.addEventListener("change", () => {
    const chosen = new URL(location);
    const last = +slider.value === days.length - 1;
    last ? chosen.searchParams.delete("as_of") : chosen.searchParams.set("as_of", days[+slider.value]);
    document.querySelector("figure .drawing").classList.add("stale");
    location.assign(chosen);
  });
}

// The wall turns by itself; where the next panel cannot be had, the last one stays, greyed and dated.
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function turn() {
  let main = document.querySelector("main[data-next]");
  while (main) {
    await wait(1000 * +main.dataset.seconds);
    try {
      const answer = await fetch(main.dataset.next, { cache: "no-cache" });
      if (!answer.ok) throw new Error(answer.statusText);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      await Promise.all([...next.images].map((image) => image.decode().catch(() => {})));
      document.title = next.title;
      document.querySelector("footer").replaceWith(next.querySelector("footer"));
      main.replaceWith(next.querySelector("main"));
      ready();
      main = document.querySelector("main[data-next]");
    } catch {
      main.classList.add("stale");
      document.querySelector(".lost").hidden = false;
    }
  }
}

function ready() {
  const button = document.querySelector("button.fill");
  button.hidden = !!document.fullscreenElement;
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
}

if (document.body.classList.contains("wall")) {
  ready();
  turn();
  document.addEventListener("fullscreenchange", ready);
  navigator.wakeLock?.request("screen").catch(() => {});
}
