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
  drawing.replaceChildren(place);
  drawing.dataset.awake = "done";
  return view;
}

for (const figure of document.querySelectorAll("figure[data-spec]")) {
  figure.addEventListener("pointerenter", () => awaken(figure).catch(() => {}), { once: true });
}

for (const form of document.querySelectorAll("form.choices")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value || value === "all" || value === "linear") event.formData.delete(name);
  });
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => form.requestSubmit());
}
