import type { Place } from './place.ts'

/** All that differs from one kind of server to the next. */
export interface Recipe {
  /** As it appears in error messages. */
  readonly name: string
  readonly binary: string
  readonly args: (place: Place) => readonly string[]
  readonly url: (place: Place) => string
  /** Asks the server a real question. `false` and a rejection both mean: not yet. */
  readonly answers: (place: Place, signal: AbortSignal) => Promise<boolean>
  /** What the folder must hold before the first start. */
  readonly prepare?: (place: Place) => Promise<void>
  /** Asks the server to end. @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals
  /** The user the server runs as. @default the user of this process */
  readonly user?: Readonly<{ uid: number; gid: number }>
}

/**
 * The environment of every server and of what prepares it: messages in English, because a taken
 * port is recognised by them, and none of the machine's own settings, such as `PGDATA`.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}
