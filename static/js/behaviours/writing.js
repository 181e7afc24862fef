// A form that several people fill in at once. What is typed is kept on this screen at once, and on
// the server at each pause; others' texts come in; where two clash, the writer chooses.
import post from "./post.js";

const CALM = 600; // milliseconds without a key before a text leaves
const LONGEST = 1500; // a text leaves even if the keys never rest
const LOOK = 1500; // between two looks at what the others do
const AGAIN = 2000; // after a failure
const OUTLIVES = 8000; // characters that a browser still sends once the page is left
const CHOSEN = new Set(["SELECT", "INPUT:date"]); // two answers cannot both be kept

class Field {
  constructor(element, basis) {
    this.element = element;
    this.name = element.name;
    this.was = element.value;
    this.over = 0;
    this.basis = basis;
    this.clash = null;
    this.sending = false;
    this.calm = this.due = 0;
  }

  get text() { return this.element.value; }
  get isTouched() { return this.text !== this.was; }

  take(text, number) {
    if (this.text !== text) this.element.value = text;
    this.was = text;
    this.over = number;
  }
}

export default function writing(box) {
  const form = box.querySelector("form");
  const status = box.querySelector("[data-writing-status]");
  const notices = box.querySelector("[data-writing-notices]");
  const texts = JSON.parse(box.dataset.texts);
  const basis = Number(box.dataset.basis);
  const fields = new Map();
  let since = Math.max(0, ...Object.values(texts).map((one) => one.number));
  let room = box.dataset.room;
  let isOver = false; // the opinion was recorded elsewhere: this screen is of the past

  const place = (name) => `writing ${box.dataset.key} ${name}`;

  function say(state, text = status.dataset[state]) {
    status.dataset.state = state;
    status.textContent = text;
  }

  function tell(kind) {
    if (notices.querySelector(`[data-kind-of="${kind}"]`)) return;
    const notice = box.querySelector(`template[data-notice="${kind}"]`).content.cloneNode(true).firstElementChild;
    notice.dataset.kindOf = kind;
    notice.querySelector("[data-again]").addEventListener("click", () => window.location.reload());
    notices.append(notice);
  }

  function remember(field) {
    const { text, was, over } = field;
    if (!field.isTouched && !field.clash) return sessionStorage.removeItem(place(field.name));
    sessionStorage.setItem(place(field.name), JSON.stringify({ text, was, over, basis: field.basis }));
  }

  function typed(field) {
    remember(field);
    if (isOver || field.clash) return;
    clearTimeout(field.calm);
    field.due ||= Date.now() + LONGEST;
    field.calm = setTimeout(() => send(field), Math.max(0, Math.min(CALM, field.due - Date.now())));
  }

  function body(field) {
    const sent = new FormData();
    const told = { field: field.name, text: field.text, was: field.was, over: field.over, basis };
    for (const [name, value] of Object.entries(told)) sent.append(name, value);
    return sent;
  }

  async function send(field) {
    if (field.sending || field.clash || isOver || !field.isTouched) return;
    field.sending = true;
    field.due = 0;
    const sent = field.text;
    say("saving");
    try {
      const more = { keepalive: sent.length < OUTLIVES }; // arrives though the page is left
      const answer = await post(box.dataset.url, body(field), { Accept: "application/json" }, more);
      if (answer.redirected || answer.status === 401 || answer.status === 403) return tell("expired");
      if (answer.status >= 500) throw new Error(answer.status);
      follow(field, sent, await answer.json());
    } catch {
      say("offline");
      setTimeout(() => send(field), AGAIN);
    } finally {
      field.sending = false;
      remember(field);
      if (field.isTouched && status.dataset.state === "saved") typed(field);
    }
  }

  function follow(field, sent, told) {
    if (told.recorded) return past();
    if (told.said) return say("failed", told.said);
    since = Math.max(since, told.number);
    if (told.clash) return clashes(field, told.clash.text, told.clash.number, told.clash.by);
    if (field.text === sent) field.take(told.text, told.number);
    else if (told.text === sent) [field.was, field.over] = [sent, told.number];
    else field.was = sent; // joined with another's while the keys went on: the next pause joins again
    say("saved", `${status.dataset.kept} ${new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" })}`);
  }

  function past() {
    isOver = true;
    tell("recorded");
  }

  function clashes(field, theirs, number, by) {
    const shown = box.querySelector("template[data-writing-clash]").content.cloneNode(true).firstElementChild;
    const title = shown.querySelector(".alert-title");
    title.textContent = by ? title.dataset.atOnce.replace("{name}", by) : title.dataset.before;
    shown.querySelector("blockquote").textContent = label(field, theirs);
    if (isChoice(field)) shown.querySelector('[data-choice="both"]').remove();
    field.clash = shown;
    shown.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-choice]")?.dataset.choice;
      if (choice) choose(field, choice, theirs, number);
    });
    field.element.closest(".field").append(shown);
    say("choose");
  }

  function choose(field, choice, theirs, number) {
    const mine = field.text;
    field.clash.remove();
    field.clash = null;
    field.take(theirs, number);
    if (choice !== "theirs") field.element.value = choice === "both" ? `${theirs}\n${mine}` : mine;
    field.element.focus();
    remember(field);
    say("saved", "");
    typed(field);
  }

  const isChoice = ({ element }) => CHOSEN.has(element.tagName) || CHOSEN.has(`${element.tagName}:${element.type}`);
  const label = ({ element }, value) => [...(element.options ?? [])].find((one) => one.value === value)?.text ?? value;

  function take(told) {
    const field = fields.get(told.field);
    since = Math.max(since, told.number);
    if (!field) return tell("lines");
    if (told.number <= field.over) return;
    if (told.writing && !told.mine) mark(field, told.by);
    if (!field.isTouched && !field.clash) field.take(told.text, told.number);
  }

  function mark(field, name) {
    const host = field.element.closest(".field");
    host.querySelector(".writing-who")?.remove();
    const who = box.querySelector("template[data-writing-who]").content.cloneNode(true).firstElementChild;
    who.textContent = who.dataset.told.replace("{name}", name);
    host.querySelector("label").after(who);
    setTimeout(() => who.remove(), 4 * LOOK);
  }

  async function look() {
    if (document.visibilityState === "hidden") return;
    const answer = await fetch(`${box.dataset.url}?since=${since}`, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) return;
    const told = await answer.json();
    if (told.basis !== basis && !isOver) past();
    if (!isOver) told.texts.forEach(take);
    if (told.room !== room) await refresh(told.room);
  }

  async function refresh(found) {
    const answer = await fetch(box.dataset.around);
    if (answer.redirected || !answer.ok) return;
    const parts = [...new DOMParser().parseFromString(await answer.text(), "text/html").body.children];
    const places = parts.map((part) => document.getElementById(part.id));
    if (places.some((one) => one?.contains(document.activeElement))) return; // not under somebody's hand
    parts.forEach((part, at) => {
      const open = [...places[at]?.querySelectorAll("details") ?? []].map((fold) => fold.open);
      part.querySelectorAll("details").forEach((fold, rank) => { fold.open = open[rank] ?? fold.open; });
      places[at]?.replaceWith(part);
      window.htmx?.process(part);
      window.htmx?.trigger(part, "htmx:load", { elt: part }); // binds what the part needs
    });
    room = found;
  }

  async function watch() {
    if (!box.isConnected) return;
    await look().catch(() => {});
    setTimeout(watch, LOOK);
  }

  // A page may show a form as it was posted: what the server holds since then comes first.
  function begin(field) {
    const { element } = field;
    const told = texts[field.name];
    const kept = JSON.parse(sessionStorage.getItem(place(field.name)) ?? "null");
    const isTouched = !element.options && element.value !== element.defaultValue;
    if (kept) return recall(field, kept);
    if (isTouched) field.was = element.defaultValue; // somebody typed before this script was there
    else if (told) field.take(told.text, told.number);
    if (isTouched) typed(field);
  }

  function recall(field, kept) {
    const theirs = texts[field.name]?.text ?? field.text;
    const number = texts[field.name]?.number ?? 0;
    field.element.value = kept.text;
    if (kept.basis === basis) [field.was, field.over] = [kept.was, kept.over];
    else if (kept.text === theirs) field.take(theirs, number);
    else return clashes(field, theirs, number, "");
    typed(field);
  }

  for (const element of form.elements) {
    if (!element.name || element.type === "hidden" || element.type === "submit") continue;
    fields.set(element.name, new Field(element, basis));
  }
  fields.forEach((field) => {
    begin(field);
    field.element.addEventListener("input", () => typed(field));
    field.element.addEventListener("change", () => send(field));
  });
  form.addEventListener("submit", (event) => {
    const open = [...fields.values()].find((field) => field.clash);
    if (open) {
      event.preventDefault();
      open.clash.querySelector("button").focus();
      return;
    }
    isOver = true; // what is sent now is the opinion itself
    fields.forEach((field) => clearTimeout(field.calm));
  });
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  window.addEventListener("online", () => fields.forEach((field) => send(field)));
  setTimeout(watch, LOOK);
}
