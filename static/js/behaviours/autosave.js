// Saves a form a moment after the last key, and says when it did. The submit button still works.
// An answer's X-Version becomes the form's `version`, so that the next save starts from this one;
// its X-Action is where a form that began something goes on, and the page's address with it.
import post from "./post.js";

const CALM = 1200;
const TOLD = { 409: "stale", 422: "refused" };

function isTouched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return "defaultValue" in field && field.value !== field.defaultValue;
  const chosen = [...field.options].filter((option) => option.defaultSelected);
  if (!chosen.length && !field.multiple) return field.selectedIndex > 0;
  return [...field.options].some((option) => option.selected !== option.defaultSelected);
}

export default function autosave(form) {
  const status = form.querySelector("[data-autosave-status]");
  let waiting = 0;
  let saving = null;

  function say(state, text) {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = text;
  }

  function follow(answer) {
    const version = answer.headers.get("X-Version");
    const kept = form.elements.namedItem("version");
    if (version && kept) kept.value = version;
    const action = answer.headers.get("X-Action");
    if (!action) return;
    form.action = action; // what was begun is kept now: from here on it is changed
    history.replaceState(null, "", action);
  }

  async function save() {
    say("saving", form.dataset.saving);
    try {
      const answer = await post(form.action, new FormData(form), { "X-Autosave": "1" });
      if (!answer.ok) return say("failed", form.dataset[TOLD[answer.status] ?? "failed"]);
      follow(answer);
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
      say("saved", `${form.dataset.saved} ${time}`);
    } catch {
      say("failed", form.dataset.failed);
    }
  }

  async function saveInTurn() {
    await saving;
    saving = save().finally(() => { saving = null; });
  }

  function saveSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(saveInTurn, CALM);
  }

  form.addEventListener("input", saveSoon);
  if ([...form.elements].some(isTouched)) saveSoon(); // somebody typed before this script was there

  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (!saving) return;
    event.preventDefault(); // the save under way changes the version that this one must carry
    await saving;
    form.requestSubmit(event.submitter);
  });
}
