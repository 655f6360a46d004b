// Addresses that become embeds, as internal/body/providers.go knows them; a test
// compares the two.

const shape = (path: string, page: string): [RegExp, string] => [new RegExp(`^${path}(?:[/?&].*)?$`), page];

const providers: { name: string; hosts: string[]; shapes: [RegExp, string][] }[] = [
  { name: "youtube", hosts: ["youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"], shapes: [
    shape(String.raw`/watch\?(?:.*&)?v=([\w-]{11})`, "https://www.youtube.com/watch?v=$1"),
    shape(String.raw`/(?:embed/|shorts/|live/)?([\w-]{11})`, "https://www.youtube.com/watch?v=$1"),
  ] },
  { name: "x", hosts: ["x.com", "www.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"], shapes: [shape(String.raw`/(\w{1,15})/status(?:es)?/(\d{1,20})`, "https://x.com/$1/status/$2")] },
  { name: "instagram", hosts: ["instagram.com", "www.instagram.com"], shapes: [shape(String.raw`/(?:[\w.]+/)?(p|reel|tv)/([\w-]{5,40})`, "https://www.instagram.com/$1/$2/")] },
  { name: "tiktok", hosts: ["tiktok.com", "www.tiktok.com", "m.tiktok.com"], shapes: [shape(String.raw`/@([\w.]{1,30})/video/(\d{1,20})`, "https://www.tiktok.com/@$1/video/$2")] },
  { name: "facebook", hosts: ["facebook.com", "www.facebook.com", "m.facebook.com", "web.facebook.com"], shapes: [
    shape(String.raw`/([\w.-]+)/(posts|videos|photos)/((?:[\w.-]+/)?[\w-]+)`, "https://www.facebook.com/$1/$2/$3"),
    shape(String.raw`/watch/?\?(?:.*&)?v=(\d{1,20})`, "https://www.facebook.com/watch/?v=$1"),
  ] },
  { name: "spotify", hosts: ["open.spotify.com"], shapes: [shape(String.raw`/(?:intl-[a-z-]+/)?(?:embed/)?(track|album|playlist|episode|show|artist)/([0-9A-Za-z]{22})`, "https://open.spotify.com/$1/$2")] },
  { name: "vimeo", hosts: ["vimeo.com", "www.vimeo.com", "player.vimeo.com"], shapes: [shape(String.raw`/(?:video/)?(\d{1,12})`, "https://vimeo.com/$1")] },
];

/** The provider of an address and the address in its one form; nothing for all
 * others. */
export function embedOf(address: string): { provider: string; url: string } | null {
  if (/\s/.test(address) || !/^https?:\/\//i.test(address)) return null;
  let u: URL;
  try {
    u = new URL(address);
  } catch {
    return null;
  }
  if (u.username || u.password || u.port) return null;
  const path = u.pathname + u.search;
  for (const p of providers) {
    if (!p.hosts.includes(u.hostname)) continue;
    for (const [pattern, page] of p.shapes) {
      const m = pattern.exec(path);
      if (m) return { provider: p.name, url: page.replace(/\$(\d)/g, (_, n: string) => m[Number(n)] ?? "") };
    }
  }
  return null;
}
