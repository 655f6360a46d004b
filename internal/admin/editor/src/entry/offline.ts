// The offline page: what waits on this device, from the editor's journal, and the
// way to each. It knows nothing of the newspaper.
import { openJournal } from "../journal";

class Drafts extends HTMLElement {
  connectedCallback(): void {
    void this.list();
    addEventListener("online", () => location.reload());
  }
  private async list(): Promise<void> {
    const journal = await openJournal(window.indexedDB);
    const rows = await journal.unsent();
    const newest = new Map<string, (typeof rows)[number]>();
    for (const r of rows) {
      const key = r.article ? String(r.article) : (r.ulid ?? r.client);
      const was = newest.get(key);
      if (!was || was.at <= r.at) newest.set(key, r);
    }
    if (!newest.size) {
      const p = document.createElement("p");
      p.className = "hint";
      p.textContent = this.dataset["none"] ?? "";
      this.replaceChildren(p);
      return;
    }
    const list = document.createElement("ul");
    list.className = "list";
    for (const r of newest.values()) {
      const li = document.createElement("li");
      const text = document.createElement("span");
      const name = document.createElement("b");
      name.textContent = r.title || (r.article ? "#" + r.article : "–");
      const when = document.createElement("small");
      when.textContent = new Date(r.at).toLocaleString(document.documentElement.lang);
      text.append(name, when);
      li.append(text);
      if (r.article) {
        const a = document.createElement("a");
        a.className = "quiet button";
        a.href = "/newsroom/a/" + r.article;
        a.textContent = this.dataset["open"] ?? "";
        li.append(a);
      }
      list.append(li);
    }
    this.replaceChildren(list);
  }
}
customElements.define("warta-drafts", Drafts);
