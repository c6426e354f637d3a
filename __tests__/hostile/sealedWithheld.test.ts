/** A server that takes new keys of a conversation only after a device that they are for was removed. */
import {expect, test} from '@jest/globals';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {ChatError} from '../../src/shared/errors.ts';
import type {Params, RequestName, Result} from '../../src/shared/protocol.ts';
import {readEnvelope} from '../../src/shared/sealed/message.ts';
import {fromText} from '../../src/shared/sealed/primitives/bytes.ts';
import {readStatement} from '../../src/shared/sealed/statement.ts';
import {aliceAndBob, approvedElsewhere} from '../client/support/sealedMembers.ts';
import type {Member} from '../client/support/member.ts';
import {world} from '../support/world.ts';

const statementIn = ({statement}: Params<'epochAdd'>) => readStatement(fromText(statement));

/** The server as alice has it from now on. */
function withholding({client}: Member) {
  const {line} = client;
  const straight = line.request.bind(line) as (name: RequestName, params: unknown) => Promise<unknown>;
  const [added, sealed]: [Params<'epochAdd'>[], number[]] = [[], []];
  let isTaken = false;
  const ask = async (name: RequestName, params: unknown): Promise<unknown> => {
    const [first] = added;
    if (name === 'sealedSend') {
      sealed.push(readEnvelope((params as Params<'sealedSend'>).sealed).n);
      throw new ChatError('disconnected');
    }
    if (name === 'epochAdd') {
      const one = params as Params<'epochAdd'>;
      added.push(one);
      if (first === undefined) throw new ChatError('timed-out');
      if (statementIn(one).n > statementIn(first).n) throw new ChatError('disconnected');
      isTaken = true;
      if (one.statement !== first.statement) throw new ChatError('epoch-taken');
      return {seq: 99, sentAtMs: 1};
    }
    if (name !== 'epochList' || first === undefined || !isTaken) return straight(name, params);
    const {afterN = -1} = params as Params<'epochList'>;
    const page = (await straight(name, params)) as Result<'epochList'>;
    const late = afterN < statementIn(first).n ? [{seq: 99, statement: first.statement}] : [];
    return {...page, epochs: [...page.epochs, ...late]};
  };
  line.request = ask as typeof line.request;
  return {added, sealed};
}

test('B34 new keys that are taken only after a device they are for was removed: nothing is said under them', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const {first, other} = await approvedElsewhere(on, bob, 'stolen');
  const stolen = (await other.client.parts.keys.session()).own.dev;
  const {accounts, conversations, sending} = await alice.client.parts.keys.session();
  await accounts.refresh('bob');
  const {added, sealed} = withholding(alice);
  await expect(conversations.renew(roomId, ['alice', 'bob'])).rejects.toMatchObject({code: 'timed-out'});
  await changeDevices(bob.client, first, {
    type: 'revoke',
    devices: now => now.filter(({dev}) => !dev.equals(stolen)),
  });
  await accounts.refresh('bob');
  const body = {type: 'message' as const, text: 'not for the thief', sentAtMs: 1};
  await expect(sending.send({roomId, clientMsgId: on.newId(), body})).rejects.toMatchObject({code: 'disconnected'});
  expect(sealed).toEqual([]);
  const to = stolen.toString('base64url');
  expect(added.map(one => [statementIn(one).n, one.boxes.some(box => box.to === to)])).toEqual([
    [1, true],
    [1, false],
    [2, false],
  ]);
});
