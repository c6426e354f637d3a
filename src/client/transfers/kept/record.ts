/** The record of an unfinished transfer, from which it resumes after a restart. */
import type {FileSecret} from '../../core/fileSealing.ts';
import type {Route} from '../../core/route.ts';
import type {Bundle} from '../../../shared/bundle.ts';
import type {ErrorCode} from '../../../shared/errors.ts';

/** A file or folder of a bundle, and by what it is recognised. */
export interface BundleItem {
  /** In the archive, with slashes; a folder's ends with one. */
  name: string;
  /** Absolute. */
  path: string;
  sizeBytes: number;
  changedAtMs: number;
  touchedAtMs: number;
  inode: number;
}

/** What a bundle is made of. */
export interface BundleParts {
  /** As they were named, absolute. */
  paths: string[];
  items: BundleItem[];
}

export interface TransferRecord {
  version: 1;
  transferId: string;
  direction: 'up' | 'down';
  serverUrl: string;
  /** Login name of whose transfer this is. */
  user: string;
  roomId: number;
  /** Base name as offered; foreign text in a download. */
  name: string;
  peer: string;
  sizeBytes: number;
  startedAtMs: number;
  fileId?: string;
  /** Several files and folders: they are sent as one archive, and put into a folder where they arrive. */
  bundle?: Bundle;
  /** Of a download: of these files and folders in it alone. */
  only?: string[];
  /** Of a download: what the sender says that it hashes to, as soon as that is known. Of an upload: once it was given. */
  sha256?: string;
  /** Set while it needs `/retry`. */
  error?: {code: ErrorCode; detail: string};
  /** Of an upload: what is sent, and by what it is recognised. */
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
  /** Of a download from an encrypted conversation. */
  sealed?: FileSecret;
  /** How it goes to the other person, where they said so for this one. */
  route?: Route;
  /** It is offered as going from client to client. */
  isDirect?: true;
  /** Of an upload: the other side has it; only the server does not know of it yet. */
  isGiven?: true;
  /** Begun by a shell verb: it goes on when that is called again, and never by itself. */
  isOneOff?: true;
  /** What was offered was taken back: to try again is to offer it anew. */
  isWithdrawn?: true;
  /**
   * Of a download: the folder without symbolic links, the unfinished file in it, and the name it is about to get once it is
   * whole.
   */
  target?: {
    folder: string;
    partName: string;
    path?: string;
    /** Of the unfinished file, by which the finished one is recognised. */
    inode?: number;
    /** Of the decrypted file, once it is about to replace the unfinished one: that is then the finished one. */
    openedInode?: number;
    /** Of what was taken out of the archive, once it is about to get its name. */
    takenInode?: number;
  };
}

/** How many bytes the file itself has: an encrypted one is longer on its way. */
export const ownBytesOf = ({sizeBytes, sealed, source}: TransferRecord): number =>
  (sealed ?? source?.sealed)?.sizeBytes ?? sizeBytes;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Our own, but a disk may have damaged it: anything that does not look right is left alone. */
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
