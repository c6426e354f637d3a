/** Splits a text into grapheme clusters (UAX #29), without `Intl.Segmenter` for characters that never combine. */

/**
 * Texts in which each of these code units is a grapheme cluster of its own. A carriage return is excluded, because it may
 * join the line break after it.
 */
export const UNJOINED =
  /^[\n\u001B -\u02FF\u0370-\u0373\u0376-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u25FF\u3041-\u3096\u30A1-\u30FA\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF60\uFFFD]*$/;

let segmenter: Intl.Segmenter | undefined;

/** Grapheme clusters of a text. The segmenter is created at first use, which takes as long as the start of the runtime. */
export function segmentsOf(text: string): Intl.Segments {
  if (UNJOINED.test(text)) return new UnjoinedSegments(text);
  segmenter ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
  return segmenter.segment(text);
}

let wordSegmenter: Intl.Segmenter | undefined;

/** Positions where words begin, by dictionary for scripts without spaces; always includes 0. */
export function wordStartsOf(text: string): number[] {
  wordSegmenter ??= new Intl.Segmenter(undefined, {granularity: 'word'});
  return Array.from(wordSegmenter.segment(text), ({index}) => index);
}

/** The grapheme clusters of a text (characters as a person counts them), in order. */
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
