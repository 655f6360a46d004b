// The service worker keeps hashed assets and the offline page, and nothing of the
// newsroom's own: no page, no answer of the API (G-7). The server writes the line
// that sets wartaFiles before this.
declare const self: ServiceWorkerGlobalScope & { wartaFiles: { build: string; page: string; files: string[] } };
interface ExtendableEvent extends Event {
  waitUntil(p: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith(p: Promise<Response>): void;
}
interface ServiceWorkerGlobalScope {
  addEventListener(type: "install" | "activate", f: (e: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", f: (e: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
  location: Location;
}

const { build, page, files } = self.wartaFiles;
const shelf = "warta-" + build;

self.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(shelf)
      .then((c) => c.addAll([page, ...files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (e) => {
  e.waitUntil(caches.keys().then((all) => Promise.all(all.filter((n) => n.startsWith("warta-") && n !== shelf).map((n) => caches.delete(n)))));
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== self.location.origin || e.request.method !== "GET") return;
  if (files.includes(url.pathname)) {
    e.respondWith(caches.match(url.pathname).then((hit) => hit ?? fetch(e.request)));
    return;
  }
  // A page that cannot be fetched: what waits on this device.
  if (e.request.mode === "navigate" && url.pathname.startsWith("/newsroom/")) {
    e.respondWith(fetch(e.request).catch(async () => (await caches.match(page)) ?? Response.error()));
  }
});

export {};
