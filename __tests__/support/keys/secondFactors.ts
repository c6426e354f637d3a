/** Second factors of people in tests: set up, and their codes. */
import {base32, codeAt, stepAt} from '../../../src/server/signIn/totp.ts';
import {PASSWORD, type World} from '../world.ts';

/** How long a code is the one of now. */
export const STEP_MS = 30_000;

/** The bytes of a secret that is told in base 32. */
export const secretIn = (text: string): Buffer => {
  for (let length = 10; length <= 64; length++) {
    const bits = Array.from(text, one => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'));
    const bytes = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
    if (base32(bytes) === text) return bytes;
  }
  throw new Error('no secret');
};
/** Sets one up by password. @returns what gives the code of now */
export async function setUpFactor(made: World, name: string): Promise<() => string> {
  const one = await made.device();
  const {secret} = await one.request('secondFactorBegin', {name, password: PASSWORD});
  const now = () => codeAt(secretIn(secret), stepAt(made.clock.now()));
  await one.request('secondFactorConfirm', {code: now()});
  made.clock.turn(STEP_MS);
  return now;
}
