/** An error besides its code: its sentence, whether a retry can help, and further traits. */

/** What else is known of a code, beside its sentence. */
interface Traits {
  /** Exit code in the shell: wrong usage, or no server. Absent: refused, or temporarily refused when a retry can help. */
  exit?: 'usage' | 'noServer';
  /** Only this program itself creates it; it is not accepted from a server. */
  isLocal?: true;
  /** No server was reached. */
  isTrouble?: true;
  /** It is about the session, not about the message: the message waits for the next connection. */
  isAboutSession?: true;
  /** The stored login is no longer valid: the person has to log in again. */
  endsLogin?: true;
  /** It was a guess at a secret, and a wrong one. */
  isWrongGuess?: true;
  /** About the keys of an encrypted conversation: nothing is sent there until the person decides. */
  endsTrust?: true;
  /** About this one text: the next one may be accepted. */
  isAboutText?: true;
  /** A transfer waits and goes on by itself. */
  pausesTransfer?: true;
  /** Said as the reason when a connection is cut. */
  isToldOnCut?: true;
  /** The answering server is not the expected one, or does not prove that it is. */
  isAnother?: true;
  /** The field of a form that is to be corrected. */
  field?: 'name' | 'password' | 'code' | 'passphrase';
  /** Passes within seconds; the server gives no time to wait. */
  isBrief?: true;
  /** Its detail is whole seconds to wait. */
  hasWait?: true;
  /** The key of a direct connection cannot be trusted: the person is told, even when the file goes over the server. */
  isWayUntrusted?: true;
  /** The server cannot search at the moment: the local history is searched. */
  isSearchAbsent?: true;
  /** Nothing is kept on this machine, so it has no keys. */
  isKeysAbsent?: true;
  /** Somebody else changed the same thing first: it is retried with the current state. */
  isRaceLost?: true;
  /** About a file of this machine; the detail is its path. */
  isLocalFile?: true;
  /** One is no longer in this room, or it was deleted; other rooms are not affected. */
  isRoomAbsent?: true;
  /** The target message does not exist. */
  isTargetAbsent?: true;
  /** An answer of a proxy in place of the server may be temporary: it is retried a few times. */
  isTriedAFewTimes?: true;
  /** A connection that ended with it, in a word or two. */
  endedAs?: string;
  /** Over HTTP; 500 without it. */
  httpStatus?: number;
}

export interface ErrorKind extends Traits {
  /**
   * What to tell a person: `{detail}` is replaced by the error's detail, `{one|other}` by what to do on the screen or in the
   * shell.
   */
  sentence: string;
  /** True when the same request may succeed later without anybody changing anything. */
  canRetry: boolean;
}

export const kind = (sentence: string, canRetry = false, traits: Traits = {}): ErrorKind => ({
  sentence,
  canRetry,
  ...traits,
});

/** Said by this program alone: of something else, of wrong usage, of a server that was not reached. */
export const own = (sentence: string, traits: Traits = {}) => kind(sentence, false, {isLocal: true, ...traits});
export const ownUsage = (sentence: string, traits: Traits = {}) => own(sentence, {exit: 'usage', ...traits});
export const unreachable = (sentence: string, traits: Traits = {}) =>
  kind(sentence, false, {exit: 'noServer', isLocal: true, isTrouble: true, ...traits});
