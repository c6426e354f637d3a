/** What a row needs from the machine; where it is missing, the row is skipped with a line that says what to install. */
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {OWN_NAMESPACE} from '../__tests__/support/machine/namespace.ts';

function works(...command: readonly string[]): boolean {
  const [file = '', ...args] = command;
  return spawnSync(file, args, {stdio: 'ignore', timeout: 10_000}).status === 0;
}

interface NeedKind {
  isThere(): boolean;
  /** One sentence. */
  remedy: string;
}

const FAKETIME_FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/opt/homebrew/lib'];

/** The library that `faketime` puts under a program. */
export function faketimeLibrary(): string | undefined {
  const folders = FAKETIME_FOLDERS.filter(existsSync).flatMap(folder => [
    `${folder}/faketime`,
    ...readdirSync(folder).map(name => `${folder}/${name}/faketime`),
  ]);
  return folders.map(folder => `${folder}/libfaketime.so.1`).find(existsSync);
}

const NEEDS = {
  linux: {isThere: () => process.platform === 'linux', remedy: 'This row runs on Linux only.'},
  strace: {
    isThere: () => works('strace', '-f', '-e', 'trace=none', 'true'),
    remedy: 'Install strace (Debian: apt-get install strace) and allow it to trace.',
  },
  faketime: {
    isThere: () => faketimeLibrary() !== undefined,
    remedy: 'Install faketime (Debian: apt-get install faketime).',
  },
  netns: {
    isThere: () => works(...OWN_NAMESPACE, 'true'),
    remedy: 'Install util-linux and iproute2, and allow user namespaces (or be root).',
  },
  nft: {
    isThere: () => works(...OWN_NAMESPACE, 'nft', 'add', 'table', 'inet', 'probe'),
    remedy: 'Install nftables (Debian: apt-get install nftables), and allow user namespaces (or be root).',
  },
  nat: {
    isThere: () =>
      works(
        ...OWN_NAMESPACE,
        'sh',
        '-c',
        'ip link add name one type veth peer name two && ' +
          "nft 'add table ip x; add chain ip x y { type nat hook postrouting priority 100 ; }; add rule ip x y masquerade'",
      ),
    remedy:
      'Install nftables and iproute2 on a system whose kernel makes NATs, and allow user namespaces (or be root).',
  },
  tmpfs: {
    isThere: () => works(...OWN_NAMESPACE, 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/tmp'),
    remedy: 'Install util-linux, and allow user namespaces (or be root).',
  },
  pty: {isThere: () => existsSync('/dev/ptmx'), remedy: 'This row needs pseudo-terminals.'},
} satisfies Record<string, NeedKind>;

export type Need = keyof typeof NEEDS;

const known = new Map<Need, boolean>();

/** What to do about everything that is missing; empty when nothing is. */
export function missing(needs: readonly Need[]): string[] {
  return needs.filter(need => !isThere(need)).map(need => `${need}: ${NEEDS[need].remedy}`);
}

function isThere(need: Need): boolean {
  const before = known.get(need);
  if (before !== undefined) return before;
  const found = NEEDS[need].isThere();
  known.set(need, found);
  return found;
}
