/** Client of the SSH agent on this machine: lists its keys and asks for signatures (draft-miller-ssh-agent). */
import {connect} from 'node:net';
import {ChatError} from '../../shared/errors.ts';
import {SSH_KINDS, sshString, sshStrings} from '../../shared/access/sshKey.ts';

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const RSA_SHA2_512 = 4;
const ANSWER_BYTES_MAX = 256 * 1024;
/** Timeout of a request in milliseconds: the person may have to confirm it, or to touch a key. */
const WAIT_MS = 60_000;

/** @throws ssh-agent-absent */
function ask(path: string, body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let got = Buffer.alloc(0);
    const fail = () => reject(new ChatError('ssh-agent-absent'));
    socket.setTimeout(WAIT_MS, () => socket.destroy());
    socket.on('error', fail).on('close', fail);
    socket.on('data', (part: Buffer) => {
      got = Buffer.concat([got, part]);
      const length = got.length >= 4 ? got.readUInt32BE(0) : 0;
      if (length > ANSWER_BYTES_MAX) return socket.destroy();
      if (got.length < 4 || got.length < 4 + length) return undefined;
      resolve(got.subarray(4, 4 + length));
      return socket.destroy();
    });
    socket.write(sshString(body));
  });
}

/** The agent's keys that can be used here. @param path path of the agent's socket @throws ssh-agent-absent */
export async function agentSigners(path: string): Promise<SshSigner[]> {
  const answer = await ask(path, Buffer.from([REQUEST_IDENTITIES]));
  if (answer[0] !== IDENTITIES_ANSWER) throw new ChatError('ssh-agent-absent');
  // After the count, keys and comments alternate.
  const parts = sshStrings(answer.subarray(5)) ?? [];
  const blobs = parts.filter((blob, at) => at % 2 === 0 && isUsable(blob));
  return blobs.map(blob => ({blob, sign: data => agentSign(path, blob, data)}));
}

const isUsable = (blob: Buffer): boolean =>
  (SSH_KINDS as readonly string[]).includes(sshStrings(blob)?.[0]?.toString() ?? '');

async function agentSign(path: string, blob: Buffer, data: Buffer): Promise<Buffer | undefined> {
  const flags = Buffer.from([0, 0, 0, RSA_SHA2_512]);
  const answer = await ask(path, Buffer.concat([Buffer.from([SIGN_REQUEST]), sshString(blob), sshString(data), flags]));
  return answer[0] === SIGN_RESPONSE ? sshStrings(answer.subarray(1))?.[0] : undefined;
}

/** A key that signs an SSH login: from an agent or a key file. */
export interface SshSigner {
  /** The public key in SSH's binary format. */
  blob: Buffer;
  /** An SSH signature: its algorithm, then its bytes; `undefined` when the agent refuses. @throws ssh-agent-absent */
  sign: (data: Buffer) => Promise<Buffer | undefined>;
}
