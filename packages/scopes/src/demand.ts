import { shown } from './shown.ts'

/** Misuse throws when something is built, not when the first request comes. */
export function demandFunction(where: string, what: string, given: unknown): void {
  if (typeof given === 'function') return
  throw new TypeError(`scopes: ${where}() needs "${what}" to be a function, got ${shown(given)}`)
}

/** The same for an object whose parts are looked at. */
export function demandObject(where: string, what: string, given: unknown): void {
  if (typeof given === 'object' && given !== null) return
  throw new TypeError(`scopes: ${where}() needs ${what}, got ${shown(given)}`)
}
