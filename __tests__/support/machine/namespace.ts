/** Namespaces of one's own: a network whose packets can be dropped and disks that can be filled, without touching the machine. */
import {spawnSync} from 'node:child_process';
import {closeSync, mkdirSync, openSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';

/** Set inside, so that nothing here ever works on the machine itself. */
const MARK = 'CHAT_TUI_NAMESPACE';

/** In front of a command that shall have a loopback network and mounts of its own. */
const SET_UP = `ip link set lo up && export ${MARK}=1 && exec "$@"`;
export const OWN_NAMESPACE: readonly string[] = ['unshare', '-rmn', 'sh', '-c', SET_UP, 'sh'];

/** In front of a command that shall have a small disk of its own at a folder, `$1`, of a size, `$2`. */
const ON_DISK = 'folder=$1 size=$2; shift 2; mount -t tmpfs -o size=$size tmpfs "$folder" || exit 99; ';
const OWN_DISK = ['unshare', '-rm', 'sh', '-c'] as const;

/** Why this machine has no disks of one's own; `undefined` where it has. */
export function whyNoDisks(): string | undefined {
  const {status} = spawnSync(OWN_DISK[0], [...OWN_DISK.slice(1), 'mount -t tmpfs tmpfs /tmp'], {stdio: 'ignore'});
  return status === 0 ? undefined : 'This machine allows no mounts of one’s own.';
}

/** For `person().run`: the program sees a disk of that size at the folder, and afterwards prints which files are on it. */
export const thenListed = (folder: string, sizeBytes: number) => ({
  runtime: OWN_DISK[0],
  nodeArgs: [
    ...OWN_DISK.slice(1),
    `${ON_DISK} "$@"; code=$?; find "$folder" -type f; exit $code`,
    'sh',
    folder,
    String(sizeBytes),
    process.execPath,
  ],
});

/** For `person().start`: the process itself is the program. */
export const onDisk = (folder: string, sizeBytes: number) => ({
  runtime: OWN_DISK[0],
  nodeArgs: [...OWN_DISK.slice(1), `${ON_DISK} exec "$@"`, 'sh', folder, String(sizeBytes), process.execPath],
});

/** Of a process that has a disk of its own: `on` is for `person().run` of programs that shall see it. */
export function withDisksOf(pid: number) {
  const enter = ['-t', String(pid), '-U', '--preserve-credentials', '-m'];
  return {
    on: {runtime: 'nsenter', nodeArgs: [...enter, process.execPath]},
    remount(folder: string, sizeBytes: number): void {
      const args = [...enter, 'mount', '-o', `remount,size=${sizeBytes}`, folder];
      const {status, stderr} = spawnSync('nsenter', args, {encoding: 'utf8'});
      if (status !== 0) throw new Error(`mount: ${stderr}`);
    },
  };
}

export const isInside = (): boolean => process.env[MARK] === '1';

function run(file: string, ...args: string[]): void {
  if (!isInside()) throw new Error(`${file} is only run in a namespace of one's own`);
  const {status, stderr} = spawnSync(file, args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
}

export interface SmallDisk {
  readonly folder: string;
  /** Takes all that is free; returns how many bytes that was. */
  fill(): number;
  free(): void;
  close(): void;
}

/** `folder` is made where it is missing. */
export function openSmallDisk(folder: string, sizeBytes: number): SmallDisk {
  mkdirSync(folder, {recursive: true});
  run('mount', '-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      const file = openSync(filler, 'a');
      try {
        // The last page is only had in small pieces.
        return [65_536, 4_096, 1].reduce((bytes, size) => bytes + fillWith(file, Buffer.alloc(size)), 0);
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, {force: true}),
    close: () => run('umount', '--lazy', folder),
  };
}

function fillWith(file: number, piece: Buffer): number {
  let bytes = 0;
  try {
    for (;;) bytes += writeSync(file, piece);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
    return bytes;
  }
}

export interface BlackHole {
  /** From now on every packet to or from the port vanishes; connections that stand are not told. */
  open(): void;
  heal(): void;
}

export function blackHole(port: number): BlackHole {
  return {
    open() {
      run('nft', 'add table inet faults');
      for (const hook of ['input', 'output']) {
        run('nft', `add chain inet faults ${hook} { type filter hook ${hook} priority 0 ; }`);
        for (const side of ['dport', 'sport']) run('nft', `add rule inet faults ${hook} tcp ${side} ${port} drop`);
      }
    },
    heal: () => run('nft', 'delete table inet faults'),
  };
}
