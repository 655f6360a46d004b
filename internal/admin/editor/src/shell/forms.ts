// Small conveniences of forms: counts beside fields, a photo dropped anywhere on
// a form, a slot chosen by its number, a time chosen from the next quarter hours.

function count(el: HTMLInputElement | HTMLTextAreaElement): void {
  const out = document.querySelector<HTMLOutputElement>(`output[data-count="${CSS.escape(el.id)}"]`);
  if (!out) return;
  const n = [...el.value.normalize("NFC").trim()].length;
  const low = Number(out.dataset["low"] ?? 0);
  const high = Number(out.dataset["high"]);
  out.textContent = low ? `${n} / ${low}–${high}` : `${n} / ${high}`;
  out.toggleAttribute("data-off", n > high || (n > 0 && n < low));
}

document.addEventListener("input", (e) => {
  if (e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) count(e.target);
});
for (const out of document.querySelectorAll<HTMLOutputElement>("output[data-count]")) {
  const el = document.getElementById(out.dataset["count"]!);
  if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) count(el);
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-drop]")) {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const zone = input?.closest<HTMLElement>(".drop");
  const files = (e: DragEvent): boolean => !!e.dataTransfer?.types.includes("Files");
  form.addEventListener("dragover", (e) => {
    if (!files(e)) return;
    e.preventDefault();
    zone?.classList.add("over");
  });
  form.addEventListener("dragleave", () => zone?.classList.remove("over"));
  form.addEventListener("drop", (e) => {
    zone?.classList.remove("over");
    if (!input || !files(e)) return;
    e.preventDefault();
    input.files = e.dataTransfer!.files;
    describe();
  });
  // Whoever chose a photo says next what it shows.
  const describe = (): void => form.querySelector<HTMLElement>("[name='lead.alt']")?.focus();
  input?.addEventListener("change", () => input.files?.length && describe());
  // The headline's line ends with Enter, and the text begins.
  form.querySelector<HTMLElement>("[name=headline]")?.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.ctrlKey || e.metaKey || e.isComposing) return;
    e.preventDefault();
    form.querySelector<HTMLElement>("[name=text]")?.focus();
  });
  // A photo from the clipboard, too.
  form.addEventListener("paste", (e) => {
    if (input && e.clipboardData?.files.length) {
      e.preventDefault();
      input.files = e.clipboardData.files;
      describe();
    }
  });
}

document.addEventListener("warta:key", (e) => {
  const d = (e as CustomEvent<{ do: string; chord: string }>).detail;
  const slot = document.querySelector<HTMLSelectElement>("select[data-slot]");
  if (d.do === "slot" && slot) {
    slot.value = d.chord;
    e.preventDefault();
  }
});

for (const q of document.querySelectorAll<HTMLElement>("[data-quarter]")) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "plain";
  b.textContent = q.textContent;
  b.addEventListener("click", () => {
    const time = document.getElementById("at-t") as HTMLInputElement | null;
    const date = document.getElementById("at-d") as HTMLInputElement | null;
    if (time) time.value = q.dataset["quarter"]!;
    if (date && q.dataset["date"]) date.value = q.dataset["date"];
  });
  q.replaceChildren(b);
}
