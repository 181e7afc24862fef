// A <details> that floats (account menu, confirm step) closes with Escape, elsewhere, or its own button.
export default function disclosure(details) {
  const summary = details.querySelector("summary");

  function close({ focus = false } = {}) {
    details.open = false;
    if (focus) summary.focus();
  }

  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) close({ focus: true });
  });
  details.querySelectorAll("[data-close]").forEach((button) => {
    button.addEventListener("click", () => close({ focus: true }));
  });
  document.addEventListener("pointerdown", (event) => {
    if (details.open && !details.contains(event.target)) close();
  });
}
