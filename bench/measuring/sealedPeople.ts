/** People with keys, and messages that their devices seal before the measurement begins. */
import {join} from 'node:path';
import {newId} from '../../src/cli/shell.ts';
import {openClient, type Client} from '../../src/client/client.ts';
import type {SecretPlace} from '../../src/client/core/secretPlace.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {ZEROS} from '../../src/shared/sealed/accountLink.ts';
import {encodeBody} from '../../src/shared/sealed/body.ts';
import {MESSAGE_ID_BYTES, readMessage, sealMessage} from '../../src/shared/sealed/message.ts';
import {fromText, toText} from '../../src/shared/sealed/primitives/bytes.ts';
import type {OpenedServer} from '../server.ts';

export const TEXT = 'A sentence as people write it, neither very short nor very long.';

/** For the time of a run. */
export function secretPlace(): SecretPlace {
  let kept: string | undefined;
  return {
    label: 'the keychain',
    load: () => Promise.resolve(kept),
    save: secret => Promise.resolve(void (kept = secret)),
    remove: () => Promise.resolve(void (kept = undefined)),
  };
}

export async function clientOf(
  {port, folder, clients}: OpenedServer,
  person: number,
  place?: SecretPlace,
): Promise<Client> {
  const machine = `machine${person}${place === undefined ? ' without keys' : ''}`;
  const dataDir = join(folder, machine);
  const client = openClient({
    serverUrl: `http://127.0.0.1:${port}`,
    token: clients[person]?.columns[0] ?? '',
    dataDir,
    downloadsDir: dataDir,
    deviceName: machine,
    encryptsNew: true,
    ...(place && {secretPlace: () => place}),
    isHeadless: place === undefined,
    now: Date.now,
    newId,
  });
  await untilStatus(client, 'online');
  if (place !== undefined) await client.parts.keys.session();
  return client;
}

export type Sealed = {clientMsgId: string; sealed: string};

/** As one device would say them one after the other, sealed before the clock runs. */
export async function sealedMessages(
  client: Client,
  roomId: number,
  count: number,
  textAt: (at: number) => string = () => TEXT,
): Promise<Sealed[]> {
  const {own, accounts, conversations, store, name} = await client.parts.keys.session();
  const epoch = conversations.known(roomId)?.epochs.at(-1);
  const accountHead = accounts.known(name).at(-1)?.head;
  if (epoch?.key === undefined || accountHead === undefined) throw new Error('no keys');
  let {ctr, id: prevOwn = ZEROS} = store.rows.ownOf(roomId);
  const made: Sealed[] = [];
  for (let at = 0; at < count; at++) {
    const clientMsgId = newId();
    const header = {
      n: epoch.statement.n,
      statement: epoch.statement.hash,
      dev: own.dev,
      accountHead,
      ctr: ++ctr,
      prevOwn,
      citeSeq: 0,
      cite: ZEROS,
      clientMsgId: fromText(clientMsgId, MESSAGE_ID_BYTES),
    };
    const body = encodeBody({type: 'message', text: textAt(at), sentAtMs: Date.now()});
    const sealed = sealMessage(header, body, {epochKey: epoch.key, signKey: own.signKey});
    prevOwn = readMessage(sealed).id;
    made.push({clientMsgId, sealed: toText(sealed)});
  }
  store.rows.setOwn(roomId, ctr, prevOwn);
  return made;
}
