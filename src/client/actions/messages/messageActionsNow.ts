/** Actions on existing messages for callers that wait for the server's acknowledgement, such as a shell verb. */
import type {Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {requireChangeable, type Place} from './messageActions.ts';
import {checkText} from './message.ts';

type Placed = Result<'messageEdit'>;

/** The id is the same for all retries, so that the server applies the action once. */
function actionOn(client: Client, {roomId, seq}: Place): Place & {clientMsgId: string} {
  requireChangeable(client);
  return {roomId, seq, clientMsgId: client.options.newId()};
}

/** @throws message-empty, message-too-long, message-not-found, message-not-yours and other refusals of the server */
export async function editNow(client: Client, place: Place, text: string): Promise<Placed> {
  checkText(text, client.getState().limits);
  return client.request('messageEdit', {...actionOn(client, place), text: text.toWellFormed()});
}

export const deleteNow = async (client: Client, place: Place, reason: string): Promise<Placed> =>
  client.request('messageDelete', {...actionOn(client, place), ...(reason !== '' && {reason})});

export const reactNow = async (
  client: Client,
  place: Place,
  {emoji, isOn}: {emoji: string; isOn: boolean},
): Promise<Placed> => client.request('reactionSet', {...actionOn(client, place), emoji, isOn});

export const pinNow = async (client: Client, place: Place, isOn: boolean): Promise<Placed> =>
  client.request('pinSet', {...actionOn(client, place), isOn});

export async function replyNow(
  client: Client,
  place: Place,
  {text, isThread}: {text: string; isThread: boolean},
): Promise<Placed> {
  checkText(text, client.getState().limits);
  const {roomId, seq, clientMsgId} = actionOn(client, place);
  const message = {roomId, clientMsgId, kind: 'message' as const, text: text.toWellFormed()};
  return client.request('messageSend', {...message, ...(isThread ? {threadOf: seq} : {replyTo: seq})});
}
