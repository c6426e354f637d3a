/** Runs the effects of the second-factor steps: requests to the server. */
import {beginSecondFactor, confirmSecondFactor, endSecondFactor} from '../../client/actions/account/secondFactor.ts';
import type {Client} from '../../client/client.ts';
import {ChatError} from '../../shared/errors.ts';
import {qrRows} from './setUpRows.ts';
import type {FactorAnswer, FactorEffect} from './setUp.ts';

/**
 * @param name login name of the account
 * @returns the answer, including expected errors; rejects only for bugs
 */
export async function runFactor(
  client: Client,
  name: string,
  effect: Exclude<FactorEffect, {type: 'done'}>,
): Promise<FactorAnswer> {
  try {
    if (effect.type === 'confirm') return {type: 'confirmed', codes: await confirmSecondFactor(client, effect.code)};
    const {type, ...given} = effect;
    if (type === 'end') {
      await endSecondFactor(client, {name, ...given});
      return {type: 'ended'};
    }
    const {secret, uri} = await beginSecondFactor(client, {name, ...given});
    return {type: 'begun', secret, uri, qr: await qrRows(uri)};
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return {type: 'failed', code: error.code, sentence: error.message};
  }
}
