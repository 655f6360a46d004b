// Made from internal/body/schema.json by `go test ./internal/admin/editor -run Schema -update`.
import type { BodySchema } from "./schema";

export const schema: BodySchema = {
 "version": 1,
 "limits": {
  "bytes": 1048576,
  "blocks": 2000,
  "depth": 6,
  "text": 20000,
  "embeds": 100
 },
 "schemes": [
  "https",
  "http",
  "mailto",
  "tel",
  "article"
 ],
 "marks": [
  {
   "name": "link",
   "attrs": [
    {
     "name": "href",
     "type": "link",
     "required": true,
     "max": 2000
    },
    {
     "name": "rel",
     "type": "tokens",
     "enum": [
      "nofollow",
      "sponsored",
      "ugc"
     ]
    }
   ]
  },
  {
   "name": "lang",
   "attrs": [
    {
     "name": "tag",
     "type": "lang",
     "required": true
    }
   ]
  },
  {
   "name": "strong"
  },
  {
   "name": "em"
  },
  {
   "name": "strike"
  },
  {
   "name": "sub",
   "excludes": "sup"
  },
  {
   "name": "sup",
   "excludes": "sub"
  }
 ],
 "nodes": [
  {
   "name": "doc",
   "content": "block*"
  },
  {
   "name": "paragraph",
   "group": "block",
   "content": "inline*",
   "attrs": [
    {
     "name": "lang",
     "type": "lang"
    }
   ]
  },
  {
   "name": "heading",
   "group": "block",
   "content": "inline*",
   "max_text": 200,
   "attrs": [
    {
     "name": "level",
     "type": "int",
     "required": true,
     "min": 2,
     "max": 4
    }
   ]
  },
  {
   "name": "list",
   "group": "block",
   "content": "list_item+",
   "max_children": 200,
   "max_nesting": 3,
   "attrs": [
    {
     "name": "ordered",
     "type": "bool"
    },
    {
     "name": "start",
     "type": "int",
     "min": 1,
     "max": 9999
    }
   ]
  },
  {
   "name": "quote",
   "group": "block",
   "content": "paragraph+",
   "max_children": 20,
   "attrs": [
    {
     "name": "attribution",
     "type": "string",
     "max": 200
    },
    {
     "name": "cite_url",
     "type": "url",
     "max": 2000
    }
   ]
  },
  {
   "name": "pullquote",
   "group": "block",
   "content": "inline*",
   "max_text": 300,
   "attrs": [
    {
     "name": "attribution",
     "type": "string",
     "max": 200
    }
   ]
  },
  {
   "name": "image",
   "group": "block",
   "attrs": [
    {
     "name": "asset",
     "type": "ref",
     "required": true
    },
    {
     "name": "caption",
     "type": "inline",
     "max": 600
    },
    {
     "name": "credit",
     "type": "string",
     "max": 200
    },
    {
     "name": "alt",
     "type": "text",
     "max": 300
    },
    {
     "name": "decorative",
     "type": "bool"
    },
    {
     "name": "crop",
     "type": "enum",
     "enum": [
      "16:9",
      "4:3",
      "1:1",
      "9:16",
      "1.91:1"
     ]
    },
    {
     "name": "width",
     "type": "enum",
     "enum": [
      "text",
      "wide"
     ]
    }
   ]
  },
  {
   "name": "gallery",
   "group": "block",
   "content": "image{2,60}",
   "attrs": [
    {
     "name": "layout",
     "type": "enum",
     "enum": [
      "grid",
      "strip"
     ]
    }
   ]
  },
  {
   "name": "video",
   "group": "block",
   "one_of": [
    "asset",
    "url"
   ],
   "attrs": [
    {
     "name": "asset",
     "type": "ref"
    },
    {
     "name": "url",
     "type": "embed",
     "max": 2000
    },
    {
     "name": "poster",
     "type": "ref"
    },
    {
     "name": "caption",
     "type": "inline",
     "max": 600
    },
    {
     "name": "credit",
     "type": "string",
     "max": 200
    },
    {
     "name": "transcript",
     "type": "text",
     "max": 50000
    }
   ]
  },
  {
   "name": "audio",
   "group": "block",
   "one_of": [
    "asset",
    "url"
   ],
   "attrs": [
    {
     "name": "asset",
     "type": "ref"
    },
    {
     "name": "url",
     "type": "embed",
     "max": 2000
    },
    {
     "name": "poster",
     "type": "ref"
    },
    {
     "name": "caption",
     "type": "inline",
     "max": 600
    },
    {
     "name": "credit",
     "type": "string",
     "max": 200
    },
    {
     "name": "transcript",
     "type": "text",
     "max": 50000
    }
   ]
  },
  {
   "name": "file",
   "group": "block",
   "attrs": [
    {
     "name": "asset",
     "type": "ref",
     "required": true
    },
    {
     "name": "label",
     "type": "string",
     "max": 120
    }
   ]
  },
  {
   "name": "embed",
   "group": "block",
   "attrs": [
    {
     "name": "provider",
     "type": "enum",
     "required": true,
     "enum": [
      "youtube",
      "x",
      "instagram",
      "tiktok",
      "facebook",
      "spotify",
      "vimeo"
     ]
    },
    {
     "name": "url",
     "type": "embed",
     "required": true,
     "max": 2000
    },
    {
     "name": "title",
     "type": "text",
     "max": 300
    },
    {
     "name": "text",
     "type": "text",
     "max": 2000
    },
    {
     "name": "thumb",
     "type": "ref"
    }
   ]
  },
  {
   "name": "table",
   "group": "block",
   "content": "table_row+",
   "max_children": 100,
   "attrs": [
    {
     "name": "caption",
     "type": "string",
     "max": 200
    },
    {
     "name": "header_row",
     "type": "bool"
    },
    {
     "name": "header_col",
     "type": "bool"
    }
   ]
  },
  {
   "name": "readalso",
   "group": "block",
   "attrs": [
    {
     "name": "refs",
     "type": "refs",
     "required": true,
     "max": 3
    },
    {
     "name": "label",
     "type": "string",
     "max": 40
    }
   ]
  },
  {
   "name": "factbox",
   "group": "block",
   "content": "(paragraph | list | image)+",
   "max_children": 30,
   "attrs": [
    {
     "name": "title",
     "type": "string",
     "max": 120
    }
   ]
  },
  {
   "name": "preformatted",
   "group": "block",
   "content": "text*",
   "max_text": 20000,
   "attrs": [
    {
     "name": "use",
     "type": "enum",
     "enum": [
      "code",
      "verse",
      "plain"
     ]
    },
    {
     "name": "lang",
     "type": "lang"
    }
   ]
  },
  {
   "name": "page_break",
   "group": "block"
  },
  {
   "name": "divider",
   "group": "block"
  },
  {
   "name": "raw_html",
   "group": "block",
   "privileged": true,
   "attrs": [
    {
     "name": "html",
     "type": "html",
     "required": true,
     "max": 20480
    },
    {
     "name": "height",
     "type": "int",
     "min": 1,
     "max": 4000
    },
    {
     "name": "reason",
     "type": "text",
     "max": 200
    }
   ]
  },
  {
   "name": "unknown",
   "group": "block",
   "attrs": [
    {
     "name": "origin",
     "type": "string",
     "max": 200
    },
    {
     "name": "raw",
     "type": "html",
     "max": 204800
    }
   ]
  },
  {
   "name": "list_item",
   "content": "paragraph (paragraph | list)*"
  },
  {
   "name": "table_row",
   "content": "table_cell+",
   "max_children": 12
  },
  {
   "name": "table_cell",
   "content": "inline*"
  },
  {
   "name": "hard_break",
   "group": "inline"
  },
  {
   "name": "text",
   "group": "inline"
  }
 ]
};
