// The one way in which text becomes elements: fragments of our own server, by
// htmx. The browser lets no other text become markup (Trusted Types); this policy
// refuses what could run, so that a hole in a template is a broken page and not a
// stranger's script. Documents of DOMParser are inert, so they can be looked at
// before anything of them enters the page.

interface Policy {
  createHTML(s: string): string;
  createScriptURL(s: string): string;
}
declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: Partial<Policy>): Policy };
  }
}

const workers = ["/newsroom/sw.js"];

/** runs reports whether an attribute could run a script. */
export function runs(name: string, value: string): boolean {
  const n = name.toLowerCase();
  if (n.startsWith("on") || n === "srcdoc" || n === "style") return true;
  if (n.startsWith("hx-on") || n.startsWith("data-hx-on") || n === "hx-vars" || n === "hx-vals" && /^\s*(js|javascript):/i.test(value)) return true;
  // Browsers drop control characters and spaces before they read a scheme.
  return /^[\s\u0000-\u0020]*(javascript|vbscript|data):/i.test(value.replace(/[\u0000-\u0020]/g, "")) && !/^data:image\/(png|gif|jpeg|webp);/i.test(value.trim());
}

const forbidden = "script:not([type='application/json']), iframe[srcdoc], object, embed, base, meta, link, style";

/** refuse throws when a fragment holds what could run. */
export function refuse(root: ParentNode): void {
  if (root.querySelector(forbidden)) throw new TypeError("a fragment holds an element that could run");
  for (const el of root.querySelectorAll("*")) {
    for (const a of el.attributes) if (runs(a.name, a.value)) throw new TypeError(`a fragment holds ${a.name}`);
    if (el instanceof HTMLTemplateElement) refuse(el.content);
  }
}

const rules: Policy = {
  createHTML: (s) => s,
  createScriptURL: (s) => {
    if (!workers.includes(s)) throw new TypeError(`not a worker of ours: ${s}`);
    return s;
  },
};
const policy: Policy = window.trustedTypes?.createPolicy("warta", rules) ?? rules;

const parse = DOMParser.prototype.parseFromString;
DOMParser.prototype.parseFromString = function (text: string, type: DOMParserSupportedType): Document {
  const doc = parse.call(this, policy.createHTML(text), type);
  refuse(doc);
  return doc;
};

// Newer browsers have another parser for the same, which htmx prefers.
const D = Document as unknown as { parseHTMLUnsafe?: (text: string) => Document };
const unsafe = D.parseHTMLUnsafe?.bind(Document);
if (unsafe) {
  D.parseHTMLUnsafe = (text: string): Document => {
    const doc = unsafe(policy.createHTML(text));
    refuse(doc);
    return doc;
  };
}

/** worker is the address of the service worker, as the browser wants it. */
export const worker = (): string => policy.createScriptURL(workers[0]!);
