/** Bytes that the kernel queues for a connection of another process on this machine; Linux only. */
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

interface Line {
  local: string;
  remote: string;
  sendBytes: number;
  receiveBytes: number;
  inode: string;
}

function lines(): Line[] {
  const [, ...rows] = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n');
  return rows.map(row => {
    const [, local = '', remote = '', , queues = '', , , , , inode = ''] = row.trim().split(/\s+/);
    const [send = '0', receive = '0'] = queues.split(':');
    return {local, remote, sendBytes: Number.parseInt(send, 16), receiveBytes: Number.parseInt(receive, 16), inode};
  });
}

/** Bytes sent to the process on its connection to this port that it has not read yet, in the queues of both sides. */
export function openKernelQueues(pid: number, port: number): () => number {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map(fd => inodeOf(`/proc/${pid}/fd/${fd}`)));
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const own = lines().find(({inode, remote}) => inodes.has(inode) && remote.endsWith(`:${hexPort}`));
  if (own === undefined) throw new Error(`process ${pid} has no connection to port ${port}`);
  return () => {
    const all = lines();
    const received = all.find(({local, remote}) => local === own.local && remote === own.remote)?.receiveBytes ?? 0;
    const sending = all.find(({local, remote}) => local === own.remote && remote === own.local)?.sendBytes ?? 0;
    return received + sending;
  };
}

function inodeOf(path: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1] ?? '';
  } catch {
    return '';
  }
}
