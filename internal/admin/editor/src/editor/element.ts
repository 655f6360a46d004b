/** The editor around the plain form (README.md). */
export class WartaEditor extends HTMLElement {}
customElements.define("warta-editor", WartaEditor);
