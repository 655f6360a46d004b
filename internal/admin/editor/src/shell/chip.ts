// The connection chip and the strip: what the person has to know of the network,
// in words. The editor says more through "warta:state".
const chip = document.getElementById("sambungan");
let last = 0;

const words: Record<string, Record<string, string>> = {
  id: { saving: "Menyimpan…", saved: "Tersimpan", offline: "Luring · di perangkat", conflict: "Bentrok · tinjau", login: "Masuk lagi", reload: "Muat ulang", slow: "Jaringan lambat", poll: "Pembaruan tiap 15 detik", "": "" },
  en: { saving: "Saving…", saved: "Saved", offline: "Offline · on this device", conflict: "Conflict · review", login: "Sign in again", reload: "Reload", slow: "Slow network", poll: "Updates every 15 seconds", "": "" },
};

const rank = ["", "saved", "saving", "poll", "slow", "reload", "offline", "login", "conflict"];

/** sayState shows a state, with a time where the server told one. */
export function sayState(state: string, at?: string): void {
  if (!chip) return;
  const text = (words[document.documentElement.lang] ?? words["id"]!)[state] ?? "";
  const worse = rank.indexOf(state) > rank.indexOf(chip.dataset["state"] ?? "");
  // What is not worse is said aloud once in 30 seconds at most (G-11).
  const quiet = !worse && Date.now() - last < 30_000;
  chip.setAttribute("aria-live", quiet ? "off" : "polite");
  if (!quiet) last = Date.now();
  chip.dataset["state"] = state;
  chip.textContent = at ? `${text} ${at}` : text;
}

document.addEventListener("warta:state", (e) => {
  const d = (e as CustomEvent<{ state: string; at?: string }>).detail;
  sayState(d.state, d.at);
});

const strip = document.createElement("div");
strip.className = "strip";
strip.setAttribute("role", "status");
strip.hidden = true;
document.querySelector(".bar")?.after(strip);

function network(): void {
  const off = !navigator.onLine;
  document.documentElement.toggleAttribute("data-offline", off);
  strip.hidden = !off;
  strip.textContent = off ? (document.documentElement.lang === "en" ? "Offline. What you write is kept on this device." : "Luring. Yang Anda tulis tersimpan di perangkat ini.") : "";
  if (off) sayState("offline");
  else if (chip?.dataset["state"] === "offline") sayState("");
  // Publishing and the like cannot wait for the network: they say why.
  for (const b of document.querySelectorAll<HTMLButtonElement>("[data-online]")) {
    b.disabled = off;
    b.title = off ? strip.textContent : "";
  }
}
addEventListener("online", network);
addEventListener("offline", network);
if (!navigator.onLine) network();

// Loading: nothing for 300 ms, then a bar, after 4 s words, after 10 s htmx gives up.
const bar = document.createElement("div");
bar.className = "waits";
document.body.append(bar);
let waiting = 0;
let timers: number[] = [];
document.addEventListener("htmx:beforeRequest", () => {
  if (waiting++ === 0) {
    timers = [window.setTimeout(() => bar.classList.add("on"), 300), window.setTimeout(() => sayState("slow"), 4000)];
  }
});
document.addEventListener("htmx:afterRequest", () => {
  waiting = Math.max(0, waiting - 1);
  if (waiting === 0) {
    timers.forEach(clearTimeout);
    bar.classList.remove("on");
    if (chip?.dataset["state"] === "slow") sayState("");
  }
});
