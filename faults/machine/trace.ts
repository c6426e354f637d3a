/** System calls of a process on its files and sockets, in order, as strace reports them. */
import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';

export type Step =
  | {kind: 'write'; path: string; at: number; bytes: Buffer}
  | {kind: 'truncate'; path: string; sizeBytes: number}
  /** Of a file, or of a folder with the names in it. */
  | {kind: 'sync'; path: string; hasFailed: boolean}
  | {kind: 'unlink'; path: string}
  /** Bytes for the other side of a connection. */
  | {kind: 'send'; bytes: Buffer};

/** Longer than any page, frame of the log, or packet in these runs. */
const STRING_BYTES_MAX = 300_000;

export interface TraceOptions {
  /** Where the record goes. */
  output: string;
  /** False records the order only, which is quicker. */
  hasBytes?: boolean;
  /** A rule of strace, e.g. `fsync:error=EIO:when=3`. */
  inject?: readonly string[];
}

/** Prefix for a command; the traced process is the child itself, not strace. */
export function straceCommand({output, hasBytes = true, inject = []}: TraceOptions): string[] {
  const calls = 'pwrite64,fsync,fdatasync,ftruncate,unlink,write,writev,sendmsg';
  const strings = hasBytes ? String(STRING_BYTES_MAX) : '8192';
  const injections = inject.flatMap(rule => ['-e', `inject=${rule}`]);
  return ['strace', '-D', '-f', '-q', '-yy', '-xx', '-s', strings, '-e', `trace=${calls}`, ...injections, '-o', output];
}

/** Steps one by one, in the order in which they ended. */
export async function* readTrace(path: string): AsyncGenerator<Step> {
  const begun = new Map<string, string>();
  for await (const raw of createInterface({input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY})) {
    const line = whole(raw, begun);
    const step = line === undefined ? undefined : toStep(line);
    if (step !== undefined) yield step;
  }
}

/** A call during which another thread was seen is written in two parts. */
function whole(raw: string, begun: Map<string, string>): string | undefined {
  const [, pid = '', text = ''] = /^(\d+)\s+(.*)$/.exec(raw) ?? [];
  if (text.endsWith('<unfinished ...>')) {
    begun.set(pid, text.slice(0, -'<unfinished ...>'.length).trimEnd());
    return undefined;
  }
  const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
  if (resumed === null) return closed(text);
  const start = begun.get(pid) ?? '';
  begun.delete(pid);
  return closed(start + (resumed[1] ?? ''));
}

/** Results stand in a column of their own where there is room before it. */
const closed = (line: string): string => line.replace(/\)\s+= (?=-?\d|\?)/, ') = ');

function toStep(line: string): Step | undefined {
  const call = /^(\w+)\(/.exec(line)?.[1];
  const result = Number(/\) = (-?\d+)/.exec(line)?.[1] ?? Number.NaN);
  if (call === 'fsync' || call === 'fdatasync') return {kind: 'sync', path: targetOf(line), hasFailed: result !== 0};
  if (result < 0 || call === undefined) return undefined;
  if (call === 'pwrite64') {
    const at = Number(/, (\d+)\) = \d+/.exec(line)?.[1] ?? 0);
    return {kind: 'write', path: targetOf(line), at, bytes: stringsOf(line)[0] ?? Buffer.alloc(0)};
  }
  if (call === 'ftruncate')
    return {kind: 'truncate', path: targetOf(line), sizeBytes: Number(/, (\d+)\)/.exec(line)?.[1] ?? 0)};
  if (call === 'unlink') return {kind: 'unlink', path: stringsOf(line)[0]?.toString() ?? ''};
  const target = targetOf(line);
  if (!target.startsWith('TCP')) return undefined;
  return {kind: 'send', bytes: Buffer.concat(stringsOf(line)).subarray(0, result)};
}

/** What the descriptor stands for: a path, or `TCP:[…]`. */
function targetOf(line: string): string {
  const text = /^\w+\(\d+<([^>]*(?:->[^>]*)?)>/.exec(line)?.[1] ?? '';
  return text.startsWith('\\x') ? fromHex(text).toString() : text;
}

const stringsOf = (line: string): Buffer[] =>
  [...line.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => fromHex(hex));

const fromHex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');

export interface Told {
  /** Entries that went to somebody, with their ids. */
  entries: {id: string; seq: number}[];
  /** Those of entries that hold others, such as the message that they answer, as well. */
  ids: string[];
  /** Sends that were acknowledged. */
  acknowledgements: number;
}

/** What a piece of the stream to a client says about the log; frames from the server are not masked. */
export function toldIn(bytes: Buffer): Told {
  const text = bytes.toString('utf8');
  const entries = text.includes('"entriesAppended"') ? [...text.matchAll(/\{[^{}]*"id":"([\w-]{22})"[^{}]*\}/g)] : [];
  return {
    entries: entries.map(([all, id = '']) => ({id, seq: Number(/"seq":(\d+)/.exec(all)?.[1] ?? 0)})),
    ids: text.includes('"entriesAppended"') ? [...text.matchAll(/"id":"([\w-]{22})"/g)].map(([, id = '']) => id) : [],
    acknowledgements: text.match(/\{"ok":true,"data":\{"seq":\d+,"sentAtMs":/g)?.length ?? 0,
  };
}
