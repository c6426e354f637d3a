/** An error besides its code: its sentence, whether a retry can help, and further traits. */

/** What else is known of a code, beside its sentence. */
interface Traits {
  /**
   * Which exit code it means in the shell: wrong usage, or no server. Without it: refused, or refused for now where trying
   * again can help.
   */
  exit?: 'usage' | 'noServer';
  /** Only this program itself says it; a server that sends it has no business to. */
  isLocal?: true;
  /** No server was reached. */
  isTrouble?: true;
  /** It is about the session, not about the message: the message waits for the next connection. */
  isAboutSession?: true;
  /** The kept login is no longer good: the person has to log in again. */
  endsLogin?: true;
  /** It was a guess at a secret, and a wrong one. */
  isWrongGuess?: true;
  /** About the keys of an encrypted conversation: nothing is sent there any more until the person has decided. */
  endsTrust?: true;
  /** It is about this one text: the next one may be taken. */
  isAboutText?: true;
  /** A transfer waits and goes on by itself. */
  pausesTransfer?: true;
  /** Said as the reason when a connection is cut. */
  isToldOnCut?: true;
  /** Somebody answers who is not, or does not prove to be, the server that is meant. */
  isAnother?: true;
  /** The field of a form that is to be corrected. */
  field?: 'name' | 'password' | 'code' | 'passphrase';
  /** Goes away within seconds, without a wait that the server names. */
  isBrief?: true;
  /** Its detail is whole seconds to wait. */
  hasWait?: true;
  /** The key of a direct way cannot be trusted: whoever looked for the way is told, also where the server carries the file. */
  isWayUntrusted?: true;
  /** The server does not search, or not now: what is kept on this machine is searched. */
  isSearchAbsent?: true;
  /** Nothing is kept on this machine, so it has no keys. */
  isKeysAbsent?: true;
  /** Somebody else changed the same thing first: it is tried again from what holds now. */
  isRaceLost?: true;
  /** About a file of this machine; the detail is its path. */
  isLocalFile?: true;
  /** One is not in this room any more, or it is gone; others can still be followed. */
  isRoomAbsent?: true;
  /** The earlier message that something is about is not there. */
  isTargetAbsent?: true;
  /** What a proxy says in place of the server may pass, but need not: it is tried a few times. */
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
