/** Types of parsed markup: lines of styled runs, each line with its prefix. */

export type Style =
  'bold' | 'italic' | 'strike' | 'link' | 'code' | 'quiet' | 'mention' | 'name' | 'keyword' | 'string' | 'number';

/** One piece in one style, or in several at once. */
export interface Run {
  text: string;
  styles: readonly Style[];
  /** Where it leads, as `webLinkOf` gives it. */
  href?: string;
}

export interface MarkupLine {
  runs: readonly Run[];
  /** Before the first row: a sign of a list, of a quote, of code. */
  first: string;
  /** Before all others: as wide. */
  below: string;
  /** It is code in this language: what the highlighter colours, a block at a time. */
  block?: CodeBlock;
}

interface CodeBlock {
  language: string;
  lines: readonly string[];
  /** Which one of the lines this is. */
  at: number;
}
