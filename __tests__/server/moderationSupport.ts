/** An owner, a moderator and a member, and what they ask of the server as admins. */
import {world, type Person, type World} from '../support/world.ts';

export const admin = (person: Person, name: string, args: Record<string, string | number>) =>
  person.codeOf('adminCommand', {name, args});

export async function team(): Promise<{made: World; owner: Person; mod: Person; bob: Person}> {
  const made = await world();
  const [owner, mod, bob] = await made.people('ann', 'mod1', 'bob');
  await owner!.request('userRoleSet', {name: 'mod1', role: 'moderator'});
  return {made, owner: owner!, mod: mod!, bob: bob!};
}
