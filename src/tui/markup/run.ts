/** Types of parsed markup: lines of styled runs, each line with its prefix. */

export type TextStyle =
  'bold' | 'italic' | 'strike' | 'link' | 'code' | 'quiet' | 'mention' | 'name' | 'keyword' | 'string' | 'number';

/** A piece of text with one or several styles. */
export interface Run {
  text: string;
  styles: readonly TextStyle[];
  /** Link target as returned by `webLinkOf`. */
  href?: string;
}

export interface MarkupLine {
  runs: readonly Run[];
  /** Prefix of the first row: the sign of a list item, of a quote or of code. */
  first: string;
  /** Prefix of the other rows, of the same width. */
  below: string;
  /** The code block to which this line belongs; the highlighter colours a whole block at once. */
  block?: CodeBlock;
}

interface CodeBlock {
  language: string;
  lines: readonly string[];
  /** Index of this line in the block. */
  at: number;
}
