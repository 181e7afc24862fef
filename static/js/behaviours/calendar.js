// EventCalendar over a JSON address. Its script and style are loaded only where a calendar is.
import post from "./post.js";

const loaded = new Map();

function load(tag, attributes) {
  const key = attributes.src ?? attributes.href;
  if (!loaded.has(key)) {
    loaded.set(key, new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
      document.head.append(element);
    }));
  }
  return loaded.get(key);
}

async function move(url, change) {
  const { id, start, end } = change.event;
  const body = JSON.stringify({ id, start: local(start), end: local(end) });
  const answer = await post(url, body, { "Content-Type": "application/json" }).catch(() => null);
  if (!answer?.ok) change.revert();
}

// The wall clock as shown, "2026-11-26T14:00:00": the server knows the zone.
function local(date) {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60000);
  return shifted.toISOString().slice(0, 19);
}

// The library calls itself a table but puts a toolbar and articles in it, which confuses screen readers:
// without those roles it is a labelled region of articles, each with its time and title.
function plain(element) {
  for (const role of ["table", "list", "rowgroup", "row", "rowheader", "columnheader", "cell", "listitem"]) {
    element.querySelectorAll(`[role=${role}]`).forEach((part) => {
      ["role", "aria-colspan", "aria-rowspan", "aria-colindex"].forEach((name) => part.removeAttribute(name));
    });
  }
  element.querySelectorAll("h4:not([aria-level])").forEach((title) => title.setAttribute("aria-level", "2"));
}

export default async function calendar(element) {
  const { url, view, date, moveUrl, script, style, today, week, month, list, none, previous, next } = element.dataset;
  await Promise.all([load("script", { src: script }), load("link", { rel: "stylesheet", href: style })]);
  window.EventCalendar.create(element, {
    view: window.matchMedia("(max-width: 40rem)").matches ? "listWeek" : view,
    date: date ? new Date(`${date}T00:00`) : new Date(),
    locale: document.documentElement.lang,
    firstDay: 1,
    height: "auto",
    allDaySlot: false,
    nowIndicator: true,
    slotMinTime: "07:00:00",
    slotMaxTime: "20:00:00",
    hiddenDays: [0, 6],
    headerToolbar: { start: "prev,next today", center: "title", end: "timeGridWeek,dayGridMonth,listWeek" },
    buttonText: { today, timeGridWeek: week, dayGridMonth: month, listWeek: list, prev: previous, next },
    noEventsContent: none,
    editable: Boolean(moveUrl),
    eventSources: [{ url }],
    eventDrop: (change) => move(moveUrl, change),
    eventResize: (change) => move(moveUrl, change),
  });
  new MutationObserver(() => plain(element)).observe(element, {
    attributeFilter: ["role"], childList: true, subtree: true,
  });
  plain(element);
}
