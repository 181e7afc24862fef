// Counts the time since a meeting was opened, and says when the hour foreseen for its end has passed.
export default function timer(element) {
  const since = new Date(element.dataset.since);
  const until = element.dataset.until ? new Date(element.dataset.until) : null;
  const figure = element.querySelector("[data-timer-figure]");
  const note = element.querySelector("[data-timer-note]");
  const two = (number) => String(number).padStart(2, "0");

  function show() {
    const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    figure.textContent = `${hours ? `${hours} h ` : ""}${two(minutes)}:${two(seconds % 60)}`;
    if (!until || Date.now() < until) return;
    element.dataset.past = "";
    note.textContent = element.dataset.late;
  }

  show();
  const ticking = setInterval(() => (element.isConnected ? show() : clearInterval(ticking)), 1000);
}
