/** What stands where the name of a deleted account was; nobody can register such a name. */

export const FORMER_MEMBER = 'former-member-';
export const isFormerMember = (name: string): boolean => name.startsWith(FORMER_MEMBER);
