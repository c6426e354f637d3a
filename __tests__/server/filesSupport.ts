/** Three people, two of them in one conversation, and the bytes of files over plain HTTP. */
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {request as httpRequest, type IncomingMessage} from 'node:http';
import {within} from '../support/suite/deadline.ts';
import {world, type Person, type World} from '../support/world.ts';

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  /** The code of a refusal; empty when there is none. */
  code: string;
}

export type Ask = (method: string, path: string, headers?: Record<string, string>, body?: Buffer) => Promise<Answer>;

export const asker =
  (url: string, token: string | undefined): Ask =>
  async (method, path, headers = {}, body) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {...(token !== undefined && {authorization: `Bearer ${token}`}), ...headers},
      ...(body && {body: new Uint8Array(body)}),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    const told = isJson && bytes.length > 0 ? (JSON.parse(bytes.toString()) as {error?: {code: string}}) : undefined;
    return {status: response.status, headers: response.headers, bytes, code: told?.error?.code ?? ''};
  };

export const TUS = {'tus-resumable': '1.0.0'};
export const PATCH = {...TUS, 'content-type': 'application/offset+octet-stream'};
const metadataOf = (fileId: string) => `fileId ${Buffer.from(fileId).toString('base64')}`;
export const creation = (fileId: string, size: number) => ({
  ...TUS,
  'upload-length': String(size),
  'upload-metadata': metadataOf(fileId),
});

export interface Scene {
  one: World;
  ann: Person;
  bob: Person;
  eve: Person;
  asAnn: Ask;
  asBob: Ask;
  asEve: Ask;
  roomId: number;
  offer: (name: string, size: number) => Promise<string>;
  /** Offers, sends and completes. */
  put: (name: string, content: Buffer) => Promise<string>;
}

export async function scene(): Promise<Scene> {
  const one = await world();
  const [ann, bob, eve] = (await one.people('ann', 'bob', 'eve')) as [Person, Person, Person];
  const {roomId} = await ann.request('directOpen', {name: 'bob'});
  const asAnn = asker(one.url, ann.token);
  const offer = async (name: string, sizeBytes: number) =>
    (await ann.request('fileOffer', {roomId, clientMsgId: one.newId(), name, sizeBytes})).fileId;
  return {
    one,
    ann,
    bob,
    eve,
    asAnn,
    asBob: asker(one.url, bob.token),
    asEve: asker(one.url, eve.token),
    roomId,
    offer,
    async put(name, content) {
      const fileId = await offer(name, content.length);
      await asAnn('POST', '/files/', creation(fileId, content.length));
      if (content.length > 0) await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, content);
      await ann.request('fileComplete', {fileId, sha256: createHash('sha256').update(content).digest('hex')});
      return fileId;
    },
  };
}

/** A response whose body is read piece by piece. @param from address of this machine that it is asked from */
export async function openDownload({one, bob}: Scene, fileId: string, from?: string): Promise<IncomingMessage> {
  const request = httpRequest(new URL(`/files/${fileId}`, one.url), {
    headers: {authorization: `Bearer ${bob.token}`},
    agent: false,
    ...(from !== undefined && {localAddress: from}),
  });
  request.on('error', () => undefined);
  request.end();
  const [response] = (await within('a response', once(request, 'response'))) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
}

export async function read(response: IncomingMessage, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < count) {
    const part = response.read() as Buffer | null;
    if (part === null) await within('more bytes', once(response, 'readable'));
    else {
      parts.push(part);
      bytes += part.length;
    }
  }
  return Buffer.concat(parts);
}
