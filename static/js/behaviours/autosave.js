// Saves a form a moment after the last key, and says when it did. The submit button still works.
import post from "./post.js";

const CALM = 1200;

export default function autosave(form) {
  const status = form.querySelector("[data-autosave-status]");
  let waiting = 0;

  function say(state, text) {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = text;
  }

  async function save() {
    say("saving", form.dataset.saving);
    try {
      const answer = await post(form.action, new FormData(form), { "X-Autosave": "1" });
      if (!answer.ok) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
      say("saved", `${form.dataset.saved} ${time}`);
    } catch {
      say("failed", form.dataset.failed);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, CALM);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
