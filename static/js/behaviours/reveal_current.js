// On a phone the navigation scrolls sideways: bring the current page into sight.
export default function revealCurrent(nav) {
  const current = nav.querySelector("[aria-current]");
  const list = current?.closest("ul");
  if (list) list.scrollLeft = current.offsetLeft - list.offsetLeft - 16;
}
