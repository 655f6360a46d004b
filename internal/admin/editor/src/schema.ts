// What is used of internal/body/schema.json, as a type.

export interface AttrSpec {
  name: string;
  type: "string" | "text" | "html" | "lang" | "url" | "embed" | "link" | "tokens" | "enum" | "int" | "bool" | "ref" | "refs" | "inline";
  required?: boolean;
  min?: number;
  max?: number;
  enum?: string[];
}

export interface NodeSpec {
  name: string;
  group?: string;
  content?: string;
  max_text?: number;
  max_children?: number;
  max_nesting?: number;
  one_of?: string[];
  privileged?: boolean;
  attrs?: AttrSpec[];
}

export interface MarkSpec {
  name: string;
  excludes?: string;
  attrs?: AttrSpec[];
}

export interface BodySchema {
  version: number;
  limits: { bytes: number; blocks: number; depth: number; text: number; embeds: number };
  schemes: string[];
  marks: MarkSpec[];
  nodes: NodeSpec[];
}
