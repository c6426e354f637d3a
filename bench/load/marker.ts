/** The mark in every measured message's text: who sent it, its number and when; counting looks for it in the raw bytes. */

const START = Buffer.from('~T');
/** `~T` + 4 hex of sender + 8 hex of number + 12 hex of microseconds + `~`. */
const LENGTH = 27;
const FILL = ' the quick brown fox jumps over the lazy dog';

const HEX = new Uint8Array(256);
for (let i = 0; i < 16; i++) HEX[i.toString(16).charCodeAt(0)] = i;

const number = (bytes: Buffer, from: number, digits: number): number => {
  let value = 0;
  for (let i = from; i < from + digits; i++) value = value * 16 + HEX[bytes[i]!]!;
  return value;
};

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A text of `lengthChars` that carries the mark. */
export function markedText(sender: number, id: number, atUs: number, lengthChars: number): string {
  const mark = `~T${hex(sender, 4)}${hex(id, 8)}${hex(atUs, 12)}~`;
  return mark + FILL.repeat(Math.ceil(lengthChars / FILL.length)).slice(0, Math.max(0, lengthChars - mark.length));
}

/** Finds marks in a byte stream, also those cut in two. */
export function markFinder(onMark: (sender: number, id: number, atUs: number) => void): (chunk: Buffer) => void {
  let carry: Buffer | undefined;
  return chunk => {
    const bytes = carry ? Buffer.concat([carry, chunk]) : chunk;
    carry = undefined;
    let at = bytes.indexOf(START);
    while (at >= 0) {
      if (at + LENGTH > bytes.length) {
        carry = Buffer.from(bytes.subarray(at));
        return;
      }
      onMark(number(bytes, at + 2, 4), number(bytes, at + 6, 8), number(bytes, at + 14, 12));
      at = bytes.indexOf(START, at + LENGTH);
    }
    if (bytes[bytes.length - 1] === START[0]) carry = Buffer.from(bytes.subarray(bytes.length - 1));
  };
}
