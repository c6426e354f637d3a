/** A disk that takes nothing of a server in this process: every commit fails, whoever's it is, until no point is armed. */
import {armFaultPoint} from '../../../src/shared/machine/faultPoint.ts';

export function failCommits(): void {
  armFaultPoint('commit.before:1:throw', () => {
    failCommits();
    throw new Error('the disk is away');
  });
}
