/** Keys of SSH for tests, made and used as an agent does, and an agent that has some. */
import {generateKeyPairSync, sign, type KeyObject} from 'node:crypto';
import {mkdtempSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {sshString, sshStrings} from '../../../src/shared/access/sshKey.ts';

export interface TestKey {
  blob: Buffer;
  line: string;
  sign: (data: Buffer) => Buffer;
}

const jwkOf = (key: KeyObject) => key.export({format: 'jwk'}) as Record<string, string>;
const bytesOf = (text = '') => Buffer.from(text, 'base64url');
const positive = (bytes: Buffer) => ((bytes[0] ?? 0) >= 128 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
const toKey = (kind: string, parts: Buffer[], signWith: (data: Buffer) => Buffer, algorithm = kind): TestKey => {
  const blob = Buffer.concat([sshString(kind), ...parts.map(part => sshString(part))]);
  return {
    blob,
    line: `${kind} ${blob.toString('base64')} me@laptop`,
    sign: data => Buffer.concat([sshString(algorithm), sshString(signWith(data))]),
  };
};

export function ed25519(): TestKey {
  const {publicKey, privateKey} = generateKeyPairSync('ed25519');
  return toKey('ssh-ed25519', [bytesOf(jwkOf(publicKey)['x'])], data => sign(null, data, privateKey));
}

export function ecdsa(): TestKey {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const {x, y} = jwkOf(publicKey);
  const point = Buffer.concat([Buffer.from([4]), bytesOf(x), bytesOf(y)]);
  return toKey('ecdsa-sha2-nistp256', [Buffer.from('nistp256'), point], data => {
    const plain = sign('sha256', data, {key: privateKey, dsaEncoding: 'ieee-p1363'});
    return Buffer.concat([plain.subarray(0, 32), plain.subarray(32)].map(part => sshString(positive(part))));
  });
}

export function rsa(bits = 2_048, algorithm = 'rsa-sha2-512'): TestKey {
  const {publicKey, privateKey} = generateKeyPairSync('rsa', {modulusLength: bits});
  const {e, n} = jwkOf(publicKey);
  const hash = algorithm === 'rsa-sha2-512' ? 'sha512' : algorithm === 'rsa-sha2-256' ? 'sha256' : 'sha1';
  return toKey('ssh-rsa', [bytesOf(e), positive(bytesOf(n))], data => sign(hash, data, privateKey), algorithm);
}

/** Listens like the agent of SSH. */
export async function startAgent(...keys: readonly TestKey[]): Promise<{path: string; close: () => void}> {
  const path = join(mkdtempSync(join(tmpdir(), 'chat-tui-agent-')), 'agent');
  const server: Server = createServer(socket => {
    socket.on('data', packet => {
      const body = packet.subarray(4);
      if (body[0] === 11) {
        const count = Buffer.alloc(4);
        count.writeUInt32BE(keys.length);
        const all = keys.flatMap(({blob}) => [sshString(blob), sshString('comment')]);
        return socket.write(sshString(Buffer.concat([Buffer.from([12]), count, ...all])));
      }
      const [blob = Buffer.alloc(0), data = Buffer.alloc(0)] = sshStrings(body.subarray(1, -4)) ?? [];
      const key = keys.find(one => one.blob.equals(blob));
      const answer =
        key === undefined ? Buffer.from([5]) : Buffer.concat([Buffer.from([14]), sshString(key.sign(data))]);
      return socket.write(sshString(answer));
    });
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  return {path, close: () => server.close()};
}
