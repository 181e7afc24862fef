// Polling replaces the progress bar each time, which screen readers miss or repeat: a lasting region on the
// page says where things are, at once when they end and every ten seconds before that.
const PAUSE = 10000;
let last = 0;

export default function announce(progress) {
  const region = document.querySelector("[data-announcer]");
  const running = progress.dataset.state === "running";
  if (!region || (running && Date.now() - last < PAUSE)) return;
  last = Date.now();
  const parts = progress.querySelectorAll("[id$=-label], .progress-figure, .progress-detail");
  region.textContent = [...parts].map((part) => part.textContent.trim()).filter(Boolean).join(", ");
}
