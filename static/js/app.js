// Binds behaviours: <… data-behaviour="autosave"> gets the default export of behaviours/autosave.js, once.
const bound = new WeakSet();

async function bind(element) {
  if (bound.has(element)) return;
  bound.add(element);
  for (const name of element.dataset.behaviour.split(" ")) {
    const behaviour = await import(`./behaviours/${name}.js`);
    behaviour.default(element);
  }
}

function bindWithin(root) {
  if (root.matches?.("[data-behaviour]")) bind(root);
  root.querySelectorAll("[data-behaviour]").forEach(bind);
}

function sendToken(event) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
}

// What is typed waits in the tab until it arrived; whoever signs out leaves nothing behind.
document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());

bindWithin(document);
document.addEventListener("htmx:load", (event) => bindWithin(event.detail.elt));
document.addEventListener("htmx:configRequest", sendToken);
