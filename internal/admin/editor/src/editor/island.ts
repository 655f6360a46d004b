// What the page hands over (README.md).

import type { Clash } from "../saver";

export interface Photo {
  url?: string;
  name?: string;
  kind: string;
  width?: number;
  height?: number;
  caption?: string;
  credit?: string;
  alt?: string;
}

export interface Named {
  id: number;
  name: string;
  depth?: number;
}

export interface Island {
  article: number;
  ulid?: string;
  edition: number;
  revision: number;
  schema: number;
  content: Record<string, unknown>;
  work: string;
  public: string;
  live?: boolean;
  path?: string;
  due?: string;
  embargo?: string;
  may: string[];
  conflicts?: Clash[];
  rights: { raw_html?: boolean; note?: boolean };
  person: Named;
  names: {
    sections: Named[];
    tags: Record<string, string>;
    people: Record<string, string>;
    articles: Record<string, string>;
    assets: Record<string, Photo>;
  };
  limits: Record<string, number>;
  fields: string[];
  kinds: string[];
  roles: string[];
  paper: string;
  zone: string;
  lang: string;
  words: Record<string, string>;
  links: Record<string, string>;
  build: string;
}
