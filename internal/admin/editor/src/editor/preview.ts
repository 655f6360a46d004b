// The page as readers will get it, beside the text: telephone and desk (S3.6).

import type { Editor } from "./editor";
import { debounce, h, t } from "./dom";

export class Preview {
  dom = h("section", { class: "we-preview", hidden: true, "aria-label": t("preview") });
  private frame = h("iframe", { title: t("preview"), class: "we-frame" });
  private phone = true;
  private shown = 0;
  later: () => void;

  constructor(private editor: Editor) {
    const size = (phone: boolean, label: string) =>
      h("button", { type: "button", class: "we-quiet", "aria-pressed": String(phone === this.phone), onclick: (e: Event) => {
        this.phone = phone;
        for (const b of this.dom.querySelectorAll("[aria-pressed]")) b.setAttribute("aria-pressed", String(b === e.currentTarget));
        this.fit();
      } }, label);
    this.dom.append(h("div", { class: "we-bar" }, size(true, t("preview.phone")), size(false, t("preview.desk")), h("a", { class: "we-quiet", href: editor.island.links.preview, target: "_blank", rel: "noopener" }, t("preview.own")), h("button", { type: "button", class: "we-quiet", onclick: () => this.toggle() }, t("close"))), h("div", { class: "we-pane" }, this.frame));
    this.later = debounce(() => void this.refresh(), 600);
    new ResizeObserver(() => this.fit()).observe(this.dom);
  }

  toggle() {
    this.dom.hidden = !this.dom.hidden;
    this.editor.dom.classList.toggle("we-with-preview", !this.dom.hidden);
    if (!this.dom.hidden) void this.refresh(true);
    else this.editor.view.focus();
  }

  /** A desk's width is shown small where there is no room for it. */
  private fit() {
    const wide = this.phone ? 360 : 1280;
    const room = this.frame.parentElement?.clientWidth ?? wide;
    const scale = Math.min(1, room / wide);
    this.frame.style.width = wide + "px";
    this.frame.style.height = 100 / scale + "%";
    this.frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    this.frame.classList.toggle("we-phone", this.phone);
  }

  async refresh(force = false) {
    if (this.dom.hidden || !this.editor.article) return;
    const data = (navigator as unknown as { connection?: { saveData?: boolean } }).connection;
    if (data?.saveData && !force) return;
    await this.editor.saver.flush();
    const rev = this.editor.saver.revision;
    if (rev === this.shown && !force) return;
    this.shown = rev;
    this.fit();
    const at = this.frame.contentWindow?.scrollY ?? 0;
    this.frame.onload = () => this.frame.contentWindow?.scrollTo(0, at);
    this.frame.src = `${this.editor.island.links.preview}/page?r=${rev}`;
  }
}
