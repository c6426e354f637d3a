/** Parses chat markup line by line, so that lines without any keep their shape. Loaded with the first message that needs it. */
import MarkdownIt, {type StateInline, type Token} from 'markdown-it';
import {codeIn, type Code} from '../../shared/text/code.ts';
import {display, PLAIN} from '../../shared/text/safeText.ts';
import {messageLinkOf, shortLinksIn} from '../../shared/words/messageLink.ts';
import {webLinkOf, webLinksIn, type WebLink} from '../../shared/words/webLink.ts';
import type {MarkupLine, Run, TextStyle} from './run.ts';

/** Maximum number of markup characters in one message; beyond it, only code is recognised. */
export const MARKERS_MAX = 1_000;
const MARKERS = /[*_~[]/g;

/** A range with fixed runs, e.g. a link or a mention, inside which bold and the like are not parsed. */
interface Known {
  from: number;
  to: number;
  runs: readonly Run[];
}

interface Env {
  /** Ordered by position in the line. */
  known: readonly Known[];
  /** Index of the first range that is not passed yet. */
  next: number;
}

const envOf = (state: StateInline): Env => state.env as unknown as Env;

const parser = new MarkdownIt('zero').enable(['escape', 'emphasis', 'strikethrough']);
const {ruler} = parser.inline;

/** The next range at this position or later. */
function nextKnown(env: Env, at: number): Known | undefined {
  while ((env.known[env.next]?.from ?? at) < at) env.next++;
  return env.known[env.next];
}

ruler.before('text', 'known', (state, isSilent) => {
  const known = nextKnown(envOf(state), state.pos);
  if (known?.from !== state.pos) return false;
  if (!isSilent) state.push('known', '', 0).meta = {runs: known.runs};
  state.pos = known.to;
  return true;
});
const MARKER = /[*_~\\]/g;
ruler.at('text', state => {
  const {src, pos, posMax} = state;
  MARKER.lastIndex = pos;
  const marker = MARKER.test(src) ? MARKER.lastIndex - 1 : posMax;
  const at = Math.min(marker, nextKnown(envOf(state), pos)?.from ?? posMax);
  if (at === pos) return false;
  state.pending += src.slice(pos, at);
  state.pos = at;
  return true;
});
// A backslash only escapes markup characters, so that a Windows path stays as it is.
ruler.at('escape', (state, isSilent) => {
  const next = state.src.charAt(state.pos + 1);
  if (state.src.charAt(state.pos) !== '\\' || next === '' || !'*_~`[>'.includes(next)) return false;
  if (!isSilent) state.pending += next;
  state.pos += 2;
  return true;
});

/** Ranges that are highlighted as mentions of the reader, in order. */
export type Mark = readonly [from: number, to: number];

/**
 * @param safeText after `display()`
 * @param serverUrl target of links that name no server; `''`: no target
 */
export function parseMarkup(safeText: string, mentions: readonly Mark[], serverUrl = ''): MarkupLine[] {
  const lines: MarkupLine[] = [];
  const isDense = safeText.length > MARKERS_MAX && (safeText.match(MARKERS)?.length ?? 0) > MARKERS_MAX;
  const code = codeIn(safeText);
  const reader: Reader = {isDense, isAllQuoted: false, known: knownIn(safeText, code, mentions, serverUrl), next: 0};
  let at = 0;
  for (const block of code.filter(({kind}) => kind === 'block')) {
    const prefix = quotedFence(safeText, block.from);
    const before = safeText.slice(at, block.from - prefix.length);
    if (before !== '') readLines(reader, at, before.replace(/\n$/, ''), lines);
    lines.push(...blockLines(safeText, block, prefix));
    at = block.to;
  }
  if (at === 0 || at < safeText.length) readLines(reader, at, safeText.slice(at), lines);
  return lines;
}

interface Reader {
  isDense: boolean;
  /** After `>>> ` the rest of the message is a quote. */
  isAllQuoted: boolean;
  known: readonly Known[];
  /** Index of the first range at or after the current position; lines are read in order. */
  next: number;
}

/** Prefix `> ` of a fence, which the lines of its block have too. */
const quotedFence = (text: string, from: number): string =>
  /(?:^|\n)((?:> ?){0,5})$/.exec(text.slice(Math.max(0, from - 12), from))?.[1] ?? '';

const CODE_SIGN = '│ ';
const QUOTE_SIGN = '▌ ';

function blockLines(text: string, {textFrom, textTo, language}: Code, prefix: string): MarkupLine[] {
  const bare = text.slice(textFrom, textTo).replace(/\n(?:> ?)*$|^\n/g, '');
  const lines = bare.split('\n').map(line => (prefix === '' ? line : line.replace(/^(?:> ?){1,5}/, '')));
  const sign = (prefix === '' ? '' : QUOTE_SIGN) + CODE_SIGN;
  return lines.map((line, at) => ({
    runs: [{text: line, styles: ['code']}],
    first: sign,
    below: sign,
    block: {language, lines, at},
  }));
}

function readLines(reader: Reader, from: number, text: string, lines: MarkupLine[]): void {
  let at = from;
  for (const line of text.split('\n')) {
    lines.push(readLine(reader, at, line));
    at += line.length + 1;
  }
}

const QUOTE = /^((?:>{1,5}(?: |$)){1,5})/;
/** Maximum indentation of nested lists, in columns. */
const INDENT_MAX = 12;
const LIST = /^( *)([-*+•]|\d{1,9}[.)]) +(?=\S)/;
const TABLE = /^\s*\|.*\|\s*$|^(?=[^|]*\|)[\s|:+-]*$/;

function readLine(reader: Reader, from: number, line: string): MarkupLine {
  if (reader.isDense) return {runs: inline(reader, from, line), first: '', below: ''};
  const quote = QUOTE.exec(line)?.[0] ?? '';
  const depth = reader.isAllQuoted ? Math.max(1, countOf(quote)) : countOf(quote);
  if (quote.startsWith('>>>')) reader.isAllQuoted = true;
  const signs = QUOTE_SIGN.repeat(quote.startsWith('>>>') ? 1 : Math.min(depth, 5));
  const rest = line.slice(quote.length);
  const restFrom = from + quote.length;
  if (TABLE.test(rest)) return {runs: [{text: rest, styles: []}], first: signs, below: signs};
  const [marker = '', indent = '', sign = ''] = LIST.exec(rest) ?? [];
  const shown = marker === '' ? '' : `${indent.slice(0, INDENT_MAX)}${/\d/.test(sign) ? sign : '•'} `;
  return {
    runs: inline(reader, restFrom + marker.length, rest.slice(marker.length)),
    first: signs + shown,
    below: signs + ' '.repeat(shown.length),
  };
}

const countOf = (quote: string): number => quote.match(/>/g)?.length ?? 0;

function inline(reader: Reader, from: number, line: string): Run[] {
  const known: Known[] = [];
  for (; (reader.known[reader.next]?.from ?? Number.POSITIVE_INFINITY) < from + line.length; reader.next++) {
    const piece = reader.known[reader.next];
    if (piece !== undefined && piece.from >= from && piece.to <= from + line.length)
      known.push({from: piece.from - from, to: piece.to - from, runs: piece.runs});
  }
  if (reader.isDense || line.search(MARKER) === -1) return knownOnly(line, known);
  const tokens: Token[] = [];
  const env: Env = {known, next: 0};
  parser.inline.parse(line, parser, env as never, tokens);
  return runsOf(tokens);
}

function knownOnly(line: string, known: readonly Known[]): Run[] {
  if (known.length === 0) return [{text: line, styles: []}];
  const runs: Run[] = [];
  let at = 0;
  for (const {from, to, runs: inside} of known) {
    runs.push({text: line.slice(at, from), styles: []}, ...inside);
    at = to;
  }
  runs.push({text: line.slice(at), styles: []});
  return runs.filter(({text}) => text !== '').map(run => ({...run, text: harmless(run.text)}));
}

const OPENING: Readonly<Record<string, TextStyle>> = {strong_open: 'bold', em_open: 'italic', s_open: 'strike'};
const CLOSING: Readonly<Record<string, TextStyle>> = {strong_close: 'bold', em_close: 'italic', s_close: 'strike'};
/** Shown around struck-through text, because on terminals without that style the text would say the opposite. */
const STRIKE_SIGN = '~';
const NO_STYLES: readonly TextStyle[] = [];

function runsOf(tokens: readonly Token[]): Run[] {
  const runs: Run[] = [];
  /** A style that is open twice is listed twice. */
  let open = NO_STYLES;
  let styles = NO_STYLES;
  const add = (text: string) => {
    if (text !== '') runs.push({text: harmless(text), styles});
  };
  const addKnown = (run: Run) => {
    if (run.text === '') return;
    const all = styles.length === 0 ? run.styles : [...new Set([...styles, ...run.styles])];
    runs.push({...run, text: harmless(run.text), styles: all});
  };
  const turn = (now: readonly TextStyle[]) => {
    open = now;
    styles = [...new Set(now)];
  };
  for (const {type, content, meta} of tokens) {
    const opened = OPENING[type];
    const closed = CLOSING[type];
    if (opened !== undefined) {
      turn([...open, opened]);
      if (opened === 'strike') add(STRIKE_SIGN);
    } else if (closed !== undefined) {
      if (closed === 'strike') add(STRIKE_SIGN);
      turn(open.toSpliced(open.lastIndexOf(closed), 1));
    } else if (type === 'known') for (const run of (meta as {runs: readonly Run[]}).runs) addKnown(run);
    else add(content);
  }
  return runs;
}

/** Makes a run safe by itself: with the markup character before it gone, a combining mark would join another letter. */
const harmless = (text: string): string => (PLAIN.test(text) ? text : display(text, 'message'));

/** A dunder name such as `__init__`, not bold text. */
const DUNDER = /(?<![\w\\])__[a-z][a-z0-9]{0,30}(?:_[a-z0-9]{1,30}){0,5}__(?!\w)/giu;

/** Ordered by position; of two overlapping ranges, the earlier one. */
function knownIn(text: string, code: readonly Code[], mentions: readonly Mark[], serverUrl: string): Known[] {
  const known: Known[] = [];
  for (const {kind, from, to, textFrom, textTo} of code)
    if (kind === 'span')
      known.push({from, to, runs: [{text: unspaced(text.slice(textFrom, textTo)), styles: ['code']}]});
  for (const [from, to] of mentions) known.push({from, to, runs: [{text: text.slice(from, to), styles: ['mention']}]});
  if (text.includes('__')) {
    for (const {0: word, index} of text.matchAll(DUNDER))
      known.push({from: index, to: index + word.length, runs: [{text: word, styles: []}]});
  }
  if (text.includes('://')) known.push(...linksIn(text));
  known.push(...shortLinks(text, serverUrl));
  known.sort((one, other) => one.from - other.from || other.to - one.to);
  let end = 0;
  return known.filter(({from, to}) => {
    if (from < end) return false;
    end = to;
    return true;
  });
}

/** Removes one space on both sides of inline code, which only separates it from backticks. */
const unspaced = (code: string): string =>
  code.startsWith(' ') && code.endsWith(' ') && /\S/.test(code) ? code.slice(1, -1) : code;

const linkRun = (text: string, {href}: WebLink): Run => ({text, styles: ['link'], ...(href !== undefined && {href})});

function linksIn(text: string): Known[] {
  return webLinksIn(text).map(({from, to, label, link}) => {
    const runs: Run[] = [linkRun(label ?? link.shown, link)];
    // The target of a labelled link is always shown, because the label may say something else.
    if (label !== undefined) runs.push({text: ` (${link.shown})`, styles: ['quiet']});
    return {from, to, runs};
  });
}

/** `#room/12` as written, linked to the current server. */
const shortLinks = (text: string, serverUrl: string): Known[] =>
  shortLinksIn(text).map(({at, written, link: {room, seq = 1}}) => {
    const {href} = serverUrl === '' ? {} : webLinkOf(messageLinkOf(serverUrl, room, seq));
    return {
      from: at,
      to: at + written.length,
      runs: [linkRun(written, {shown: written, ...(href !== undefined && {href})})],
    };
  });
