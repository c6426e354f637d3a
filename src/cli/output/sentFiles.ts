/** Sources of `send` besides paths: standard input, pipes named by the shell, and texts as files. */
import {createReadStream, statSync} from 'node:fs';
import type {Source} from '../../client/transfers/up/source.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';

const STDIN = /^(?:-|\/dev\/stdin|\/(?:dev|proc\/self)\/fd\/0)$/;
/** Paths by which shells pass `<(…)`; lower descriptors belong to Node itself. */
const PIPE = /^\/(?:dev|proc\/self)\/fd\/(\d{1,5})$/;

export const isStdin = (path: string): boolean => STDIN.test(path);

/** Whether the path is a pipe that the shell created for this call. */
export function isShellPipe(path: string): boolean {
  if (!PIPE.test(path)) return false;
  try {
    const stats = statSync(path);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}

const pipeOf = (path: string): AsyncIterable<Uint8Array> =>
  createReadStream('', {fd: Number(PIPE.exec(path)?.[1]), autoClose: false});

/** Content of standard input, or of a pipe that the shell passed. */
export const bytesOf = (shell: Shell, path: string): AsyncIterable<Uint8Array> =>
  isStdin(path) ? shell.stdin : pipeOf(path);

/** Whether standard input is a pipe, a here-document or a file. */
export function hasInput(shell: Shell): boolean {
  const {fd} = shell.stdin as {fd?: number};
  // In tests, standard input is a stream without a descriptor and always counts.
  if (typeof fd !== 'number') return true;
  try {
    const stats = statSync(`/dev/fd/${fd}`);
    return stats.isFIFO() || stats.isSocket() || stats.isFile();
  } catch {
    return !shell.stdin.isTTY;
  }
}

const sourceOf = (path: string, name: string, content: () => AsyncIterable<Uint8Array>): Source => ({
  path,
  name,
  content,
  sizeBytes: 0,
  changedAtMs: 0,
  inode: 0,
});

/** Standard input as a file of this name. */
export const textFile = (name: string, content: () => AsyncIterable<Uint8Array>): Source =>
  sourceOf('standard input', name, content);

interface Called {
  name?: string | undefined;
  /** Offers all files as one bundle; a folder always is one. */
  isTogether?: boolean;
}

/** Checks all paths before anything is sent. @throws file-missing and others */
export async function checkFiles(
  shell: Shell,
  paths: readonly string[],
  {name, isTogether = false}: Called,
): Promise<Source[]> {
  if (paths.length === 0) return [];
  if (name !== undefined && paths.length > 1 && !isTogether)
    throw new ChatError('command-usage', '--name is for one --file.');
  if (paths.filter(isStdin).length > 1) throw new ChatError('command-usage', '--file takes standard input once.');
  const {checkSource, sentName} = await import('../../client/transfers/up/source.ts');
  const given = name === undefined ? undefined : sentName(name);
  if (given?.trim() === '') throw new ChatError('file-empty-name');
  const {checkTogether, leftOutFilesWords: leftOutWords} = await import('../../client/actions/transfer.ts');
  const told = (sources: Source[]): Source[] => {
    const leftOut = leftOutWords(sources);
    if (leftOut !== undefined) shell.tell(leftOut);
    return sources;
  };
  const ofPaths = paths.filter(path => !isStdin(path) && !isShellPipe(path));
  if (isTogether && ofPaths.length < paths.length)
    throw new ChatError('command-usage', '--together is for files and folders, not for what comes through a pipe.');
  if (isTogether && paths.length > 1) return told(await checkTogether(paths, given));
  const found = await Promise.all(
    paths.map(async path => {
      if (isStdin(path)) return sourceOf(path, given ?? 'stdin', () => shell.stdin);
      if (isShellPipe(path)) return sourceOf(path, given ?? 'pipe', () => pipeOf(path));
      const source = await checkSource(path).catch(async (error: unknown) => {
        if (!(error instanceof ChatError) || error.code !== 'file-is-directory') throw error;
        return (await checkTogether([path], given))[0] as Source;
      });
      return given === undefined || source.parts !== undefined ? source : {...source, name: given};
    }),
  );
  return told(found);
}
