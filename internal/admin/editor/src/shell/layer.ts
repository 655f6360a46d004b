// The layer above a page: palette, sheet of keys, sign-in again. One native
// dialog; focus returns where it was.
import htmx from "htmx.org";

const box = document.getElementById("lapis") as HTMLDialogElement | null;

/** openLayer shows the dialog. Whoever calls fills it. */
export function openLayer(...content: Node[]): HTMLDialogElement | null {
  if (!box) return null;
  if (content.length) box.replaceChildren(...content);
  if (!box.open) box.showModal();
  return box;
}

export function closeLayer(): void {
  box?.close();
}

box?.addEventListener("click", (e) => {
  if (e.target === box) closeLayer();
});
box?.addEventListener("close", () => box.replaceChildren());

// A fragment that was sent to the layer opens it.
document.addEventListener("htmx:afterSwap", (e) => {
  if ((e as CustomEvent).detail.target === box) openLayer();
});

document.addEventListener("warta:key", (e) => {
  if ((e as CustomEvent).detail.do === "keys" && box) {
    e.preventDefault();
    void htmx.ajax("get", "/newsroom/keys", { target: box, swap: "innerHTML" });
  }
});
