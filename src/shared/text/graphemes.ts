/** Splits a text into grapheme clusters (UAX #29), without `Intl.Segmenter` for characters that never combine. */

/** Each of these is a character by itself, or stands for one. A carriage return may belong to the line break after it. */
export const UNJOINED =
  /^[\n\u001B -\u02FF\u0370-\u0373\u0376-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u25FF\u3041-\u3096\u30A1-\u30FA\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF60\uFFFD]*$/;

let segmenter: Intl.Segmenter | undefined;

/** The tables are loaded when they are first needed: that takes as long as the runtime takes to start. */
export function segmentsOf(text: string): Intl.Segments {
  if (UNJOINED.test(text)) return new UnjoinedSegments(text);
  segmenter ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
  return segmenter.segment(text);
}

let wordSegmenter: Intl.Segmenter | undefined;

/** Where words begin in writing without spaces between them, as a dictionary knows them; 0 is always one. */
export function wordStartsOf(text: string): number[] {
  wordSegmenter ??= new Intl.Segmenter(undefined, {granularity: 'word'});
  return Array.from(wordSegmenter.segment(text), ({index}) => index);
}

/** Characters as a person counts them, in order. */
export const graphemesOf = (text: string): string[] =>
  UNJOINED.test(text) ? text.split('') : Array.from(segmentsOf(text), ({segment}) => segment);

class UnjoinedSegments implements Intl.Segments {
  readonly #input: string;

  constructor(input: string) {
    this.#input = input;
  }

  *[Symbol.iterator](): Generator<Intl.SegmentData, undefined> {
    const input = this.#input;
    for (let index = 0; index < input.length; index++) yield {segment: input.charAt(index), index, input};
    return undefined;
  }

  containing(codeUnitIndex = 0): Intl.SegmentData | undefined {
    const index = Math.trunc(codeUnitIndex);
    const segment = this.#input.charAt(index);
    return segment === '' ? undefined : {segment, index, input: this.#input};
  }
}
