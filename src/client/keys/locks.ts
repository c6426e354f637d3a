/** Whether a conversation is encrypted, in the words of the state. */
import type {Room} from '../../shared/model.ts';
import type {Lock} from '../state/state.ts';
import type {KeySession} from './session.ts';

/** `undefined` for rooms of which that cannot be said. */
export function lockOf(
  room: Room,
  session: KeySession | undefined,
  {isSealed, encryptsNew}: {isSealed: boolean; encryptsNew: boolean},
): Lock | undefined {
  const partner = room.partner?.name;
  if (partner === undefined) return undefined;
  const isVerified = session?.accounts.isVerified(partner) === true;
  const problem = session?.problemOf(room.roomId);
  if (isSealed) {
    const told = problem === undefined ? {} : {problem: {code: problem.code, detail: problem.detail}};
    return {kind: 'sealed', isVerified, detail: '', ...told};
  }
  if (session === undefined) return undefined;
  if (room.lastSeq > 1 || !encryptsNew) return {kind: 'absent', isVerified: false, detail: ''};
  if (!session.isApproved()) return {kind: 'absent', isVerified: false, detail: 'this device has no keys'};
  if (session.accounts.known(partner).length === 0)
    return {kind: 'absent', isVerified: false, detail: `@${partner} has no keys`};
  return {kind: 'planned', isVerified, detail: ''};
}
