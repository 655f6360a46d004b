// <warta-media-picker>: the library's dialog, loaded when it is wanted.
import { call } from "../editor/api";
import { debounce, h, icon, setWords, t } from "../editor/dom";
import { photoOf, type AssetInfo } from "../editor/upload";
import type { Chosen } from "../editor/pickers";

export interface Wish {
  kind: string;
  many: boolean;
  edition: number;
  host: HTMLElement;
  words: Record<string, string>;
  lang: string;
}

interface Asset extends AssetInfo {
  rights?: { category?: string; deny?: boolean; expires_at?: string };
}

/** Asks for pictures of the library or of the device. What may not be used is
 * shown, struck, with the reason (S6.4). */
export function pick(o: Wish): Promise<Chosen[]> {
  setWords(o.words);
  return new Promise((done) => {
    const chosen = new Map<number, Asset>();
    let answer: Chosen[] = [];
    let next = "";
    let asked = 0;
    const search = h("input", { type: "search", id: "we-pick-q", autocomplete: "off", placeholder: t("picker.search"), "aria-label": t("picker.search") });
    const mine = h("input", { type: "checkbox", id: "we-pick-mine" });
    const grid = h("ul", { class: "we-shelf", "aria-label": t("picker.title") });
    const state = h("p", { class: "we-hint", role: "status" });
    const more = h("button", { type: "button", class: "we-quiet", hidden: true, onclick: () => void load(false) }, t("picker.more"));
    const take = h("button", { type: "button", class: "main", hidden: !o.many, disabled: true, onclick: () => finish([...chosen.values()].map((a) => ({ id: a.id, photo: photoOf(a) }))) }, t("picker.take", { n: 0 }));
    const finish = (list: Chosen[]) => {
      answer = list;
      dialog.close();
    };
    const device = (camera: boolean) => {
      const input = h("input", { type: "file", multiple: o.many, accept: o.kind === "photo" ? "image/jpeg,image/png,image/webp,image/gif" : "" });
      if (camera) input.setAttribute("capture", "environment");
      input.addEventListener("change", () => finish([...(input.files ?? [])]));
      input.click();
    };
    const one = (a: Asset) => {
      const over = a.rights?.deny || (a.rights?.expires_at && new Date(a.rights.expires_at) < new Date());
      const photo = photoOf(a);
      const b = h("button", { type: "button", class: "we-asset", disabled: !!over, "aria-pressed": "false", title: over ? t("picker.denied") : (a.caption ?? a.name ?? ""), onclick: () => {
        if (!o.many) return finish([{ id: a.id, photo }]);
        if (chosen.has(a.id)) chosen.delete(a.id);
        else chosen.set(a.id, a);
        b.setAttribute("aria-pressed", String(chosen.has(a.id)));
        take.textContent = t("picker.take", { n: chosen.size });
        take.disabled = !chosen.size;
      } }, photo.url && a.kind === "photo" ? h("img", { src: photo.url, alt: "", loading: "lazy", decoding: "async" }) : h("span", { class: "we-nopic" }, a.name ?? a.kind),
      h("span", { class: "we-asset-text" }, over ? h("s", null, a.caption || a.name || String(a.id)) : a.caption || a.name || String(a.id)), h("small", null, over ? t("picker.denied") : (a.credit ?? "")));
      return h("li", null, b);
    };
    const load = async (fresh: boolean) => {
      const turn = ++asked;
      if (fresh) next = "";
      state.textContent = t("loading");
      try {
        const q = new URLSearchParams({ edition: String(o.edition), limit: "30" });
        if (search.value.trim()) q.set("q", search.value.trim());
        if (o.kind === "photo") q.set("kind", "photo");
        if (mine.checked) q.set("mine", "true");
        if (next) q.set("cursor", next);
        const { body } = await call<{ items: Asset[]; next?: string }>("/media?" + q.toString());
        if (turn !== asked) return;
        const items = body.items.map(one);
        if (fresh) grid.replaceChildren(...items);
        else grid.append(...items);
        next = body.next ?? "";
        more.hidden = !next;
        state.textContent = grid.children.length ? "" : t("picker.none");
      } catch (e) {
        if (turn === asked) state.textContent = (e as Error).message || t("chip.offline");
      }
    };
    search.addEventListener("input", debounce(() => void load(true), 200));
    mine.addEventListener("change", () => void load(true));
    const touch = matchMedia("(pointer: coarse)").matches;
    const dialog = h("dialog", { class: "we-dialog we-picker", "aria-labelledby": "we-pick-t" },
      h("div", { class: "we-act" }, h("h2", { id: "we-pick-t" }, t("picker.title")),
        h("button", { type: "button", onclick: () => device(false) }, icon("photo"), t("picker.device")),
        touch && o.kind === "photo" && h("button", { type: "button", onclick: () => device(true) }, t("picker.camera")),
        h("button", { type: "button", class: "we-tool", "aria-label": t("close"), onclick: () => dialog.close() }, icon("close"))),
      search, h("div", { class: "we-check" }, mine, h("label", { htmlFor: "we-pick-mine" }, t("picker.mine"))), state, grid, h("p", { class: "we-act" }, take, more));
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(answer);
    });
    o.host.append(dialog);
    dialog.showModal();
    search.focus();
    void load(true);
  });
}
