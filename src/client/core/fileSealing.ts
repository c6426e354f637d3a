/** Interface for encrypting files of encrypted conversations: their keys, and how they are offered. */
import type {Bundle} from '../../shared/bundle.ts';
import type {Params, Result} from '../../shared/protocol.ts';

export interface FileSecret {
  /** The age secret key of this file only: `AGE-SECRET-KEY-1…`. */
  identity: string;
  /** Size of the plaintext. */
  sizeBytes: number;
  /** Hash of the ciphertext. */
  sha256: string;
  /** Set for an archive that stands for several files and folders. */
  bundle?: Bundle;
}

export interface SealedFile extends FileSecret {
  /** Size of the ciphertext on the server. */
  storedBytes: number;
}

export type SealedOffer = Omit<Params<'fileOffer'>, 'sealed' | 'bundle'>;

export interface FileSealing {
  /** Whether files of this room are encrypted. */
  isSealed(roomId: number): Promise<boolean>;
  offer(params: SealedOffer, key: FileSecret): Promise<Result<'fileOffer'>>;
  /**
   * The key of a file; `undefined` when it is not encrypted.
   * @param file with the `seq` of the offer, when it is known.
   * @throws key-missing; not-genuine when the server shows another file than the offer describes
   */
  keyOf(file: {roomId: number; fileId: string; seq?: number}): Promise<SealedFile | undefined>;
}
