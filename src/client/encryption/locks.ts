/** The lock of a conversation in the state: whether it is encrypted, and whether its members are verified. */
import type {Room} from '../../shared/model.ts';
import type {Lock} from '../state/state.ts';
import type {ChatError} from '../../shared/errors.ts';
import type {Accounts} from './accounts.ts';
import type {Conversations} from './epochs/conversations.ts';

/** What this machine knows of keys and conversations. */
interface Known {
  name: string;
  accounts: Pick<Accounts, 'isVerified' | 'known'>;
  conversations: Pick<Conversations, 'known'>;
  isApproved: () => boolean;
  problemOf: (roomId: number) => ChatError | undefined;
}

/** Login names of the other people of a conversation; empty for a room with a name. */
export const othersIn = (room: Room | undefined): string[] =>
  (room?.people ?? (room?.partner === undefined ? [] : [room.partner])).map(({name}) => name);

const told = (problem: ChatError | undefined): Pick<Lock, 'problem'> =>
  problem === undefined ? {} : {problem: {code: problem.code, detail: problem.detail}};

interface How {
  isSealed: boolean;
  encryptsNew: boolean;
  /** Whether this login has no keys and gets none. */
  isKeyless: boolean;
  refusal: ChatError | undefined;
}

/** `undefined` in public rooms while nothing is encrypted by itself, and while the keys are not open yet. */
export function lockOf(
  room: Room,
  session: Known | undefined,
  {isSealed, encryptsNew, isKeyless, refusal}: How,
): Lock | undefined {
  const stated = isSealed ? session?.conversations.known(room.roomId)?.epochs.at(-1)?.statement.members : undefined;
  const others = stated?.map(({name}) => name).filter(name => name !== session?.name) ?? othersIn(room);
  const isVerified = others.length > 0 && others.every(name => session?.accounts.isVerified(name) === true);
  if (isSealed) {
    const problem = session?.problemOf(room.roomId);
    // Verified members are the signed ones, who may differ from those whom the server lists.
    return {kind: 'sealed', isVerified: isVerified && problem === undefined, detail: '', ...told(problem)};
  }
  if (refusal !== undefined) return {kind: 'absent', isVerified: false, detail: '', ...told(refusal)};
  const absent = (detail: string): Lock => ({kind: 'absent', isVerified: false, detail});
  // Where new ones are not encrypted, only `/encrypt` encrypts a room with a name.
  if (others.length === 0 && !encryptsNew) return room.kind === 'public' ? undefined : absent('');
  if (session === undefined && !isKeyless) return undefined;
  if (room.kind === 'public') return absent('');
  if (session === undefined) return absent('this login has no keys');
  if (others.length === 0) return absent('');
  if (!session.isApproved()) return absent('this device has no keys');
  const keyless = others.find(name => session.accounts.known(name).length === 0);
  if (keyless !== undefined) return absent(`@${keyless} has no keys`);
  return room.lastSeq > 1 || !encryptsNew ? absent('') : {kind: 'planned', isVerified, detail: ''};
}
