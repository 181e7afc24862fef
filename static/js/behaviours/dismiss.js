// The cross of a message takes it away; the keyboard goes back to the page.
export default function dismiss(button) {
  button.addEventListener("click", () => {
    button.closest(".alert")?.remove();
    document.querySelector("main")?.focus();
  });
}
