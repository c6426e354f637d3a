/**
 * Pictures between the rows of the chat, as half blocks: ordinary cells, which go up with the text, and are written once. The
 * graphics of terminals lie beside the text and have to be taken away and drawn anew with each row that comes in: they are for
 * the whole screen.
 */
import type {ColourDepth} from '../theme/colour.ts';
import {blockRows} from './pictureForms.ts';
import {fitInto, scaled, type Pixels} from './pixels.ts';

export interface PictureFile {
  fileId: string;
  roomId: number;
  name: string;
  sizeBytes: number;
  /** All of it is on the server. */
  isWhole: boolean;
}

/** Another object each time that a picture came: rows are kept by it. */
export interface RowPictures {
  /** Rows that fit; none as long as it is not there. Asked any number of times, loads once. */
  rowsOf(file: PictureFile, columns: number, rowsMax: number): readonly string[];
}

export interface PicturePorts {
  depth: ColourDepth;
  /** Its bytes, where they may be had without asking anybody. Rejects where they cannot be had now. */
  bytesOf: (file: PictureFile) => Promise<Uint8Array | undefined>;
  /** Rejects for what is no picture. */
  decode: (work: {bytes: Uint8Array; boxWidth: number; boxHeight: number}) => Promise<{pixels: Pixels}>;
  onChanged: (pictures: RowPictures) => void;
}

/** Of a picture in the chat; of it so many pixels are kept. */
const COLUMNS_MAX = 60;
export const PICTURE_ROWS_MAX = 12;
/** Those that were seen last; about 40 KB each. Where more are in sight, as many as that: they would take turns for ever. */
const KEPT_MAX = 48;
const IN_SIGHT_MAX = 400;
/** Of those that wait, the newest; one that goes is asked for when it is in sight again. */
const WAITING_MAX = 8;
/** Files that turned out to be none, or cannot be had. */
const REFUSED_MAX = 1_000;
const TRIES_MAX = 3;
const NAMED_LIKE_ONE = /\.(?:png|jpe?g|gif|webp)$/i;
const NONE: readonly string[] = [];

interface Kept {
  pixels: Pixels;
  drawn?: {columns: number; rowsMax: number; rows: readonly string[]};
}

export interface OpenRowPictures {
  current: RowPictures;
  /** It is on this machine now. */
  renew(fileId: string): void;
  /** One is being had. */
  isBusy(): boolean;
  close(): void;
}

export function openRowPictures({depth, bytesOf, decode, onChanged}: PicturePorts): OpenRowPictures {
  const kept = new Map<string, Kept>();
  const refused = new Map<string, number>();
  /** Asked for since the last one came, and in the time before. */
  let inSight = new Set<string>();
  let inSightBefore = 0;
  let waiting: PictureFile[] = [];
  let busyWith: string | undefined;
  let isOpen = true;
  const opened: OpenRowPictures = {
    current: {rowsOf},
    renew(fileId) {
      if (refused.delete(fileId)) changed();
    },
    isBusy: () => busyWith !== undefined,
    close() {
      isOpen = false;
      waiting = [];
      kept.clear();
    },
  };

  function changed(): void {
    if (!isOpen) return;
    if (inSight.size > 0) inSightBefore = inSight.size;
    inSight = new Set();
    opened.current = {rowsOf};
    onChanged(opened.current);
  }

  function rowsOf(file: PictureFile, columns: number, rowsMax: number): readonly string[] {
    if (rowsMax < 1 || !NAMED_LIKE_ONE.test(file.name)) return NONE;
    if (inSight.size < IN_SIGHT_MAX) inSight.add(file.fileId);
    const known = kept.get(file.fileId);
    if (known === undefined) {
      want(file);
      return NONE;
    }
    // The one that was asked for last stands at the end.
    kept.delete(file.fileId);
    kept.set(file.fileId, known);
    const {drawn} = known;
    if (drawn?.columns === columns && drawn.rowsMax === rowsMax) return drawn.rows;
    const rows = blockRows(scaled(known.pixels, fitInto(known.pixels, columns, rowsMax * 2)), depth);
    known.drawn = {columns, rowsMax, rows};
    return rows;
  }

  function want(file: PictureFile): void {
    const {fileId} = file;
    const isKnown = busyWith === fileId || waiting.some(one => one.fileId === fileId);
    if (!isOpen || isKnown || (refused.get(fileId) ?? 0) >= TRIES_MAX) return;
    waiting = [...waiting, file].slice(-WAITING_MAX);
    if (busyWith === undefined) next().catch(() => undefined);
  }

  async function next(): Promise<void> {
    const file = waiting.pop();
    busyWith = file?.fileId;
    if (file === undefined) return;
    const bytes = await bytesOf(file).catch(() => 'later' as const);
    if (bytes === 'later') refuse(file.fileId, (refused.get(file.fileId) ?? 0) + 1);
    else if (bytes === undefined) refuse(file.fileId, TRIES_MAX);
    else {
      const found = await decode({bytes, boxWidth: COLUMNS_MAX, boxHeight: PICTURE_ROWS_MAX * 2}).catch(
        () => undefined,
      );
      // The same bytes cost the same time, and are none again.
      if (found === undefined) refuse(file.fileId, TRIES_MAX);
      else keep(file.fileId, found.pixels);
    }
    await next();
  }

  function keep(fileId: string, pixels: Pixels): void {
    if (!isOpen) return;
    kept.set(fileId, {pixels});
    const keptMax = Math.max(KEPT_MAX, inSight.size, inSightBefore);
    for (const [oldest] of kept) if (kept.size > keptMax) kept.delete(oldest);
    changed();
  }

  function refuse(fileId: string, tries: number): void {
    refused.delete(fileId);
    refused.set(fileId, tries);
    for (const [oldest] of refused) if (refused.size > REFUSED_MAX) refused.delete(oldest);
  }

  return opened;
}
