/**
 * How the bytes of a file go between two people: `direct`, from client to client and in no other way; `relay`, over the server;
 * `auto`, directly where both may and can, and over the server for as long as there is no such way.
 */
export const ROUTES = ['auto', 'direct', 'relay'] as const;
export type Route = (typeof ROUTES)[number];
