// A single key presses the button that bears it, wherever it stands. While somebody types, or chooses
// in a list, letters are letters; a key held down counts once.
const FIELDS = "input, textarea, select, [contenteditable]";

export default function shortcuts(box) {
  document.addEventListener("keydown", (event) => {
    if (!box.isConnected || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(FIELDS) || !/^[a-z]$/i.test(event.key)) return;
    const button = box.querySelector(`[data-shortcut="${event.key.toLowerCase()}"] button`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
