/** Reads an export line by line with bounds, schema and order checked; errors name the line. */
import {createReadStream} from 'node:fs';
import {ChatError} from '../../shared/errors.ts';
import {
  EXPORT_FORMAT,
  EXPORT_LINES,
  type ExportEntry,
  type ExportMember,
  type ExportRoom,
} from '../../shared/output/exportLines.ts';

/** A text may have a million code units, each of up to six characters in JSON. */
const LINE_BYTES_MAX = 8 * 1024 * 1024;
const NEW_LINE = 0x0a;

export type ExportLine = ExportRoom | ExportMember | ExportEntry;

const wrong = (line: number, what: string) => new ChatError('import-failed', `line ${line} ${what}`);

/** @throws import-failed */
export async function* readExport(path: string): AsyncGenerator<ExportLine> {
  let room: ExportRoom | undefined;
  let seq = 0;
  let number = 0;
  const counts = {rooms: 0, entries: 0};
  const seen = new Set<number>();
  let isEnded = false;
  for await (const text of textLines(path)) {
    number++;
    const value = objectIn(text, number);
    if (isEnded) throw wrong(number, 'comes after the end');
    if (number === 1) {
      requireHead(value);
      continue;
    }
    const type = value['type'];
    if (type === 'end') {
      const end = EXPORT_LINES.end.safeParse(value);
      const isWhole = end.success && end.data.rooms === counts.rooms && end.data.entries === counts.entries;
      if (!isWhole || (room !== undefined && seq !== room.lastSeq))
        throw wrong(number, 'ends it before its end: lines are missing');
      isEnded = true;
    } else if (type === 'room') {
      if (room !== undefined && seq !== room.lastSeq)
        throw wrong(number, 'begins a room before the one before it is whole');
      room = read(EXPORT_LINES.room, value, number);
      if (seen.has(room.roomId) || room.firstSeq < 1 || room.lastSeq < room.firstSeq)
        throw wrong(number, 'is no room of an export');
      seen.add(room.roomId);
      seq = room.firstSeq - 1;
      counts.rooms++;
      yield room;
    } else if (type === 'member' || type === 'entry') {
      const line =
        type === 'member' ? read(EXPORT_LINES.member, value, number) : read(EXPORT_LINES.entry, value, number);
      if (line.roomId !== room?.roomId) throw wrong(number, 'belongs to another room than the lines before it');
      if (line.type === 'entry') {
        if (line.seq !== ++seq)
          throw wrong(
            number,
            `has seq ${line.seq} where ${seq} is expected: lines are missing, doubled or in another order`,
          );
        counts.entries++;
      }
      yield line;
    } else throw wrong(number, 'is of no kind that this program knows; update chat-tui');
  }
  if (!isEnded) throw new ChatError('import-failed', `the file is cut after line ${number}, or is no export`);
}

function requireHead(value: Record<string, unknown>): void {
  const head = EXPORT_LINES.head.safeParse(value);
  if (!head.success) throw new ChatError('import-failed', 'this is no export of chat-tui');
  if (head.data.format !== EXPORT_FORMAT)
    throw new ChatError('import-failed', 'the export is of a newer program; update chat-tui');
}

function read<Line>(
  schema: {
    safeParse(value: unknown): {success: true; data: Line} | {success: false; error: {issues: {path: PropertyKey[]}[]}};
  },
  value: unknown,
  number: number,
): Line {
  const line = schema.safeParse(value);
  if (line.success) return line.data;
  const key = String(line.error.issues[0]?.path[0] ?? 'kind').slice(0, 32);
  throw wrong(number, `is not as it should be (${key})`);
}

function objectIn(text: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw wrong(number, 'is no JSON object');
}

/** Yields lines without their line feed; a line that is too long is refused before it fills the memory. */
async function* textLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;
  const take = (last: Buffer): string => {
    try {
      return decoder.decode(Buffer.concat([...parts, last]));
    } catch {
      throw wrong(number, 'is not UTF-8');
    } finally {
      parts = [];
      length = 0;
      number++;
    }
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, start)) {
      if (length + end - start > LINE_BYTES_MAX) throw wrong(number, 'is too long');
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LINE_BYTES_MAX) throw wrong(number, 'is too long');
  }
  if (length > 0) yield take(Buffer.alloc(0));
}
