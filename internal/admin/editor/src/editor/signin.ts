// Signing in again without leaving the page (S1.2): the door's own forms, sent
// from a dialog. A passkey takes a tab of its own.

import { h, t } from "./dom";

let open: HTMLDialogElement | undefined;

const done = "/newsroom/signed-in";

export async function signIn(host: HTMLElement, after: () => void): Promise<void> {
  if (open) return;
  const email = h("input", { id: "we-email", name: "email", type: "email", autocomplete: "username", required: true });
  const password = h("input", { id: "we-password", name: "password", type: "password", autocomplete: "current-password", required: true });
  const code = h("input", { id: "we-code", name: "code", type: "text", autocomplete: "one-time-code", maxLength: 60 });
  const codeBox = h("div", { class: "we-line", hidden: true }, h("label", { htmlFor: "we-code" }, t("login.code")), code);
  const first = h("div", null, h("div", { class: "we-line" }, h("label", { htmlFor: "we-email" }, t("login.email")), email), h("div", { class: "we-line" }, h("label", { htmlFor: "we-password" }, t("login.password")), password));
  const bad = h("p", { class: "we-bad", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: "main" }, t("login.button"));
  let second = "";
  const tell = (text: string) => {
    bad.textContent = text;
    bad.hidden = false;
  };
  const enter = () => {
    window.removeEventListener("focus", look);
    open?.close();
    after();
  };
  const look = async () => {
    const res = await fetch("/api/v1/me", { credentials: "same-origin", cache: "no-store" }).catch(() => undefined);
    if (res?.ok) enter();
  };
  const send = async (e: Event) => {
    e.preventDefault();
    button.disabled = true;
    bad.hidden = true;
    const form: Record<string, string> = second ? { second, code: code.value, next: done } : { email: email.value, password: password.value, next: done };
    try {
      const res = await fetch(second ? "/newsroom/login/code" : "/newsroom/login", { method: "POST", body: new URLSearchParams(form), credentials: "same-origin" });
      const text = await res.text();
      if (res.ok && new URL(res.url).pathname === done) return enter();
      const next = /name="second" value="([^"]+)"/.exec(text)?.[1];
      if (next && !second) {
        second = next;
        first.hidden = true;
        codeBox.hidden = false;
        code.focus();
      } else if (next) {
        second = next;
        tell(t("login.bad_code"));
      } else tell(t(res.status === 429 ? "login.slow" : "login.bad"));
    } catch {
      tell(t("login.offline"));
    } finally {
      button.disabled = false;
    }
  };
  open = h("dialog", { class: "we-dialog we-login", "aria-labelledby": "we-login-t" },
    h("form", { onsubmit: send }, h("h2", { id: "we-login-t" }, t("login.title")), h("p", null, t("login.text")), first, codeBox, bad,
      h("p", { class: "we-act" }, button, h("a", { href: "/newsroom/login?next=" + encodeURIComponent(done), target: "_blank", rel: "opener" }, t("login.other")), h("button", { type: "button", onclick: () => open?.close() }, t("login.later")))));
  window.addEventListener("focus", look);
  open.addEventListener("close", () => {
    window.removeEventListener("focus", look);
    open?.remove();
    open = undefined;
    // Writing goes on; the chip offers it again.
    const chip = document.getElementById("sambungan") ?? host.querySelector(".we-state");
    chip?.addEventListener("click", () => chip.getAttribute("data-state") === "login" && void signIn(host, after), { once: true });
  });
  host.append(open);
  open.showModal();
  email.focus();
}
