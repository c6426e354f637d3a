/** Parses typed names: a login name with or without `@`, a room with or without `#`, in upper or lower case. */

export const loginOf = (typed: string): string => typed.replace(/^@/, '').toLowerCase();
export const roomNameOf = (typed: string): string => typed.replace(/^#/, '').toLowerCase();
