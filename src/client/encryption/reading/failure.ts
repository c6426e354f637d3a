/** Why an entry of an encrypted conversation cannot be read, and whether that can change later. */

/** The values of `failure` in a `sealed` entry. */
export type Failure =
  | 'not-genuine'
  | 'sender'
  | 'device'
  | 'old-key'
  | 'key-missing'
  | 'epoch-unknown'
  | 'replay'
  | 'target'
  | 'not-allowed'
  | 'before'
  | 'plain'
  | 'removed'
  | 'erased';

const WAITING: ReadonlySet<string | undefined> = new Set<Failure>(['key-missing', 'epoch-unknown', 'device', 'before']);

/** Whether keys or devices that arrive later may make the entry readable. */
export const isWaitingForKeys = (failure: string | undefined): boolean => WAITING.has(failure);
