// Looks a code up as one types, in a list below the box; arrows choose, Enter takes, Escape closes.
// Without it, the words are sent with the form and come back with their codes to choose from.
import post from "./post.js";

const CALM = 200;

export default function coded(frame) {
  const box = frame.querySelector("input[data-url]");
  const list = frame.querySelector("[role=listbox]");
  let waiting = 0;
  let asked = 0;

  const options = () => [...list.children];
  const chosen = () => options().findIndex((one) => one.ariaSelected === "true");

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function point(rank) {
    options().forEach((one, place) => { one.ariaSelected = String(place === rank); });
    const one = options()[rank];
    one?.scrollIntoView({ block: "nearest" });
    if (one) box.setAttribute("aria-activedescendant", one.id);
  }

  function take(text) {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(waiting);
    close();
  }

  function show(found) {
    list.replaceChildren(...found.map((text, rank) => {
      const one = document.createElement("li");
      Object.assign(one, { id: `${box.id}-code-${rank}`, role: "option", textContent: text, ariaSelected: "false" });
      one.addEventListener("pointerdown", (event) => { event.preventDefault(); take(text); });
      return one;
    }));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
  }

  async function look() {
    const turn = ++asked;
    const answer = await post(box.dataset.url, new URLSearchParams({ system: box.dataset.system, q: box.value }));
    if (answer.ok && turn === asked && document.activeElement === box) show(await answer.json());
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim().length > 1) waiting = setTimeout(look, CALM);
    else close();
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      point((chosen() + steps[event.key] + options().length + (chosen() < 0 && steps[event.key] < 0 ? 1 : 0)) % options().length);
    } else if (event.key === "Enter" && chosen() >= 0) {
      event.preventDefault();
      take(options()[chosen()].textContent);
    } else if (event.key === "Escape") close();
  });
  box.addEventListener("blur", close);
}
