/** Finds word boundaries where no space stands: at changes of script, and by a dictionary. */
import {wordStartsOf} from '../../../shared/text/graphemes.ts';

/** Scripts whose letters do not mix within a word; digits, signs and marks belong to what precedes them. */
const SCRIPTS: readonly RegExp[] = [
  /\p{sc=Latin}/u,
  /\p{sc=Han}/u,
  /\p{sc=Hiragana}/u,
  /\p{sc=Katakana}/u,
  /\p{sc=Hangul}/u,
  /\p{sc=Cyrillic}/u,
  /\p{sc=Greek}/u,
  /\p{sc=Arabic}/u,
  /\p{sc=Hebrew}/u,
  /\p{sc=Thai}/u,
  /\p{sc=Lao}/u,
  /\p{sc=Khmer}/u,
  /\p{sc=Myanmar}/u,
  /\p{sc=Tibetan}/u,
  /\p{sc=Devanagari}/u,
  /\p{sc=Bengali}/u,
  /\p{sc=Tamil}/u,
  /\p{sc=Telugu}/u,
];
const OTHER_SCRIPT = SCRIPTS.length;
const NO_SCRIPT = /[\p{N}\p{M}\p{sc=Common}\p{sc=Inherited}]/u;
/** Scripts written without spaces. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** Only Latin or only Cyrillic letters, as in most text: a single word. */
const ONE_SCRIPT = /^(?:[\p{sc=Latin}\p{N}\p{M}_]*|[\p{sc=Cyrillic}\p{N}\p{M}_]*)$/u;

/** Maximum code units looked at; words are shorter. */
const NEAR = 256;

/** The last word start in a run of letters. */
export function lastStop(text: string, runStart: number, end: number): number {
  const from = Math.max(runStart, end - NEAR);
  const stop = stopsIn(text.slice(from, end)).at(-1);
  return stop === undefined ? runStart : from + stop;
}

/** The first word end in a run of letters. */
export function firstStop(text: string, start: number, runEnd: number): number {
  const [stop] = stopsIn(text.slice(start, Math.min(runEnd, start + NEAR)));
  return stop === undefined ? runEnd : start + stop;
}

/** Indexes of word boundaries inside the run, in order. */
function stopsIn(run: string): number[] {
  if (ONE_SCRIPT.test(run)) return [];
  const stops = new Set(UNSPACED.test(run) ? wordStartsOf(run) : []);
  let before: number | undefined;
  let at = 0;
  for (const character of run) {
    if (!NO_SCRIPT.test(character)) {
      const found = SCRIPTS.findIndex(script => script.test(character));
      const script = found === -1 ? OTHER_SCRIPT : found;
      if (before !== undefined && script !== before) stops.add(at);
      before = script;
    }
    at += character.length;
  }
  stops.delete(0);
  return [...stops].toSorted((one, other) => one - other);
}
