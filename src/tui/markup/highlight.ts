/** Which words of a program are keywords, strings, numbers and comments. Loaded with the first block of code in a language. */
import type {ElementContent, RootContent} from 'hast';
import {common, createLowlight} from 'lowlight';
import type {Run, Style} from './run.ts';

/** Longer blocks and lines stay in one colour: patterns of some languages take far more time than the text is long. */
const CODE_LENGTH_MAX = 16_384;
const LINE_LENGTH_MAX = 1_000;

const lowlight = createLowlight(common);

const STYLES: readonly (readonly [Style, RegExp])[] = [
  ['quiet', /^hljs-(?:comment|quote|meta|doctag)$/],
  ['keyword', /^hljs-(?:keyword|built_in|type|literal|selector-tag|name|section|tag|attr|attribute)$/],
  ['string', /^hljs-(?:string|regexp|char|symbol|bullet|link|addition)$/],
  ['number', /^hljs-(?:number|variable|template-variable|deletion)$/],
];

/** Runs of each line; absent for a language that is not known. */
export function highlightCode(language: string, lines: readonly string[]): readonly (readonly Run[])[] | undefined {
  const code = lines.join('\n');
  if (!lowlight.registered(language) || code.length > CODE_LENGTH_MAX) return undefined;
  if (lines.some(line => line.length > LINE_LENGTH_MAX)) return undefined;
  const coloured: Run[][] = [[]];
  const add = (nodes: readonly (RootContent | ElementContent)[], style: Style | undefined) => {
    for (const node of nodes) {
      if (node.type === 'element') add(node.children, styleOf(node.properties.className) ?? style);
      if (node.type !== 'text') continue;
      for (const [at, piece] of node.value.split('\n').entries()) {
        if (at > 0) coloured.push([]);
        if (piece !== '') coloured.at(-1)?.push({text: piece, styles: style === undefined ? [] : [style]});
      }
    }
  };
  add(lowlight.highlight(language, code).children, undefined);
  // Not a letter is added or lost by it; otherwise it is left out.
  const isWhole = coloured.every((runs, at) => runs.map(({text}) => text).join('') === lines[at]);
  return isWhole && coloured.length === lines.length ? coloured : undefined;
}

function styleOf(names: unknown): Style | undefined {
  const [name = ''] = Array.isArray(names) ? (names as unknown[]).map(String) : [];
  return STYLES.find(([, pattern]) => pattern.test(name))?.[0];
}
