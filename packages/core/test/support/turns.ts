// real time: what is waited for is a turn of the event loop, not a moment.
import { setImmediate as turn } from 'node:timers/promises'

/** Lets the event loop turn until this holds. Not a wait: the test's own limit ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

/** Lets everything run that is ready to: afterwards, what has not happened waits for something else. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await turn()
}
