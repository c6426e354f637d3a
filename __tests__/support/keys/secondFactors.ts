/** Second factors of people in tests: set up, and their codes. */
import {base32nopad} from '@scure/base';
import {codeAt, stepAt} from '../../../src/server/signIn/totp.ts';
import {PASSWORD, type World} from '../world.ts';

/** How long a code is the one of now. */
export const STEP_MS = 30_000;

/** The bytes of a secret that is told in base 32. */
export const secretIn = (text: string): Uint8Array => base32nopad.decode(text);

/** Sets one up by password. @returns what gives the code of now */
export async function setUpFactor(made: World, name: string): Promise<() => string> {
  const one = await made.device();
  const {secret} = await one.request('secondFactorBegin', {name, password: PASSWORD});
  const now = () => codeAt(secretIn(secret), stepAt(made.clock.now()));
  await one.request('secondFactorConfirm', {code: now()});
  made.clock.turn(STEP_MS);
  return now;
}
