/** Misuse throws when something is built, not when the first request comes. */
export function demand(where: string, what: string, given: unknown): void {
  if (typeof given === 'function') return
  throw new TypeError(`core: ${where}() needs "${what}" to be a function, got ${String(given)}`)
}
