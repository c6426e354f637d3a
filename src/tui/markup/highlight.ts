/** Syntax highlighting: keywords, strings, numbers and comments. Loaded with the first block of code in a language. */
import type {ElementContent, RootContent} from 'hast';
import {common, createLowlight} from 'lowlight';
import type {Run, TextStyle} from './run.ts';

/** Longer blocks and lines are not highlighted, because for some languages the time grows faster than the length. */
const CODE_LENGTH_MAX = 4_096;
const LINE_LENGTH_MAX = 1_000;

const lowlight = createLowlight(common);

const STYLES: readonly (readonly [TextStyle, RegExp])[] = [
  ['quiet', /^hljs-(?:comment|quote|meta|doctag)$/],
  ['keyword', /^hljs-(?:keyword|built_in|type|literal|selector-tag|name|section|tag|attr|attribute)$/],
  ['string', /^hljs-(?:string|regexp|char|symbol|bullet|link|addition)$/],
  ['number', /^hljs-(?:number|variable|template-variable|deletion)$/],
];

/** Highlighted runs of each line; absent for an unknown language. */
export function highlightCode(language: string, lines: readonly string[]): readonly (readonly Run[])[] | undefined {
  const code = lines.join('\n');
  if (!lowlight.registered(language) || code.length > CODE_LENGTH_MAX) return undefined;
  if (lines.some(line => line.length > LINE_LENGTH_MAX)) return undefined;
  const coloured = linesOf(treeOf(language, code));
  // The result is discarded if highlighting has changed the text.
  const isWhole = coloured.every((runs, at) => runs.map(({text}) => text).join('') === lines[at]);
  return isWhole && coloured.length === lines.length ? coloured : undefined;
}

/** Catches every error, because the code was written by others and must not end the program. */
function treeOf(language: string, code: string): readonly Node[] {
  try {
    return lowlight.highlight(language, code).children;
  } catch {
    return [];
  }
}

type Node = RootContent | ElementContent;

/** Iterative instead of recursive, because brackets may be nested as deeply as the code is long. */
function linesOf(nodes: readonly Node[]): Run[][] {
  const lines: Run[][] = [[]];
  const waiting: {node: Node; style: TextStyle | undefined}[] = [];
  const push = (children: readonly Node[], style: TextStyle | undefined) => {
    for (const node of children.toReversed()) waiting.push({node, style});
  };
  push(nodes, undefined);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const {node, style} = next;
    if (node.type === 'element') push(node.children, styleOf(node.properties.className) ?? style);
    if (node.type !== 'text') continue;
    for (const [at, piece] of node.value.split('\n').entries()) {
      if (at > 0) lines.push([]);
      if (piece !== '') lines.at(-1)?.push({text: piece, styles: style === undefined ? [] : [style]});
    }
  }
  return lines;
}

function styleOf(names: unknown): TextStyle | undefined {
  const [name = ''] = Array.isArray(names) ? (names as unknown[]).map(String) : [];
  return STYLES.find(([, pattern]) => pattern.test(name))?.[0];
}
