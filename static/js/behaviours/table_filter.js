// Narrows the rows of a table to those holding every word typed, accents and case aside.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export default function tableFilter(frame) {
  const box = frame.querySelector("[data-filter]");
  const count = frame.querySelector("output");
  const rows = [...frame.querySelectorAll("tbody tr")];

  box.addEventListener("input", () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = plain(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = words.length ? `${shown} / ${rows.length} ${frame.dataset.countText}` : "";
  });
}
