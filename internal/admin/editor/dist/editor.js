var e=class extends HTMLElement{};customElements.define("warta-editor",e);
