/**
 * What an engine's child gets of our environment: nothing, so no secret. But for NODE_OPTIONS, by which a
 * Node that knows no TypeScript loads its own program (scripts/image/plain-ts.mjs).
 */
export function engineEnvironment(): Record<string, string> {
  const { NODE_OPTIONS } = { ...process.env };
  return { LANG: 'C.UTF-8', PATH: '/usr/local/bin:/usr/bin:/bin', ...(NODE_OPTIONS ? { NODE_OPTIONS } : {}) };
}
