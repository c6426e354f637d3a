/** Sets up and removes the second factor of an account, by name and password, before or after a login. */
import type {Params, Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {requireCapability} from '../../core/serverCan.ts';

type Given = Params<'secondFactorBegin'>;

/** @throws login-failed, second-factor-needed, second-factor-wrong, server-too-old */
export async function beginSecondFactor(client: Client, given: Given): Promise<Result<'secondFactorBegin'>> {
  await requireCapability(client, 'secondFactor');
  return client.request('secondFactorBegin', given);
}

/** @throws server-too-old */
export async function showSecondFactor(client: Client): Promise<Result<'secondFactorShow'>> {
  await requireCapability(client, 'secondFactor');
  return client.request('secondFactorShow', {});
}

/** Resolves with recovery codes, for a lost device. @throws second-factor-wrong */
export async function confirmSecondFactor(client: Client, code: string): Promise<readonly string[]> {
  return (await client.request('secondFactorConfirm', {code})).recoveryCodes;
}

/** @throws login-failed, second-factor-needed, second-factor-wrong, server-too-old */
export async function endSecondFactor(client: Client, given: Given): Promise<void> {
  await requireCapability(client, 'secondFactor');
  await client.request('secondFactorEnd', given);
}
