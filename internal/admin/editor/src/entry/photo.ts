// One photo: the focal point moves with arrow keys, and every crop follows while it
// does. The forms of the page save it, as they do without this.
import { cropAt } from "../crop";

const number = (name: string): HTMLInputElement | null => document.querySelector<HTMLInputElement>(`form input[name=${name}][type=number]`);

function show(x: number, y: number): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-press]")) {
    const input = form.querySelector<HTMLInputElement>("input[type=image]")!;
    form.querySelector("svg g")?.setAttribute("transform", `translate(${Math.round(x * input.width)} ${Math.round(y * input.height)})`);
  }
  for (const svg of document.querySelectorAll<SVGElement>("[data-crops] svg")) {
    if (svg.dataset["byhand"] !== undefined) continue;
    const w = Number(svg.dataset["w"]);
    const h = Number(svg.dataset["h"]);
    const c = cropAt(svg.dataset["ratio"] ?? "", w, h, x, y);
    svg.setAttribute("viewBox", `${c.x * w} ${c.y * h} ${c.w * w} ${c.h * h}`);
  }
}

function now(): [number, number] {
  return [Number(number("x")?.value ?? 50) / 100, Number(number("y")?.value ?? 50) / 100];
}

function set(x: number, y: number): void {
  const fx = number("x");
  const fy = number("y");
  const within = (v: number): number => Math.min(100, Math.max(0, Math.round(v)));
  if (fx) fx.value = String(within(x));
  if (fy) fy.value = String(within(y));
  show(...now());
}

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

for (const form of document.querySelectorAll<HTMLFormElement>("[data-press]")) {
  const input = form.querySelector<HTMLInputElement>("input[type=image]")!;
  input.addEventListener("keydown", (e) => {
    const by = arrows[e.key];
    if (by) {
      e.preventDefault();
      e.stopPropagation();
      const [x, y] = now();
      const step = e.shiftKey ? 10 : 1;
      set(x * 100 + by[0] * step, y * 100 + by[1] * step);
    } else if (e.key === "Enter" || e.key === " ") {
      // The point that the arrows chose, not the corner that a keyboard presses.
      e.preventDefault();
      number("x")?.form?.querySelector<HTMLButtonElement>("button")?.click();
    }
  });
  input.addEventListener("pointermove", (e) => {
    if (e.pointerType !== "mouse") return;
    const box = input.getBoundingClientRect();
    show((e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height);
  });
  input.addEventListener("pointerleave", () => show(...now()));
}
for (const name of ["x", "y"]) number(name)?.addEventListener("input", () => show(...now()));
