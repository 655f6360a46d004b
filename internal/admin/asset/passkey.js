// Passkeys need a script; every form here works without one in its own way, so
// what needs it is hidden until it runs. The server's answer to "begin" is what
// the browser asks the authenticator for, and the form carries the result back.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));

  async function ask(form) {
    const begin = await fetch(form.dataset.begin, { method: "POST", headers: { Accept: "application/json" } });
    const answer = await begin.json();
    if (answer.next) { location.assign(answer.next); return null; }
    if (!begin.ok) throw new Error(answer.detail);
    const o = answer.options;
    o.challenge = bytes(o.challenge);
    let key;
    if (form.dataset.passkey === "create") {
      o.user.id = bytes(o.user.id);
      o.excludeCredentials = ids(o.excludeCredentials);
      key = await navigator.credentials.create({ publicKey: o });
    } else {
      o.allowCredentials = ids(o.allowCredentials);
      key = await navigator.credentials.get({ publicKey: o });
    }
    const r = key.response;
    const out = { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {},
      authenticatorAttachment: key.authenticatorAttachment || undefined,
      response: { clientDataJSON: text(r.clientDataJSON) } };
    if (form.dataset.passkey === "create") {
      out.response.attestationObject = text(r.attestationObject);
      if (r.getTransports) out.response.transports = r.getTransports();
    } else {
      out.response.authenticatorData = text(r.authenticatorData);
      out.response.signature = text(r.signature);
      out.response.userHandle = r.userHandle ? text(r.userHandle) : undefined;
    }
    form.elements.state.value = answer.state;
    form.elements.response.value = JSON.stringify(out);
    return form;
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button"), error = form.querySelector(".error");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      error.hidden = true;
      try {
        const ready = await ask(form);
        if (ready) ready.submit();
      } catch (e) {
        error.textContent = e instanceof DOMException || !e.message ? form.dataset.failed : e.message;
        error.hidden = false;
      }
      button.disabled = false;
    });
  }
})();
