// What is wrong takes the focus, so that a screen reader starts there.
export default function focus(element) {
  element.focus();
}
