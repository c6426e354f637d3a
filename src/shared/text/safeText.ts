/** Safe text: makes text from others harmless to show, and counts its characters. */
import {segmentsOf, UNJOINED} from './graphemes.ts';

/**
 * `line`: one line, trimmed. `block`: keeps line breaks. `message`: a block in which invisible characters that are harmless
 * in running text are dropped. Names need `line`, because an invisible character could make one look like another.
 */
export type Shape = 'line' | 'block' | 'message';

/** Replaces every character that cannot be shown. */
export const MARK = '\uFFFD';
/** Base for combining marks without one, so that they cannot attach to the previous character. */
const DOTTED_CIRCLE = '\u25CC';
const COMBINING_MAX = 8;
/**
 * Maximum code points in one grapheme cluster. No written language needs more, and a terminal that cannot join them draws
 * them side by side.
 */
const CLUSTER_MAX = 12;
const TAB = '    ';

export const PLAIN = /^[ -~]*$/;
export const PLAIN_BLOCK = /^[\n -~]*$/;
const FORBIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\uFFF9-\uFFFC\u{10EEEE}]/u;
/**
 * Harmless invisible characters: break and join hints, byte order marks, variation selectors. Programs and keyboards insert
 * them unnoticed.
 */
const INVISIBLE =
  /[\u00AD\u200B\u2060-\u2064\uFEFF]|\u034F|[\u180B-\u180F]|\u200C|\u200D|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/u;
const BLANK_BRAILLE = 0x2800;
const COMBINING = /\p{M}/u;
const EMOJI = /\p{Emoji}/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]/u;
/** Scripts in which the zero-width joiner and non-joiner change how letters look. */
const JOINING_LETTER =
  /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

const KIND = {unknown: 0, plain: 1, combining: 2, forbidden: 3} as const;
/** Cache of each code point's class, because a message may contain the same one ten thousand times. */
const kinds = new Uint8Array(0x110000);

function kindOf(code: number): number {
  const known = kinds[code];
  if (known !== undefined && known !== KIND.unknown) return known;
  const character = String.fromCodePoint(code);
  const kind = FORBIDDEN.test(character) ? KIND.forbidden : COMBINING.test(character) ? KIND.combining : KIND.plain;
  kinds[code] = kind;
  return kind;
}

/**
 * Makes text from others safe to show: every character that could move the cursor, hide or reorder text becomes a visible
 * mark. It is a single pass, so no sequence can be reassembled from its parts.
 */
export function display(text: string, shape: Shape): string {
  const safe = (shape === 'line' ? PLAIN : PLAIN_BLOCK).test(text)
    ? text
    : cutClusters(replaceForbidden(text, shape), shape);
  return shape === 'line' ? safe.trim() : safe;
}

function replaceForbidden(text: string, shape: Shape): string {
  let safe = '';
  let before = '';
  let combining = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const kind = kindOf(code);
    const character = String.fromCodePoint(code);
    const end = at + character.length;
    if (kind === KIND.combining) {
      combining++;
      if (combining <= COMBINING_MAX) safe += canCarry(before) ? character : DOTTED_CIRCLE + character;
      else if (combining === COMBINING_MAX + 1) safe += MARK;
      before = character;
      at = end;
      continue;
    }
    if (kind === KIND.plain) {
      const flagEnd = code === 0x1f3f4 ? endOfTags(text, end) : end;
      safe += text.slice(at, flagEnd);
      at = flagEnd;
    } else {
      at = end;
      if (isJoinedHere(code, before, text.codePointAt(end))) safe += character;
      // Dropped, so that following marks and joiners belong to the visible character before.
      else if (shape === 'message' && INVISIBLE.test(character)) continue;
      else safe += visibleMark(code, shape);
    }
    if (code !== 0x200d && code !== 0x200c && code !== 0xfe0f) combining = 0;
    before = character;
  }
  return safe;
}

/**
 * Cuts overlong grapheme clusters: syllables, conjuncts and emoji can be chained without end into one, which counts as one or
 * two columns.
 */
function cutClusters(text: string, shape: Shape): string {
  if (text.length <= CLUSTER_MAX || UNJOINED.test(text)) return text;
  let cut = '';
  for (const {segment} of segmentsOf(text)) {
    const pieces = segment.length <= CLUSTER_MAX ? [] : Array.from(segment);
    // Checked again: a joiner at the cut has nothing to join any more.
    const kept = () => replaceForbidden(pieces.slice(0, CLUSTER_MAX).join(''), shape === 'line' ? 'block' : shape);
    cut += pieces.length <= CLUSTER_MAX ? segment : kept() + MARK;
  }
  return cut;
}

/** Whether a combining mark can attach to this character: not to the start of the text, a space or a line break. */
const canCarry = (before: string) => before !== '' && before !== ' ' && before !== '\n' && before !== '\t';

/** The end of the tag characters of a regional flag; `from` when there are no valid ones. */
function endOfTags(text: string, from: number): number {
  const tags = /^[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{2,6}\u{E007F}/u.exec(text.slice(from, from + 14));
  return tags === null ? from : from + tags[0].length;
}

/** Whether a zero-width character is legitimate here: inside an emoji, or between letters that need it. */
function isJoinedHere(code: number, before: string, next: number | undefined): boolean {
  if (before === '') return false;
  if (code === 0xfe0f || code === 0xfe0e) return EMOJI.test(before);
  if (code !== 0x200d && code !== 0x200c) return false;
  if (next === undefined) return false;
  const after = String.fromCodePoint(next);
  if (code === 0x200d && PICTURE.test(before) && PICTURE.test(after)) return true;
  return JOINING_LETTER.test(before) && JOINING_LETTER.test(after);
}

function visibleMark(code: number, shape: Shape): string {
  if (code === 0x0a) return shape === 'line' ? ' ' : '\n';
  if (code === BLANK_BRAILLE && shape === 'message') return ' ';
  if (code === 0x09) return TAB;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : MARK;
}

/**
 * Counts grapheme clusters; stops at `stopAfter + 1`. A text with at most `stopAfter` code units is within the limit anyway:
 * then the number of code units is returned.
 */
export function countGraphemes(text: string, stopAfter = Number.POSITIVE_INFINITY): number {
  if (PLAIN_BLOCK.test(text)) return Math.min(text.length, stopAfter + 1);
  if (Number.isFinite(stopAfter) && text.length <= stopAfter) return text.length;
  const counted = segmentsOf(text)[Symbol.iterator]();
  let count = 0;
  while (count <= stopAfter && counted.next().done !== true) count++;
  return count;
}

const SEEN = /[^\s\p{Z}\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether nothing in the text is visible: only spaces, marks without a base, and invisible characters. */
export const isBlank = (text: string): boolean => !SEEN.test(text);
