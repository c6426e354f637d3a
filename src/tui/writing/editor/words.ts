/** Finds word boundaries where no space stands: at changes of script, and by a dictionary. */
import {wordStartsOf} from '../../../shared/text/graphemes.ts';

/** Scripts whose letters do not mix within a word; digits, signs and marks belong to what stands before them. */
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
/** Written without spaces. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** Nothing but letters of the scripts that most text is in: there is one word. */
const ONE_SCRIPT = /^(?:[\p{sc=Latin}\p{N}\p{M}_]*|[\p{sc=Cyrillic}\p{N}\p{M}_]*)$/u;

/** Code units looked at; words are shorter. */
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

/** Places inside, in order. */
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
