/** Numbers of things as part of a sentence. */

/** `1 file`, `2,000 entries`. */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? noun : many(noun)}`;

const many = (noun: string): string => (noun.endsWith('try') ? `${noun.slice(0, -1)}ies` : `${noun}s`);
