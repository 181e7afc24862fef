// Drag and drop for an ordered list; the "up" and "down" buttons of each line do the same without it.
import Sortable from "../../vendor/sortablejs/sortable.esm.js";
import post from "./post.js";

export default function sortable(list) {
  let before = [];

  function refreshMoves() {
    const lines = [...list.children];
    lines.forEach((line, place) => {
      const [up, down] = line.querySelectorAll("[name=move]");
      if (up) up.disabled = place === 0;
      if (down) down.disabled = place === lines.length - 1;
    });
  }

  const drag = Sortable.create(list, {
    handle: "[data-handle]",
    animation: 120,
    ghostClass: "sortable-ghost",
    onStart: () => {
      before = drag.toArray();
    },
    onEnd: async () => {
      const order = drag.toArray();
      if (order.join() === before.join()) return;
      refreshMoves();
      const answer = await post(list.dataset.url, new URLSearchParams({ order: order.join() })).catch(() => null);
      if (answer?.ok) return;
      drag.sort(before);
      refreshMoves();
    },
  });
}
