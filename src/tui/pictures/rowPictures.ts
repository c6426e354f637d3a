/**
 * Pictures between rows of the chat, by the terminal's graphics or else as half blocks. Both are cells of text: they scroll with
 * it and are written once.
 */
import type {ColourDepth} from '../theme/colour.ts';
import {blockRows} from './blocks.ts';
import {boxOf} from './pictureForms.ts';
import {fitInto, scaled, type Pixels} from './pixels.ts';
import type {PlacedPicture, CellPictures} from './cellPictures.ts';

interface PictureFile {
  fileId: string;
  roomId: number;
  name: string;
  sizeBytes: number;
  /** All of it is on the server. */
  isWhole: boolean;
}

/** A new object each time a picture arrives: drawn rows are cached by it. */
export interface RowPictures {
  /** Rows that fit; none as long as it is not there. Asked any number of times, loads once. */
  rowsOf(file: PictureFile, columns: number, rowsMax: number): readonly string[];
}

interface PicturePorts {
  depth: ColourDepth;
  /** Absent: half blocks. */
  graphics?: CellPictures | undefined;
  /** Its bytes, where they may be had without asking anybody. Rejects where they cannot be had now. */
  bytesOf: (file: PictureFile) => Promise<Uint8Array | undefined>;
  /** Rejects for what is no picture. */
  decode: (work: {bytes: Uint8Array; boxWidth: number; boxHeight: number}) => Promise<{pixels: Pixels}>;
  onChanged: (pictures: RowPictures) => void;
}

/** Of a picture in the chat; of it so many pixels are kept. */
const COLUMNS_MAX = 60;
export const PICTURE_ROWS_MAX = 12;
/**
 * Those that were seen last; about 40 KB each, and ten times as much where terminals draw them. Where more are in sight, as many
 * as that: they would take turns for ever.
 */
const KEPT_MAX = 48;
const DRAWN_KEPT_MAX = 16;
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
  drawn?: {columns: number; rowsMax: number} & PlacedPicture;
}

interface Refused {
  tries: number;
  wasWhole: boolean;
}

interface OpenRowPictures {
  current: RowPictures;
  /** It is on this machine now. */
  renew(fileId: string): void;
  /** One is being had. */
  isBusy(): boolean;
  close(): void;
}

export function openRowPictures({depth, graphics, bytesOf, decode, onChanged}: PicturePorts): OpenRowPictures {
  const kept = new Map<string, Kept>();
  const refused = new Map<string, Refused>();
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
      kept.forEach(forget);
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
    forget(known);
    known.drawn = {columns, rowsMax, ...placed(known.pixels, Math.min(columns, COLUMNS_MAX), rowsMax)};
    return known.drawn.rows;
  }

  function placed(pixels: Pixels, columns: number, rowsMax: number): PlacedPicture {
    if (graphics !== undefined) return graphics.place(pixels, columns, rowsMax);
    return {rows: blockRows(scaled(pixels, fitInto(pixels, columns, rowsMax * 2)), depth), forget() {}};
  }

  const forget = ({drawn}: Kept) => drawn?.forget();

  function want(file: PictureFile): void {
    const {fileId, isWhole} = file;
    const before = refused.get(fileId);
    // One that was still on its way may be had now.
    const isRefused = before !== undefined && before.tries >= TRIES_MAX && (before.wasWhole || !isWhole);
    const isKnown = busyWith === fileId || waiting.some(one => one.fileId === fileId);
    if (!isOpen || isKnown || isRefused) return;
    waiting = [...waiting, file].slice(-WAITING_MAX);
    if (busyWith === undefined) next().catch(() => undefined);
  }

  async function next(): Promise<void> {
    const file = waiting.pop();
    busyWith = file?.fileId;
    if (file === undefined) return;
    const bytes = await bytesOf(file).catch(() => 'later' as const);
    if (bytes === 'later') refuse(file, (refused.get(file.fileId)?.tries ?? 0) + 1);
    else if (bytes === undefined) refuse(file, TRIES_MAX);
    else {
      const box = boxOf(graphics === undefined ? 'blocks' : 'kitty', COLUMNS_MAX, PICTURE_ROWS_MAX);
      const found = await decode({bytes, ...box}).catch(() => undefined);
      // The same bytes cost the same time, and are none again.
      if (found === undefined) refuse(file, TRIES_MAX);
      else keep(file.fileId, found.pixels);
    }
    await next();
  }

  function keep(fileId: string, pixels: Pixels): void {
    if (!isOpen) return;
    kept.set(fileId, {pixels});
    const keptMax = Math.max(graphics === undefined ? KEPT_MAX : DRAWN_KEPT_MAX, inSight.size, inSightBefore);
    for (const [oldest, one] of kept)
      if (kept.size > keptMax) {
        kept.delete(oldest);
        forget(one);
      }
    changed();
  }

  function refuse({fileId, isWhole}: PictureFile, tries: number): void {
    refused.delete(fileId);
    refused.set(fileId, {tries, wasWhole: isWhole});
    for (const [oldest] of refused) if (refused.size > REFUSED_MAX) refused.delete(oldest);
  }

  return opened;
}
