// Upload with progress: files go in pieces, three at once, and what breaks off goes
// on from the piece that was lost (MDK-1). A form without this sends them whole.
import { large, smaller } from "../shrink";
import { pieces, type UploadState } from "../upload";

const api = "/api/v1/uploads";
const atOnce = 3;

async function hashOf(b: Blob): Promise<string> {
  const d = await crypto.subtle.digest("SHA-256", await b.arrayBuffer());
  return [...new Uint8Array(d)].map((x) => x.toString(16).padStart(2, "0")).join("");
}

async function ask<T>(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<T> {
  const r = await fetch(path, { method, body: body ?? null, headers, credentials: "same-origin" });
  if (!r.ok) {
    const p = (await r.json().catch(() => ({}))) as { detail?: string; title?: string };
    throw Object.assign(new Error(p.detail ?? p.title ?? String(r.status)), { final: r.status >= 400 && r.status < 500 && r.status !== 408 && r.status !== 429 });
  }
  return (await r.json()) as T;
}

/** again tries a step until it works: a dead spot is no failure. */
async function again<T>(step: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await step();
    } catch (e) {
      if ((e as { final?: boolean }).final || i >= 20) throw e;
      await new Promise((go) => setTimeout(go, Math.min(15_000, 500 * 2 ** i)));
    }
  }
}

const json = { "Content-Type": "application/json" };

async function send(name: string, file: Blob, tell: (part: number) => void): Promise<{ asset: number; known: boolean }> {
  // The whole file's hash lets the paper say that it is here already; a film is too
  // large to be read twice.
  const hash = file.size <= 64 << 20 ? await hashOf(file) : undefined;
  let u = await again(() => ask<UploadState>("POST", api, JSON.stringify({ name, size: file.size, ...(hash ? { hash } : {}) }), json));
  if (u.asset) return { asset: u.asset, known: true };
  const left = pieces(file.size, u.chunk, u.have);
  let done = u.have.length;
  const all = done + left.length;
  tell(done / all);
  const one = async (): Promise<void> => {
    for (let p = left.shift(); p; p = left.shift()) {
      const { n, from, to } = p;
      const part = file.slice(from, to);
      const h = await hashOf(part);
      await again(() => ask("PUT", `${api}/${u.id}/pieces/${n}`, part, { "Content-Type": "application/octet-stream", "X-Piece-Hash": h }));
      tell(++done / all);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  u = await again(() => ask<UploadState>("POST", `${api}/${u.id}/finish`, "{}", json));
  return { asset: u.asset ?? (u as unknown as { id: number }).id, known: false };
}

function queue(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>("[data-queue]")!;
  const input = form.querySelector<HTMLInputElement>("input[type=file]")!;
  const words = form.dataset;
  form.addEventListener("submit", (e) => {
    if (!input.files?.length || !crypto.subtle) return; // the form sends itself
    e.preventDefault();
    const files = [...input.files];
    const whole = original(input)();
    const said: Record<string, string> = {};
    for (const name of ["caption", "credit", "rights"]) said[name] = (form.elements.namedItem(name) as HTMLInputElement | null)?.value.trim() ?? "";
    form.reset();
    for (const [k, v] of Object.entries(said)) (form.elements.namedItem(k) as HTMLInputElement).value = v;
    void (async () => {
      let n = 0;
      for (const file of files) await row(list, file, whole, ++n, said, words);
    })();
  });
}

async function row(list: HTMLElement, file: File, whole: boolean, n: number, said: Record<string, string>, words: DOMStringMap): Promise<void> {
  const li = document.createElement("li");
  const what = document.createElement("span");
  const name = document.createElement("b");
  name.textContent = file.name;
  const state = document.createElement("small");
  state.textContent = words["sends"] ?? "";
  what.append(name, state);
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", file.name);
  bar.max = 1;
  li.append(what, bar);
  list.append(li);
  const go = async (): Promise<void> => {
    try {
      const { asset, known } = await send(file.name, whole ? file : await smaller(file), (p) => (bar.value = p));
      if (!known) await describe(asset, n, said);
      bar.remove();
      state.textContent = known ? (words["known"] ?? "") : (words["done"] ?? "");
      const a = document.createElement("a");
      a.href = `/newsroom/photos/${asset}`;
      a.textContent = file.name;
      name.replaceChildren(a);
    } catch (e) {
      bar.remove();
      state.className = "error";
      state.textContent = `${words["failed"]}: ${(e as Error).message}`;
      const b = document.createElement("button");
      b.type = "button";
      b.className = "quiet";
      b.textContent = words["again"] ?? "";
      b.addEventListener("click", () => {
        b.remove();
        state.className = "";
        state.textContent = words["sends"] ?? "";
        li.append(bar);
        void go();
      });
      li.append(b);
    }
  };
  await go();
}

/** describe says of a file what was said of all, by the photo's own form. */
async function describe(asset: number, n: number, said: Record<string, string>): Promise<void> {
  if (!said["caption"] && !said["credit"] && !said["rights"]) return;
  const body = new URLSearchParams({ asset: String(asset), caption: (said["caption"] ?? "").replaceAll("{n}", String(n)), credit: said["credit"] ?? "", rights: said["rights"] === "unknown" ? "" : (said["rights"] ?? "") });
  await fetch("/newsroom/photos/bulk", { method: "POST", body, credentials: "same-origin", redirect: "manual" });
}

const words = document.documentElement.lang === "en" ? "Send the original, not scaled to 2,560 pixels" : "Kirim berkas asli, tidak diperkecil ke 2.560 piksel";

/** original puts a box below a field of photos: whoever has the data for it sends
 * what the camera made. It gives what the box says. */
const boxes = new WeakMap<HTMLInputElement, HTMLInputElement>();
function original(input: HTMLInputElement): () => boolean {
  let box = boxes.get(input);
  if (!box) {
    box = document.createElement("input");
    box.type = "checkbox";
    const label = document.createElement("label");
    label.className = "check";
    const said = document.createElement("span");
    said.textContent = words;
    label.append(box, said);
    // Small files go as they are: there is nothing to choose.
    const show = () => (label.hidden = ![...(input.files ?? [])].some(large));
    show();
    input.addEventListener("change", show);
    (input.closest(".field") ?? input).after(label);
    boxes.set(input, box);
  }
  const b = box;
  return () => b.checked;
}

/** shrink makes the photo of a form smaller when it is sent, and lets the form send
 * itself then. */
function shrink(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const whole = original(input);
  let ready: File | undefined;
  let busy = false;
  form.addEventListener("submit", (e) => {
    const file = input.files?.[0];
    if (!file || !large(file) || file === ready || whole()) return;
    e.preventDefault();
    if (busy) return;
    busy = true;
    const by = (e as SubmitEvent).submitter;
    void smaller(file).then((blob) => {
      if (blob !== file) {
        const d = new DataTransfer();
        d.items.add(new File([blob], blob.type === file.type ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type, lastModified: file.lastModified }));
        input.files = d.files;
      }
      ready = input.files![0];
      busy = false;
      form.requestSubmit(by);
    });
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
  queue(form);
  original(form.querySelector<HTMLInputElement>("input[type=file]")!);
}
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-drop]")) shrink(form);
