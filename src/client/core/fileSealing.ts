/** Interface for encrypting files of encrypted conversations: their keys, and how they are offered. */
import type {Bundle} from '../../shared/bundle.ts';
import type {Params, Result} from '../../shared/protocol.ts';

export interface FileSecret {
  /** `AGE-SECRET-KEY-1…`, of this file alone. */
  identity: string;
  /** Of the plaintext. */
  sizeBytes: number;
  /** Of the ciphertext. */
  sha256: string;
  /** It is an archive that stands for several files and folders. */
  bundle?: Bundle;
}

export interface SealedFile extends FileSecret {
  /** As the server has it. */
  storedBytes: number;
}

export type SealedOffer = Omit<Params<'fileOffer'>, 'sealed' | 'bundle'>;

export interface FileSealing {
  /** Whether files of this room are encrypted. */
  isSealed(roomId: number): Promise<boolean>;
  offer(params: SealedOffer, key: FileSecret): Promise<Result<'fileOffer'>>;
  /**
   * `undefined` for what is not sealed. @param file with `seq` where it is known which offer a person means. @throws key-missing,
   * not-genuine where the server shows another one than what stands there
   */
  keyOf(file: {roomId: number; fileId: string; seq?: number}): Promise<SealedFile | undefined>;
}
