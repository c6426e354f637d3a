/** Copies text to this machine's clipboard, where the person sits at it. */
import {callProgram, findProgram, isRemote, type Env} from './programs.ts';

interface Tool {
  name: string;
  args: readonly string[];
  /** Whether the tool works in this kind of session. */
  isFor: (env: Env) => boolean;
}

const TOOLS: readonly Tool[] = [
  {name: 'pbcopy', args: [], isFor: () => process.platform === 'darwin'},
  {name: 'wl-copy', args: [], isFor: ({WAYLAND_DISPLAY = ''}) => WAYLAND_DISPLAY !== ''},
  {name: 'xclip', args: ['-in', '-selection', 'clipboard'], isFor: ({DISPLAY = ''}) => DISPLAY !== ''},
  {name: 'xsel', args: ['--input', '--clipboard'], isFor: ({DISPLAY = ''}) => DISPLAY !== ''},
];
const WAIT_MS = 2_000;

/** Resolves to whether one of the tools has worked. */
export async function copyText(env: Env, text: string): Promise<boolean> {
  if (isRemote(env)) return false;
  for (const {name, args, isFor} of TOOLS) {
    const file = isFor(env) ? findProgram(env, [name]) : undefined;
    if (file !== undefined && (await callProgram(file, {args, env, input: text, timeoutMs: WAIT_MS}))) return true;
  }
  return false;
}
