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
  /** The upload to the server is complete. */
  isWhole: boolean;
}

/** A new object each time a picture arrives: drawn rows are cached by it. */
export interface RowPictures {
  /** Painted rows; none until the picture is loaded. A repeated call does not load it again. */
  rowsOf(file: PictureFile, columns: number, rowsMax: number): readonly string[];
}

interface PicturePorts {
  depth: ColourDepth;
  /** Absent: half blocks are drawn. */
  graphics?: CellPictures | undefined;
  /** Bytes of the file, if they can be obtained without asking the user. Rejects if they are not available now. */
  bytesOf: (file: PictureFile) => Promise<Uint8Array | undefined>;
  /** Rejects if the file is not a picture. */
  decode: (work: {bytes: Uint8Array; boxWidth: number; boxHeight: number}) => Promise<{pixels: Pixels}>;
  onChanged: (pictures: RowPictures) => void;
}

/** Maximum size of a picture in the chat in cells, which also limits the pixels kept. */
const COLUMNS_MAX = 60;
export const PICTURE_ROWS_MAX = 12;
/**
 * Number of cached pictures, most recently visible first; about 40 KB each, and ten times as much with terminal graphics. If more
 * are visible, all of those are kept, or they would evict each other endlessly.
 */
const KEPT_MAX = 48;
const DRAWN_KEPT_MAX = 16;
const IN_SIGHT_MAX = 400;
/** Waiting pictures, newest first; a dropped one is requested again when it is drawn. */
const WAITING_MAX = 8;
/** Remembered files that are not pictures, or not available. */
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
  /** The file is on this machine now, so it is tried again. */
  renew(fileId: string): void;
  /** A picture is being loaded. */
  isBusy(): boolean;
  close(): void;
}

export function openRowPictures({depth, graphics, bytesOf, decode, onChanged}: PicturePorts): OpenRowPictures {
  const kept = new Map<string, Kept>();
  const refused = new Map<string, Refused>();
  /** Pictures drawn since the last one arrived, and their number in the period before. */
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
    // Moves the picture to the end of the cache order.
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
    // A file whose upload was incomplete may be available now.
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
      // Decoding the same bytes again would fail in the same way.
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
