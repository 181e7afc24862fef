// Files dropped anywhere on the target land in its input.
export default function fileDrop(target) {
  const input = target.querySelector("input[type=file]");
  const over = (event) => {
    event.preventDefault();
    target.dataset.over = "";
  };
  target.addEventListener("dragover", over);
  target.addEventListener("dragleave", () => delete target.dataset.over);
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    delete target.dataset.over;
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
