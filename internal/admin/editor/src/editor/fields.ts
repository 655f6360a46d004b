// The fields above the text: lines with counters, chips for names, the lead.

import type { Fields } from "../patch";
import { blank, same } from "../patch";
import { call } from "./api";
import { debounce, freshId, h, icon, says, t } from "./dom";
import type { Island, Named } from "./island";
import { grow } from "./views";

export interface Desk {
  island: Island;
  fields(): Fields;
  set(name: string, value: unknown): void;
  /** Something that is neither text nor field: a picture for the lead. */
  lead(): void;
}

export interface FieldView {
  dom: HTMLElement;
  /** The names that it shows; show takes their values from the desk. */
  names: string[];
  show(): void;
  focus(): void;
  fault(text: string): void;
}

const count = (s: string) => [...s.normalize("NFC").trim()].length;

interface LineOptions {
  rows?: number;
  advice?: [number, number];
  hint?: string;
  class?: string;
  oneLine?: boolean;
  plain?: boolean;
}

/** A line or paragraph of text with its count. */
export function line(desk: Desk, name: string, o: LineOptions = {}): FieldView {
  const id = freshId("f");
  const limit = desk.island.limits[name];
  const counter = h("span", { class: "we-count", id: id + "-n" });
  const fault = h("p", { class: "we-bad", id: id + "-bad", hidden: true });
  const input = h("textarea", { id, rows: o.rows ?? 1, class: o.class, placeholder: o.hint ?? "", "aria-describedby": `${id}-n ${id}-bad`, autocomplete: "off", spellcheck: !o.plain });
  const dom = h("div", { class: "we-line we-line-" + name.replace(/\W/g, "-") }, h("label", { htmlFor: id }, t("field." + name)), input, counter, fault);
  const tell = () => {
    const n = count(input.value);
    const [low, high] = o.advice ?? [0, limit ?? Infinity];
    counter.textContent = n || o.advice ? (o.advice ? t("count.advice", { n, low, high }) : limit && n > limit * 0.8 ? t("count", { n, max: limit }) : "") : "";
    counter.classList.toggle("we-warn", !!o.advice && n > 0 && (n < low || n > high));
    counter.classList.toggle("we-over", !!limit && n > limit);
  };
  input.addEventListener("input", () => {
    if (o.oneLine !== false && /[\r\n]/.test(input.value)) {
      const at = input.selectionStart;
      input.value = input.value.replace(/[\r\n]+/g, " ");
      input.setSelectionRange(at, at);
    }
    fault.hidden = true;
    input.removeAttribute("aria-invalid");
    grow(input);
    tell();
    desk.set(name, input.value);
  });
  if (o.oneLine !== false) {
    input.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.isComposing || e.ctrlKey || e.metaKey) return;
      e.preventDefault();
      const all = [...(dom.closest(".we")?.querySelectorAll<HTMLElement>("textarea, input, select, .ProseMirror") ?? [])];
      all[all.indexOf(input) + 1]?.focus();
    });
  }
  return {
    dom, names: [name],
    show() {
      const v = String(desk.fields()[name] ?? "");
      if (input.value !== v) {
        const [a, b] = [input.selectionStart, input.selectionEnd];
        input.value = v;
        if (document.activeElement === input) input.setSelectionRange(Math.min(a, v.length), Math.min(b, v.length));
      }
      tell();
      requestAnimationFrame(() => grow(input));
    },
    focus: () => input.focus(),
    fault(text) {
      fault.textContent = text;
      fault.hidden = !text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}

/** A choice of one. */
export function choice(desk: Desk, name: string, options: { value: string | number; label: string }[], none?: string): FieldView {
  const id = freshId("f");
  const input = h("select", { id }, none !== undefined && h("option", { value: "" }, none), options.map((x) => h("option", { value: x.value }, x.label)));
  const fault = h("p", { class: "we-bad", hidden: true });
  input.addEventListener("change", () => {
    fault.hidden = true;
    const o = options.find((x) => String(x.value) === input.value);
    desk.set(name, o?.value ?? null);
  });
  return {
    dom: h("div", { class: "we-line" }, h("label", { htmlFor: id }, t("field." + name)), input, fault),
    names: [name],
    show: () => void (input.value = String(desk.fields()[name] ?? "")),
    focus: () => input.focus(),
    fault(text) {
      fault.textContent = text;
      fault.hidden = !text;
    },
  };
}

export function check(desk: Desk, name: string): FieldView {
  const id = freshId("f");
  const input = h("input", { type: "checkbox", id, onchange: () => desk.set(name, input.checked || null) });
  return {
    dom: h("div", { class: "we-check" }, input, h("label", { htmlFor: id }, t("field." + name))),
    names: [name],
    show: () => void (input.checked = !!desk.fields()[name]),
    focus: () => input.focus(),
    fault() {},
  };
}

/** A list of suggestions under an input (combobox of the ARIA Authoring
 * Practices): arrows, Enter, Escape. */
export function suggest(input: HTMLInputElement, o: { find(q: string): Promise<{ label: string; hint?: string; take: () => void }[]>; enter?: (q: string) => boolean; least?: number }): { close(): void; dom: HTMLElement } {
  const list = h("ul", { class: "we-list", role: "listbox", id: freshId("list"), hidden: true });
  let items: { label: string; hint?: string; take: () => void }[] = [];
  let at = -1;
  let asked = 0;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.autocomplete = "off";
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.children].forEach((el, i) => {
      el.setAttribute("aria-selected", String(i === at));
      if (i === at) {
        input.setAttribute("aria-activedescendant", el.id);
        el.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const ask = debounce(async () => {
    const q = input.value.trim();
    const mine = ++asked;
    if (q.length < (o.least ?? 1)) return close();
    const found = await o.find(q).catch(() => []);
    if (mine !== asked || document.activeElement !== input) return;
    items = found;
    list.replaceChildren(...items.map((x, i) => h("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false", onmousedown: (e: Event) => (e.preventDefault(), x.take(), close()) }, h("span", null, x.label), x.hint && h("small", null, x.hint))));
    list.hidden = !items.length;
    at = items.length ? 0 : -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark();
  }, 120);
  input.addEventListener("input", ask);
  input.addEventListener("focus", () => (o.least === 0 ? ask() : undefined));
  input.addEventListener("blur", () => setTimeout(close, 100));
  input.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (list.hidden) return;
      e.preventDefault();
      at = (at + (e.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      mark();
    } else if (e.key === "Enter" && !e.ctrlKey && !e.metaKey) {
      if (!list.hidden && at >= 0) {
        e.preventDefault();
        items[at].take();
        close();
      } else if (o.enter?.(input.value.trim())) e.preventDefault();
    } else if (e.key === "Escape" && !list.hidden) {
      e.preventDefault();
      e.stopPropagation();
      close();
    }
  });
  return { close, dom: list };
}

/** Names as chips with an input that finds more. */
function chips(desk: Desk, name: string, o: {
  label(v: unknown, i: number): string;
  find(q: string): Promise<{ label: string; hint?: string; value: unknown }[]>;
  free?(q: string): Promise<unknown> | unknown;
  extra?(v: unknown, i: number, set: (v: unknown) => void): HTMLElement | null;
}): FieldView {
  const id = freshId("f");
  const row = h("div", { class: "we-chips" });
  const input = h("input", { type: "text", id, size: 12 });
  const fault = h("p", { class: "we-bad", hidden: true });
  const values = () => (desk.fields()[name] as unknown[] | undefined) ?? [];
  const put = (list: unknown[]) => {
    desk.set(name, list.length ? list : null);
    show();
  };
  const add = (v: unknown) => {
    input.value = "";
    fault.hidden = true;
    if (!values().some((x) => same(x, v))) put([...values(), v]);
  };
  const free = async (q: string) => {
    try {
      const v = await o.free!(q);
      if (!blank(v)) add(v);
    } catch (e) {
      fault.textContent = (e as Error).message;
      fault.hidden = false;
    }
  };
  const list = suggest(input, {
    async find(q) {
      const found = await o.find(q);
      const out = found.map((x) => ({ label: x.label, hint: x.hint, take: () => add(x.value) }));
      if (o.free && !found.some((x) => x.label.toLowerCase() === q.toLowerCase())) out.push({ label: t("add_new", { name: q }), hint: undefined, take: () => void free(q) });
      return out;
    },
    enter: (q) => (q && o.free ? (void free(q), true) : !!q),
  });
  input.addEventListener("keydown", (e) => {
    if (e.key === "Backspace" && !input.value && values().length) put(values().slice(0, -1));
  });
  function show() {
    row.replaceChildren(
      ...values().map((v, i) =>
        h("span", { class: "we-chip" }, o.extra?.(v, i, (next) => put(values().map((x, j) => (j === i ? next : x)))), h("span", null, o.label(v, i)),
          h("button", { type: "button", "aria-label": t("remove_name", { name: o.label(v, i) }), onclick: () => (put(values().filter((_, j) => j !== i)), input.focus()) }, icon("close")))),
      input,
    );
  }
  return {
    dom: h("div", { class: "we-line we-line-" + name }, h("label", { htmlFor: id }, t("field." + name)), row, list.dom, fault),
    names: [name],
    show,
    focus: () => input.focus(),
    fault(text) {
      fault.textContent = text;
      fault.hidden = !text;
    },
  };
}

export function tags(desk: Desk): FieldView {
  const names = desk.island.names.tags;
  return chips(desk, "tags", {
    label: (v) => names[String(v)] ?? t("tag_n", { n: v }),
    async find(q) {
      const { body } = await call<{ items: Named[] }>(`/tags?prefix=${encodeURIComponent(q)}&limit=8&edition=${desk.island.edition}`);
      return body.items.map((x) => ((names[x.id] = x.name), { label: x.name, value: x.id }));
    },
    async free(q) {
      const { body } = await call<{ id: number }>("/tags", { body: { edition: desk.island.edition, name: q } });
      names[body.id] = q;
      return body.id;
    },
  });
}

interface Credit {
  person?: number;
  name?: string;
  role?: string;
  label?: string;
}

export function byline(desk: Desk): FieldView {
  const names = desk.island.names.people;
  return chips(desk, "byline", {
    label: (v) => {
      const c = v as Credit;
      return c.person ? (names[c.person] ?? t("person_n", { n: c.person })) : (c.name ?? "");
    },
    async find(q) {
      const { body } = await call<{ items: (Named & { role?: string })[] }>(`/people?prefix=${encodeURIComponent(q)}&limit=8`);
      return body.items.map((x) => ((names[x.id] = x.name), { label: x.name, value: { person: x.id, role: "jurnalis" } }));
    },
    free: (q) => ({ name: q, role: "jurnalis" }),
    extra: (v, _i, set) =>
      h("select", { "aria-label": t("field.role"), onchange: (e: Event) => set({ ...(v as Credit), role: (e.target as HTMLSelectElement).value }) },
        [...new Set([(v as Credit).role ?? "", ...desk.island.roles])].filter(Boolean).map((r) => h("option", { value: r, selected: r === (v as Credit).role }, says("role." + r, r)))),
  });
}

/** The medium above the text. */
export function lead(desk: Desk): FieldView {
  const box = h("div", { class: "we-lead" });
  const caption = line(desk, "lead.caption", { oneLine: false, hint: t("field.caption") });
  const alt = line(desk, "lead.alt", { oneLine: false, hint: t("field.alt_hint") });
  const credit = line(desk, "lead.credit", { hint: t("field.credit_hint") });
  const bare = check(desk, "lead.decorative");
  const parts = [caption, alt, bare, credit];
  const photo = h("div", { class: "we-media" });
  const more = h("div", { class: "we-fields" }, parts.map((p) => p.dom));
  const put = h("button", { type: "button", class: "we-put", onclick: () => desk.lead() }, icon("photo"), t("lead.put"));
  const off = h("button", { type: "button", class: "we-quiet", onclick: () => {
    for (const n of ["lead.asset", "lead.caption", "lead.alt", "lead.credit", "lead.decorative", "lead.crop"]) desk.set(n, null);
    view.show();
  } }, t("lead.off"));
  box.append(put, photo, more);
  const view: FieldView = {
    dom: box,
    names: ["lead.asset", "lead.caption", "lead.alt", "lead.credit", "lead.decorative", "lead.crop"],
    show() {
      const id = desk.fields()["lead.asset"] as number | undefined;
      put.hidden = !!id;
      photo.hidden = more.hidden = !id;
      if (!id) return;
      const a = desk.island.names.assets[id];
      photo.replaceChildren(a?.url ? h("img", { src: a.url, alt: "", width: a.width, height: a.height }) : h("p", null, a?.name ?? t("asset_n", { n: id })), h("div", { class: "we-lead-tools" }, h("button", { type: "button", class: "we-quiet", onclick: () => desk.lead() }, t("lead.swap")), off));
      parts.forEach((p) => p.show());
      caption.dom.querySelector("textarea")!.placeholder = a?.caption || t("field.caption");
      alt.dom.querySelector("textarea")!.placeholder = a?.alt || t("field.alt_hint");
      credit.dom.querySelector("textarea")!.placeholder = a?.credit || t("field.credit_hint");
    },
    focus: () => put.focus(),
    fault: (text) => caption.fault(text),
  };
  return view;
}
