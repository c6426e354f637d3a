/** `1 line`, `2 lines`. */
const number = new Intl.NumberFormat('en-US');

export const plural = (count: number, noun: string): string =>
  `${number.format(count)} ${noun}${count === 1 ? '' : 's'}`;
