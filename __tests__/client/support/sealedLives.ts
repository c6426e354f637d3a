/** What a random life of an encrypted conversation is made of: machines of two people, and what became of what they did. */
import {ChatError} from '../../../src/shared/errors.ts';
import {readLink} from '../../../src/shared/sealed/accountLink.ts';
import type {World} from '../../support/world.ts';
import type {Member} from './member.ts';

/** What may go otherwise when two do something at once; whatever it is, it is said. */
const TURNED_DOWN = new Set([
  'chain-taken',
  'epoch-taken',
  'epoch-old',
  'device-unknown',
  'keys-absent',
  'too-many-requests',
]);
/** The connection was cut: it was done, or was not. */
export const UNKNOWN = new Set(['disconnected', 'timed-out', 'no-server']);

export type Name = 'alice' | 'bob';

export interface Machine {
  label: string;
  one: Member;
  isOnline: boolean;
  /** Of what was said from here on nothing may be read. */
  goneAt: {said: number; maybe: number} | undefined;
}

export interface Life {
  on: World;
  roomId: number;
  machines: Record<'alice' | 'bob', Machine[]>;
  phrase: string;
  said: string[];
  /** What may have been said: its sender never heard. */
  maybe: string[];
  made: number;
}

export const present = ({machines}: Life, who: Name) => machines[who].filter(({goneAt}) => goneAt === undefined);
export const online = (life: Life, who: Name) => present(life, who).filter(({isOnline}) => isOnline);
export const pick = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(1, all.length)];

export const gone = (life: Life, machine: Machine) => {
  machine.goneAt ??= {said: life.said.length, maybe: life.maybe.length};
};

export async function tried(work: Promise<unknown>): Promise<boolean | 'unknown'> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ChatError && TURNED_DOWN.has(error.code)) return false;
    if (error instanceof ChatError && UNKNOWN.has(error.code)) return 'unknown';
    throw error;
  }
}

/** Whether the devices of a person are these now, where nobody heard what became of a change. */
export async function cameTrue(
  {on}: Life,
  who: Name,
  by: Member,
  isSo: (labels: readonly string[]) => boolean,
): Promise<boolean> {
  const raw = await on.open(who, by.token);
  const {links} = await raw.request('accountLinkList', {name: who});
  await raw.close();
  const last = links.at(-1);
  return last !== undefined && isSo(readLink(Buffer.from(last, 'base64url')).devices.map(({label}) => label));
}
