// Another choice draws the form again at once; without scripts its button does.
export default function redraw(choice) {
  const button = choice.querySelector("button");
  button.hidden = true;
  choice.querySelector("select").addEventListener("change", () => button.form.requestSubmit(button));
}
