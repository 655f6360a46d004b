// Reads a feed on standard input with rss-parser or feedparser, as the first
// argument says, and writes its entries as JSON: what a reader's program would
// show. Used by the test that four parsers read our feeds alike.
'use strict';
const { Readable } = require('stream');
const one = (v) => (v == null ? '' : typeof v === 'object' ? v._ ?? v['#'] ?? '' : String(v));
const list = (v) => (v == null ? [] : Array.isArray(v) ? v : [v]);
const unix = (d) => Math.floor(new Date(d).getTime() / 1000);

async function rssParser(text) {
  const Parser = require('rss-parser');
  const parser = new Parser({
    customFields: {
      item: [['dc:creator', 'creators', { keepArray: true }], ['guid', 'rawGuid'], ['author', 'authors', { keepArray: true }]],
    },
  });
  const feed = await parser.parseString(text);
  return feed.items.map((i) => ({
    title: i.title,
    link: i.link,
    id: i.id ?? i.guid,
    published: unix(i.isoDate ?? i.pubDate),
    authors: list(i.creators).map(one).concat(list(i.authors).map((a) => list(a.name)[0] ?? '')),
    content: i['content:encoded'] ?? i.content ?? i.summary ?? '',
  }));
}

function feedparser(text) {
  const FeedParser = require('feedparser');
  return new Promise((resolve, reject) => {
    const out = [];
    const p = new FeedParser({ addmeta: false });
    p.on('error', reject);
    p.on('readable', () => {
      for (let i = p.read(); i; i = p.read()) {
        out.push({
          title: i.title,
          link: i.link,
          id: i.guid,
          published: unix(i.pubdate),
          authors: list(i['dc:creator']).map(one).concat(list(i['atom:author']).map((a) => one(a.name ?? a['atom:name']))),
          content: one(i['content:encoded']) || i.description,
        });
      }
    });
    p.on('end', () => resolve(out));
    Readable.from([Buffer.from(text)]).pipe(p);
  });
}

const chunks = [];
process.stdin.on('data', (c) => chunks.push(c));
process.stdin.on('end', () => {
  const text = Buffer.concat(chunks).toString('utf8');
  const read = process.argv[2] === 'rss-parser' ? rssParser : feedparser;
  read(text).then((items) => process.stdout.write(JSON.stringify(items)), (err) => {
    process.stderr.write(String(err) + '\n');
    process.exit(1);
  });
});
