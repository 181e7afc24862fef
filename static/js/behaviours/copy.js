// Copies the field beside the button and says so.
export default function copy(element) {
  const input = element.querySelector("input");
  const status = element.querySelector("[role=status]");
  const button = element.querySelector("[data-copy]");
  const label = button.querySelector("span");
  const before = label.textContent;

  button.addEventListener("click", async () => {
    input.select();
    await navigator.clipboard.writeText(input.value);
    label.textContent = element.dataset.done;
    status.textContent = element.dataset.done;
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
  });
}
