/**
 * `node:http` without what importing it costs: an `import` reads every export of a built-in module, and the getter of one of them (`WebSocket`) loads
 * undici, 45 ms of processor time in each process. Types are imported from `node:http` as usual.
 */
export const http = process.getBuiltinModule('node:http');
