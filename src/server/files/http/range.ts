/**
 * Parses the `Range` header of a download (RFC 9110 section 14): one range, or the whole file. Hand-written, because
 * `range-parser` returns several ranges, which are never sent here, and accepts numbers of any length.
 */
import {refusal} from '../../../shared/errors.ts';

/** From `start` up to `end`, exclusive. */
export interface ByteRange {
  start: number;
  end: number;
  isPartial: boolean;
}

/**
 * Several ranges, other units and invalid ones are ignored, as the RFC allows: the whole file is sent.
 * @throws bad-request if the range starts after the end; has to be answered with 416
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange {
  const whole = {start: 0, end: sizeBytes, isPartial: false};
  const found = header === undefined ? null : /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  const [, first = '', last = ''] = found ?? [];
  if (!found || (first === '' && last === '')) return whole;
  if (first === '') {
    const count = Math.min(Number(last), sizeBytes);
    if (count === 0) throw refusal('bad-request', 'range');
    return {start: sizeBytes - count, end: sizeBytes, isPartial: true};
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (last !== '' && Number(last) < start) return whole;
  if (start >= sizeBytes) throw refusal('bad-request', 'range');
  return {start, end, isPartial: true};
}
