// Shows a question only while the answers before it, or the patient's age, call for it. The server
// decides again: what is hidden here is not sent, and what should be hidden is not kept.
const DAY = /^(\d{1,2})[/ .-]?(\d{1,2})[/ .-]?(\d{4})$/;

function age(text) {
  const found = DAY.exec((text ?? "").trim());
  if (!found) return null;
  const [, day, month, year] = found.map(Number);
  const today = new Date();
  const before = today.getMonth() + 1 < month || (today.getMonth() + 1 === month && today.getDate() < day);
  return today.getFullYear() - year - (before ? 1 : 0);
}

export default function askedIf(fields) {
  const form = fields.closest("form");
  const questions = [...fields.querySelectorAll("[data-asked-if]")];
  questions.forEach((one) => one.querySelector("[data-asked-note]")?.remove());

  function isAsked({ dataset }) {
    const told = new FormData(form);
    const from = Number(dataset.fromAge);
    if (from && !(age(told.get("birth_date")) >= from)) return false;
    const among = dataset.among.split("|");
    return !dataset.askedIf || told.getAll(dataset.askedIf).some((value) => among.includes(value));
  }

  function follow({ isFirst = false } = {}) {
    for (const one of questions) { // in their order: one that is off answers nothing to the next
      const asked = isAsked(one);
      const appears = asked && one.disabled;
      one.disabled = !asked;
      one.hidden = !asked;
      if (appears && !isFirst) one.closest("details")?.setAttribute("open", "");
    }
  }

  form.addEventListener("input", () => follow());
  follow({ isFirst: true });
}
