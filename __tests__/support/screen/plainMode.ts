/** Somebody in the plain mode: types lines and reads what is printed. */
import type {Person, RunOptions, Running} from '../program.ts';

/** Somebody in the plain mode who types lines and reads what was printed since. */
export async function plain(who: Person, options: RunOptions = {}) {
  const program: Running = who.start(['--plain'], {...options, keepsInput: true});
  await program.waitFor(/You are in #lobby/);
  let from = 0;
  return {
    program,
    type: (line: string) => void program.child.stdin?.write(`${line}\n`),
    /** What was printed behind what was read last, up to what matches. */
    async reads(pattern: RegExp): Promise<string> {
      const behind = new RegExp(`^[^]{${from},}?(${pattern.source})`, pattern.flags);
      const [all, found] = await program.waitFor(behind);
      from = all.length;
      return found ?? '';
    },
  };
}
