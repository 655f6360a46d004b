// <warta-drafts>: what is on this device and on no server yet. It works without a
// network, and shows the words themselves: nobody has to trust that they are there.

import { chains, openJournal, type Row } from "../journal";
import { plainWords } from "../plain";

const said = {
  id: { at: "Dicatat", why: "Ditolak server", text: "Tulisan", drop: "Buang dari perangkat", sure: "Buang untuk selamanya?", untitled: "Tanpa judul" },
  en: { at: "Kept", why: "The server refused", text: "Text", drop: "Remove from this device", sure: "Remove for good?", untitled: "Untitled" },
};

class Drafts extends HTMLElement {
  async connectedCallback() {
    addEventListener("online", () => location.reload());
    const words = document.documentElement.lang === "en" ? said.en : said.id;
    const journal = await openJournal(globalThis.indexedDB);
    const rows = await journal.unsent().catch(() => [] as Row[]);
    const by = new Map<string, Row[]>();
    for (const r of chains(rows).flat()) {
      const key = r.article ? String(r.article) : "u" + r.ulid;
      by.set(key, [...(by.get(key) ?? []), r]);
    }
    const el = <K extends keyof HTMLElementTagNameMap>(tag: K, text = "", cls = "") => {
      const x = document.createElement(tag);
      x.textContent = text;
      x.className = cls;
      return x;
    };
    const list = el("ul", "", "list");
    for (const some of by.values()) {
      const last = some[some.length - 1];
      const li = el("li");
      const head = el("p");
      head.append(el("b", some.map((r) => r.title).filter(Boolean).pop() || words.untitled), el("span", ` · ${words.at} ${new Date(last.at).toLocaleString(document.documentElement.lang)}`, "meta"));
      li.append(head);
      const why = some.find((r) => r.why)?.why;
      if (why) li.append(el("p", `${words.why}: ${why}`, "error"));
      const more = el("details");
      const text = el("p", some.map((r) => plainWords(r.patch)).filter(Boolean).join("\n\n"), "pre");
      more.append(el("summary", words.text), text);
      const act = el("p", "", "act");
      if (last.article) {
        const a = el("a", this.dataset.open ?? "", "button");
        a.href = "/newsroom/a/" + last.article;
        act.append(a);
      }
      const drop = el("button", words.drop, "plain");
      drop.addEventListener("click", async () => {
        if (drop.dataset.sure === undefined) {
          drop.dataset.sure = "";
          drop.textContent = words.sure;
          return;
        }
        for (const r of some) await journal.drop(r.client, r.seq);
        li.remove();
      });
      act.append(drop);
      li.append(more, act);
      list.append(li);
    }
    this.replaceChildren(by.size ? list : el("p", this.dataset.none ?? ""));
  }
}

customElements.define("warta-drafts", Drafts);
