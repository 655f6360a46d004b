// The publish sheet: one key opens it, the same key confirms (S3.12).

import { slugOf } from "../words";
import { call, Refusal } from "./api";
import type { Editor } from "./editor";
import { aloud, clock, freshId, h, says, t } from "./dom";
import { line, tags } from "./fields";

type Act = "publish" | "update" | "submit" | "approve" | "correct" | "";

interface Done {
  work?: string;
  public?: string;
  revision?: number;
  path?: string;
}

export class Sheet {
  private dialog?: HTMLDialogElement;
  private busy = false;

  constructor(private editor: Editor) {}

  /** What the chief button does now. */
  primary(): Act {
    const { island } = this.editor;
    const may = (c: string) => island.may.includes(c);
    if (island.public === "live" && may("update")) return "update";
    if (may("publish") && (island.work === "ready" || !may("submit") || may("approve") || island.work === "desk")) return "publish";
    if (may("publish")) return "publish";
    if (may("submit")) return "submit";
    return "";
  }

  open() {
    if (this.dialog) {
      void this.confirm();
      return;
    }
    const act = this.primary();
    if (!act) return this.editor.say(t("sheet.nothing"));
    if (!navigator.onLine) return this.editor.say(t("sheet.offline"), true);
    void this.build(act);
  }

  private form!: { act: Act; time: HTMLInputElement; kind: HTMLSelectElement; note: HTMLTextAreaElement; override: HTMLInputElement; banner: HTMLInputElement; bad: HTMLElement; button: HTMLButtonElement };

  private async build(act: Act) {
    const { editor } = this;
    const { island } = editor;
    const id = freshId("sheet");
    const time = h("input", { type: "datetime-local", id: id + "-time" });
    const now = h("input", { type: "radio", name: id + "-when", id: id + "-now", checked: true });
    const later = h("input", { type: "radio", name: id + "-when", id: id + "-later", onchange: () => (time.hidden = false) });
    now.addEventListener("change", () => {
      time.hidden = true;
      time.value = "";
    });
    time.hidden = true;
    const kind = h("select", { id: id + "-kind" }, ["minor", "update", ...(editor.may("correct") ? ["ralat", "koreksi", "klarifikasi", "hak_jawab"] : [])].map((k) => h("option", { value: k }, t("class." + k))));
    const note = h("textarea", { id: id + "-note", rows: 3 });
    const noteBox = h("div", { class: "we-line", hidden: true }, h("label", { htmlFor: id + "-note" }, t("sheet.note")), note, h("p", { class: "we-hint" }, t("sheet.note_hint")));
    kind.addEventListener("change", () => {
      noteBox.hidden = ["minor", "update"].includes(kind.value);
      if (!noteBox.hidden) note.focus();
    });
    const override = h("input", { type: "text", id: id + "-o" });
    const banner = h("input", { type: "checkbox", id: id + "-b" });
    const bad = h("div", { class: "we-bad", role: "alert", hidden: true });
    const button = h("button", { type: "submit", class: "main", title: "Ctrl+Enter" }, t("act." + act));
    this.form = { act, time, kind, note, override, banner, bad, button };
    if (!editor.desk.fields().slug && act === "publish") editor.set("slug", slugOf(String(editor.desk.fields().headline ?? "")));
    const slug = line(editor.desk, "slug", { plain: true });
    const tagged = tags(editor.desk);
    slug.show();
    tagged.show();
    const unmet = h("div", { class: "we-unmet" }, h("p", { class: "we-hint" }, t("loading")));
    const section = island.names.sections.find((s) => s.id === editor.desk.fields().section)?.name;
    const when = act === "publish" && editor.may("schedule");
    this.dialog = h("dialog", { class: "we-dialog we-publish", "aria-labelledby": id + "-t", "data-scope": "sheet" },
      h("form", { onsubmit: (e: Event) => (e.preventDefault(), void this.confirm()) },
        h("h2", { id: id + "-t" }, t("sheet." + act)),
        h("p", { class: "we-sheet-title" }, String(editor.desk.fields().headline ?? t("untitled"))),
        h("dl", { class: "we-dl" }, h("dt", null, t("field.section")), h("dd", null, section ?? t("none.section")), island.embargo ? [h("dt", null, t("embargo")), h("dd", null, clock(new Date(island.embargo)))] : null),
        act === "publish" && slug.dom, act === "publish" && tagged.dom,
        act === "update" && h("div", { class: "we-line" }, h("label", { htmlFor: id + "-kind" }, t("sheet.class")), kind), act === "update" && noteBox,
        when && h("fieldset", { class: "we-when" }, h("legend", null, t("sheet.when")), h("label", null, now, t("sheet.now")), h("label", null, later, t("sheet.later")), time, h("span", { class: "we-hint" }, island.zone)),
        (act === "publish" || act === "update") && h("div", { class: "we-check" }, banner, h("label", { htmlFor: id + "-b" }, t("sheet.banner"))),
        unmet, bad,
        h("p", { class: "we-act" }, button, h("button", { type: "button", onclick: () => this.dialog?.close() }, t("cancel")), h("a", { class: "we-quiet", href: `/newsroom/a/${editor.article}/publish` }, t("sheet.all")))));
    this.dialog.addEventListener("keydown", (e) => {
      if ((e.ctrlKey || e.metaKey) && e.key === "Enter") {
        e.preventDefault();
        e.stopPropagation();
        void this.confirm();
      } else if (e.key === "b" && !(e.target as HTMLElement).matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
        e.preventDefault();
        banner.checked = !banner.checked;
      }
    });
    this.dialog.addEventListener("close", () => {
      this.dialog?.remove();
      this.dialog = undefined;
      editor.view.focus();
    });
    editor.dom.append(this.dialog);
    this.dialog.showModal();
    button.focus();
    // Everything typed is on its way before anybody looks at the checks.
    const all = await editor.saver.everything();
    if (!all) {
      unmet.replaceChildren(h("p", { class: "we-bad" }, t("sheet.unsaved")));
      return;
    }
    try {
      const { body } = await call<{ items: { rule: string; level: string; path?: string; block?: string; limit?: number }[] }>(`/articles/${editor.article}/checklist`);
      const blocks = body.items.filter((f) => f.level === "block");
      unmet.replaceChildren(body.items.length ? h("ul", { class: "we-findings" }, body.items.map((f) => h("li", { class: "we-" + f.level }, h("span", { class: "we-mark" }, t("level." + f.level)), h("span", null, editor.inspector.describe(f))))) : h("p", { class: "we-hint" }, t("checks.none")),
        blocks.length && editor.may("override") ? h("div", { class: "we-line" }, h("label", { htmlFor: id + "-o" }, t("sheet.override")), override) : "");
      if (act === "update") {
        const slip = await call<{ reasons: string[] }>(`/articles/${editor.article}/slip`, { body: {} }).catch(() => null);
        kind.value = slip && !slip.body.reasons.length ? "minor" : "update";
      }
    } catch (e) {
      unmet.replaceChildren(h("p", { class: "we-bad" }, (e as Error).message || t("chip.offline")));
    }
  }

  private async confirm() {
    if (this.busy || !this.dialog) return;
    const { editor } = this;
    const { act, time, kind, note, override, banner, bad, button } = this.form;
    this.busy = true;
    button.disabled = true;
    bad.hidden = true;
    try {
      if (!(await editor.saver.everything())) throw new Error(t("sheet.unsaved"));
      const path = `/articles/${editor.article}`;
      const etag = editor.saver.revision;
      const passing = override.value.trim() ? { override: override.value.trim() } : {};
      let done: Done;
      if (act === "publish" && time.value) {
        done = (await call<Done>(path + "/schedule", { body: { at: zoned(time.value, editor.island.zone).toISOString(), ...passing }, etag })).body;
      } else if (act === "update") {
        done = ["minor", "update"].includes(kind.value)
          ? (await call<Done>(path + "/update", { body: { class: kind.value, ...passing }, etag })).body
          : (await call<Done>(path + "/correct", { body: { kind: kind.value, note: note.value, draft: true, ...passing }, etag })).body;
      } else done = (await call<Done>(path + "/" + act, { body: passing, etag })).body;
      if (banner.checked && (act === "publish" || act === "update")) {
        await call("/breaking", { method: "PUT", body: { edition: editor.island.edition, text: String(editor.desk.fields().headline ?? "").slice(0, 90), article: editor.article } }).catch((e: Error) => editor.say(e.message, true));
      }
      this.dialog.close();
      await this.after(act, done, !!time.value);
    } catch (e) {
      const p = e instanceof Refusal ? e.problem : undefined;
      bad.replaceChildren(h("p", null, p?.status === 0 ? t("sheet.offline") : p?.title || (e as Error).message), ...(p?.fields ?? []).map((f) => h("p", null, f.message ?? editor.inspector.describe({ code: f.code, path: f.path, limit: f.limit }))));
      bad.hidden = false;
      button.disabled = false;
      button.focus();
    } finally {
      this.busy = false;
    }
  }

  private async after(act: Act, done: Done, scheduled: boolean) {
    const { editor } = this;
    const { island } = editor;
    if (done.path) island.path = done.path;
    await editor.saver.moved();
    await editor.commands();
    editor.root.dispatchEvent(new CustomEvent("warta:moved", { bubbles: true, detail: { work: done.work, public: done.public } }));
    if (scheduled) return editor.say(t("done.scheduled"));
    if (act === "submit" || act === "approve") return editor.say(t("done." + act));
    this.ribbon(act);
  }

  /** "Terbit 14.02.11 · lihat · salin tautan · WhatsApp", and ten seconds to take
   * it back. */
  private ribbon(act: Act) {
    const { editor } = this;
    const { island } = editor;
    const url = location.origin + (island.path ?? "");
    const left = h("span", null, "10");
    const undo = h("button", { type: "button", class: "main", onclick: async () => {
      clearInterval(timer);
      try {
        await call(`/articles/${editor.article}/undo`, { method: "POST", body: {} });
        ribbon.remove();
        await editor.saver.moved();
        await editor.commands();
        editor.say(t("done.undone"));
      } catch (e) {
        editor.say((e as Error).message || t("chip.offline"), true);
      }
    } }, t("undo"), " ", left);
    const ribbon = h("div", { class: "we-ribbon", role: "status" }, h("p", null, t(act === "update" ? "done.update" : "done.publish", { at: clock(new Date(), true) })),
      h("a", { href: island.path ?? "/", target: "_blank", rel: "noopener" }, t("see")),
      h("button", { type: "button", class: "we-quiet", onclick: () => void navigator.clipboard?.writeText(url).then(() => aloud(t("copied"))) }, t("copy")),
      h("a", { href: "https://wa.me/?text=" + encodeURIComponent(`${editor.desk.fields().headline ?? ""} ${url}`), target: "_blank", rel: "noopener noreferrer" }, "WhatsApp"), undo);
    editor.dom.querySelector(".we-ribbon")?.remove();
    editor.dom.append(ribbon);
    let n = 10;
    const timer = window.setInterval(() => {
      left.textContent = String(--n);
      if (n > 0) return;
      clearInterval(timer);
      undo.remove();
      setTimeout(() => ribbon.remove(), 20_000);
    }, 1000);
    aloud(says("done.publish", ""));
  }
}

/** A time of the edition's zone as an instant: datetime-local knows none. */
export function zoned(local: string, zone: string): Date {
  const guess = new Date(local + "Z");
  const shown = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(guess);
  const part = (type: string) => Number(shown.find((p) => p.type === type)!.value);
  const off = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")) - guess.getTime();
  return new Date(guess.getTime() - off);
}
