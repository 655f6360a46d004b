// <warta-editor>: puts the editor beside the plain form, and the form back when
// it cannot (README.md).

import { island as read, Editor } from "./editor";

export class WartaEditor extends HTMLElement {
  private editor?: Editor;

  connectedCallback() {
    if (this.editor || this.dataset.started) return;
    this.dataset.started = "yes";
    const form = this.querySelector("form");
    void (async () => {
      try {
        const data = read(this);
        if (!data) return;
        this.editor = new Editor(this, data, form);
        await this.editor.start();
      } catch (e) {
        this.giveUp(form, e);
      }
    })();
  }

  /** The form is what remains, with what was typed in it. */
  private giveUp(form: HTMLFormElement | null, e: unknown) {
    console.error(e);
    this.editor?.end();
    this.editor = undefined;
    this.dataset.failed = "yes";
    if (form) form.hidden = false;
  }

  disconnectedCallback() {
    this.editor?.end();
    this.editor = undefined;
    delete this.dataset.started;
  }
}

customElements.define("warta-editor", WartaEditor);
