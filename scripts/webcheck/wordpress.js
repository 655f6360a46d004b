// Asks a paper as apps do: with npm's wpapi, which finds the interface from the
// front page, and with WordPress's own api-fetch. One line for each thing asked.
const WPAPI = require('wpapi');
globalThis.window = globalThis;
const apiFetch = require('@wordpress/api-fetch').default;

const [home, post, category, user] = process.argv.slice(2);

(async () => {
  const site = await WPAPI.discover(home + '/');
  const root = await site.root().get();
  console.log(`discover: ${root.name}, ${root.namespaces.join()}`);
  const wp = new WPAPI({ endpoint: home + '/wp-json' });
  const list = await wp.posts().perPage(3).get();
  console.log(`posts: ${list._paging.total} in ${list._paging.totalPages} pages, ${list[0].title.rendered}, next ${!!list._paging.next}`);
  console.log(`next: ${(await list._paging.next.get())[0].title.rendered}`);
  const one = await wp.posts().id(post).embed().get();
  console.log(`post: ${one.slug} by ${one._embedded.author[0].name} with ${one._embedded['wp:featuredmedia'][0].alt_text}`);
  console.log(`category: ${(await wp.posts().categories(category).get())._paging.total}`);
  console.log(`slug: ${(await wp.posts().slug('berita-nomor-7-lainnya').get())[0].title.rendered}`);
  console.log(`page: ${(await wp.pages().get())[0].title.rendered}`);
  console.log(`user: ${(await wp.users().id(user).get()).name}`);
  console.log(`terms: ${(await wp.categories().get()).length} categories, ${(await wp.tags().get()).length} tags`);
  await wp.posts().id(99999).get().then(() => console.log('missing: it is there'), (e) => console.log(`missing: ${e.code} ${e.data.status}`));
  apiFetch.use(apiFetch.createRootURLMiddleware(home + '/wp-json/'));
  const response = await apiFetch({ path: '/wp/v2/posts?per_page=1', parse: false });
  console.log(`api-fetch: ${response.headers.get('X-WP-Total')}, ${(await response.json())[0].title.rendered}`);
  await apiFetch({ path: '/wp/v2/posts/99999' }).then(() => console.log('api-fetch: it is there'), (e) => console.log(`api-fetch refused: ${e.code} ${e.data.status}`));
})().catch((e) => { console.error(e); process.exit(1); });
