/** An error besides its code: its sentence, whether a retry can help, and further traits. */

/** Optional traits of an error code. */
interface Traits {
  /**
   * Exit code in the shell: for wrong usage, or no server. Absent: the code for "refused", or for "temporarily refused" if a
   * retry can help.
   */
  exit?: 'usage' | 'noServer';
  /** Only created by this program; not accepted from a server. */
  isLocal?: true;
  /** Means that no server was reached. */
  isTrouble?: true;
  /** About the session, not the message: the message waits for the next connection. */
  isAboutSession?: true;
  /** The stored login is no longer valid: the person must log in again. */
  endsLogin?: true;
  /** Means that a secret was guessed wrongly. */
  isWrongGuess?: true;
  /** About the keys of an encrypted conversation: nothing is sent there until the person decides. */
  endsTrust?: true;
  /** About this text only: another one may be accepted. */
  isAboutText?: true;
  /** The transfer waits and continues automatically. */
  pausesTransfer?: true;
  /** Reported as the reason when a connection is cut. */
  isToldOnCut?: true;
  /** Another server answered than expected, or it did not prove its identity. */
  isAnother?: true;
  /** The form field that must be corrected. */
  field?: 'name' | 'password' | 'code' | 'passphrase';
  /** Disappears within seconds; the server announces no time to wait. */
  isBrief?: true;
  /** The detail is the number of seconds to wait. */
  hasWait?: true;
  /** The key of a direct connection cannot be trusted: the person is told, even though the file goes over the server. */
  isDirectKeyUntrusted?: true;
  /** The server cannot search at the moment: the local history is searched instead. */
  isSearchAbsent?: true;
  /** No keys exist, because nothing is stored on this machine. */
  isKeysAbsent?: true;
  /** Somebody else changed the same thing first: retried with the current state. */
  isRaceLost?: true;
  /** About a file of this machine; the detail is its path. */
  isLocalFile?: true;
  /** The person is no longer in this room, or it was deleted; other rooms are not affected. */
  isRoomAbsent?: true;
  /** The file is not on the server, or was withdrawn: it needs no withdrawing. */
  isFileAbsent?: true;
  /** About an account's list of devices, not about the statement that refers to it. */
  isAboutDevices?: true;
  /** The server refuses with this code only after looking for the message's id, so it does not have the message. */
  isSaidAfterLooking?: true;
  /** The target message does not exist. */
  isTargetAbsent?: true;
  /** May be an answer of a proxy instead of the server, and temporary: retried a few times. */
  isTriedAFewTimes?: true;
  /** Words for a connection that ended with this code. */
  endedAs?: string;
  /** Status for HTTP answers; absent: 500. */
  httpStatus?: number;
  /** The sentence replaces the message of the tus library when it refuses an upload with this `httpStatus`. */
  isOfTus?: true;
}

export interface ErrorKind extends Traits {
  /**
   * The sentence for a person: `{detail}` is replaced by the error's detail, `{one|other}` by what to do on the screen or in
   * the shell.
   */
  sentence: string;
  /** True when the same request may succeed later without anybody changing anything. */
  canRetry: boolean;
}

export const errorKind = (sentence: string, canRetry = false, traits: Traits = {}): ErrorKind => ({
  sentence,
  canRetry,
  ...traits,
});

/** An error that only this program creates, for example for wrong usage, or when no server was reached. */
export const ownError = (sentence: string, traits: Traits = {}) =>
  errorKind(sentence, false, {isLocal: true, ...traits});
export const ownUsage = (sentence: string, traits: Traits = {}) => ownError(sentence, {exit: 'usage', ...traits});
export const unreachable = (sentence: string, traits: Traits = {}) =>
  errorKind(sentence, false, {exit: 'noServer', isLocal: true, isTrouble: true, ...traits});
