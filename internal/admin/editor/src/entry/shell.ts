// Every page's script: fragments, keys, palette, live updates, the chip.
import { worker } from "../shell/trust";
import htmx from "htmx.org";
import "../shell/chip";
import "../shell/layer";
import "../shell/keys";
import "../shell/palette";
import "../shell/stream";
import "../shell/forms";

// Other bundles of a page use the same one.
(window as unknown as { htmx: typeof htmx }).htmx = htmx;

if ("serviceWorker" in navigator) void navigator.serviceWorker.register(worker(), { scope: "/newsroom/" }).catch(() => {});
