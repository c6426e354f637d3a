/** The record of an unfinished transfer, from which it resumes after a restart. */
import type {FileSecret} from '../../core/fileSealing.ts';
import type {Route} from '../../core/route.ts';
import type {Bundle} from '../../../shared/bundle.ts';
import type {ErrorCode} from '../../../shared/errors.ts';

/** A file or folder of a bundle, with the data by which a change is detected. */
export interface BundleItem {
  /** Path in the archive, with slashes; the name of a folder ends with one. */
  name: string;
  /** Absolute path on this machine. */
  path: string;
  sizeBytes: number;
  changedAtMs: number;
  touchedAtMs: number;
  inode: number;
}

/** The parts of a bundle. */
export interface BundleParts {
  /** Absolute paths that the person named. */
  paths: string[];
  items: BundleItem[];
}

export interface TransferRecord {
  version: 1;
  transferId: string;
  direction: 'up' | 'down';
  serverUrl: string;
  /** Login name of the account. */
  user: string;
  roomId: number;
  /** Base name as offered; text from others in a download. */
  name: string;
  peer: string;
  sizeBytes: number;
  startedAtMs: number;
  fileId?: string;
  /** Set for several files and folders, which are sent as one archive and unpacked by the receiver. */
  bundle?: Bundle;
  /** Download: names of the items in the bundle to extract. */
  only?: string[];
  /** Download: the sender's hash, once known. Upload: the hash, once sent. */
  sha256?: string;
  /** Set when the transfer has failed and needs `/retry`. */
  error?: {code: ErrorCode; detail: string};
  /** Upload: the source, with the data by which a change is detected. */
  source?: {
    path: string;
    clientMsgId: string;
    changedAtMs: number;
    touchedAtMs?: number;
    inode: number;
    isCopy?: true;
    sealed?: FileSecret;
    parts?: BundleParts;
  };
  /** Download from an encrypted conversation: the file's key. */
  sealed?: FileSecret;
  /** The route chosen for this transfer. */
  route?: Route;
  /** The file is offered as direct, without bytes on the server. */
  isDirect?: true;
  /** Upload: the receiver has all bytes, but the server was not told yet. */
  isGiven?: true;
  /** Started by a shell verb: continues only when the verb is called again. */
  isOneOff?: true;
  /** The offer was withdrawn: a retry must offer the file again. */
  isWithdrawn?: true;
  /** Download: the folder without symbolic links, the partial file in it, and the final path once it was chosen. */
  target?: {
    folder: string;
    partName: string;
    path?: string;
    /** Inode of the partial file, by which the finished one is recognised. */
    inode?: number;
    /** Inode of the decrypted file, set before it replaces the partial file. */
    openedInode?: number;
    /** Inode of the unpacked result, set before it gets its final name. */
    takenInode?: number;
  };
}

/** Size of the plaintext: an encrypted file is longer in transit. */
export const ownBytesOf = ({sizeBytes, sealed, source}: TransferRecord): number =>
  (sealed ?? source?.sealed)?.sizeBytes ?? sizeBytes;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Parses a stored record; `undefined` when a disk error has damaged it. */
export function readRecord(text: string): TransferRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || value['version'] !== 1) return undefined;
    const isText = (name: string) => typeof value[name] === 'string';
    const isNumber = (name: string) => Number.isSafeInteger(value[name]);
    const isWhole =
      ['transferId', 'direction', 'serverUrl', 'user', 'name', 'peer'].every(isText) &&
      ['roomId', 'sizeBytes', 'startedAtMs'].every(isNumber) &&
      (value['direction'] === 'up' ? isObject(value['source']) : isObject(value['target']));
    return isWhole ? (value as unknown as TransferRecord) : undefined;
  } catch {
    return undefined;
  }
}
