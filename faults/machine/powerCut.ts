/** State of the disk after a power cut: what was synced, and any part of what was not. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import type {Step} from './trace.ts';

/** Sectors arrive whole; a page may arrive in part. */
const SECTOR_BYTES = 512;

interface FileState {
  /** As synced. */
  kept: Content;
  /** Since then, in order. */
  waiting: ({at: number; bytes: Buffer} | {sizeBytes: number})[];
  /** Its name is in the synced folder. */
  isNamed: boolean;
}

export interface Disk {
  take(step: Step): void;
  /** Writes the files as they might be after a power cut: with nothing, all or parts of what was not synced. */
  image(folder: string, arriving: 'nothing' | 'everything' | 'parts', random: () => number): void;
}

/** Begins with files that were there before, all of them synced; only the database, its log and the mark of its end are kept. */
export function openDisk(dataDir: string, before: ReadonlyMap<string, Buffer>): Disk {
  const files = new Map<string, FileState>();
  for (const [name, kept] of before) files.set(name, {kept: contentOf(kept), waiting: [], isNamed: true});
  const isOurs = (path: string) => dirname(path) === dataDir && /^chat\.db(-wal|-journal|-mark)?$/.test(basename(path));
  const fileOf = (path: string): FileState => {
    const name = basename(path);
    const known = files.get(name) ?? {kept: contentOf(Buffer.alloc(0)), waiting: [], isNamed: false};
    files.set(name, known);
    return known;
  };
  return {
    take(step) {
      if (step.kind === 'send') return;
      if (step.kind === 'sync' && step.path === dataDir && !step.hasFailed) {
        for (const file of files.values()) file.isNamed = true;
        return;
      }
      if (!isOurs(step.path)) return;
      if (step.kind === 'unlink') return void files.delete(basename(step.path));
      const file = fileOf(step.path);
      if (step.kind === 'write') file.waiting.push({at: step.at, bytes: step.bytes});
      if (step.kind === 'truncate') file.waiting.push({sizeBytes: step.sizeBytes});
      if (step.kind === 'sync' && !step.hasFailed) {
        for (const change of file.waiting) apply(file.kept, change);
        file.waiting = [];
      }
    },
    image(folder, arriving, random) {
      mkdirSync(folder, {recursive: true});
      for (const [name, {kept, waiting, isNamed}] of files) {
        if (!isNamed && arriving !== 'everything') continue;
        const arrived = arriving === 'everything' ? waiting : waiting.flatMap(one => part(one, random));
        const found = copyOf(kept);
        if (arriving !== 'nothing') for (const change of arrived) apply(found, change);
        writeFileSync(join(folder, name), found.bytes.subarray(0, found.sizeBytes));
      }
    },
  };
}

type Change = FileState['waiting'][number];

/** A file's bytes, with room to grow: a log of megabytes is not copied for each write to it. */
interface Content {
  bytes: Buffer;
  sizeBytes: number;
}

const contentOf = (bytes: Buffer): Content => ({bytes, sizeBytes: bytes.length});
const copyOf = ({bytes, sizeBytes}: Content): Content => contentOf(Buffer.from(bytes.subarray(0, sizeBytes)));

function apply(content: Content, change: Change): void {
  const end = 'sizeBytes' in change ? change.sizeBytes : change.at + change.bytes.length;
  if (end > content.bytes.length) {
    const larger = Buffer.alloc(end * 2);
    content.bytes.copy(larger, 0, 0, content.sizeBytes);
    content.bytes = larger;
  }
  if ('bytes' in change) {
    change.bytes.copy(content.bytes, change.at);
    content.sizeBytes = Math.max(content.sizeBytes, end);
    return;
  }
  content.bytes.fill(0, end, Math.max(end, content.sizeBytes));
  content.sizeBytes = end;
}

/** Of one write: not there, there, or there up to some sector. */
function part(change: Change, random: () => number): Change[] {
  const luck = random();
  if (luck < 0.4) return [];
  if (luck < 0.8 || 'sizeBytes' in change) return [change];
  const sectors = Math.floor((random() * change.bytes.length) / SECTOR_BYTES);
  return [{at: change.at, bytes: change.bytes.subarray(0, sectors * SECTOR_BYTES)}];
}
