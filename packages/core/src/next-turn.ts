// Bound at the import: who fakes the timers of a test does not stop what is written meanwhile.
import { setImmediate } from 'node:timers'

/** Runs when all that the event loop has heard of just now was handled: requests that came together are together. */
export function nextTurn(run: () => void): void {
  setImmediate(run)
}
