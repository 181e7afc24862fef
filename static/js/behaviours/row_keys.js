// Sorts row by row with single letters: J and K go from row to row, a letter presses the button or
// opens the fold that bears it. While somebody types in a field, letters are letters.
export default function rowKeys(form) {
  const rows = [...form.querySelectorAll("[data-row]")];
  const moves = { j: 1, k: -1 };

  const here = () => rows.indexOf(document.activeElement?.closest("[data-row]"));
  const types = (target) => target.matches("input:not([type=checkbox]), textarea, select");

  function go(step) {
    const next = Math.min(Math.max(here() + step, 0), rows.length - 1);
    rows[next]?.focus();
    rows[next]?.scrollIntoView({ block: "nearest" });
  }

  function open(frame) {
    const fold = frame.querySelector("details");
    fold.open = true;
    fold.querySelector("select, textarea")?.focus();
  }

  function act(row, key) {
    const tick = { x: "chosen", u: "urgent" }[key];
    const frame = row.querySelector(`[data-key-fold="${key}"]`);
    if (tick) row.querySelector(`input[name=${tick}]`)?.click();
    else if (frame) open(frame);
    else row.querySelector(`[data-key="${key}"]`)?.click();
    return Boolean(tick || frame);
  }

  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
    if (key in moves) {
      event.preventDefault();
      return go(moves[key]);
    }
    const row = rows[here()];
    if (!row || !/^[a-z]$/.test(key)) {
      if (row && key === "enter" && event.target === row) row.querySelector("th a")?.click();
      return;
    }
    if (act(row, key)) event.preventDefault();
    row.isConnected && key in { x: 1, u: 1 } && row.focus();
  });
}
