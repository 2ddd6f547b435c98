import { endProcess, hasEnded } from './end-process.ts'
import { launch, whenReady } from './launch.ts'
import { type Leaving, registerLeaving, removeLeaving } from './leavings.ts'
import { type Place, reservePlace } from './place.ts'
import type { Recipe } from './recipe.ts'

/** A running server on 127.0.0.1 that belongs to the suite that started it. */
export interface Server extends AsyncDisposable {
  /** Where clients connect, in the form they expect. */
  readonly url: string
  readonly port: number
  /** Its temporary folder: configuration, data and `server.log`. */
  readonly folder: string
  /** The server's own process; another one after each `up`. */
  readonly pid: number
  /** Ends the process; port and folder stay reserved. Nothing happens if it is down already. */
  down(): Promise<void>
  /** Starts the process again in the same place. Nothing happens if it is up already. */
  up(): Promise<void>
  /** `down`, then `up`. */
  restart(): Promise<void>
  /** `down`, then removes the folder: the end. May be called again. */
  stop(): Promise<void>
}

/** What every start function accepts. */
export interface StartOptions {
  /** Further command-line arguments, after ours. @default [] */
  readonly args?: readonly string[]
  /** How long the server may take to answer. @default 20_000 */
  readonly readyWithinMs?: number
  /** How long it may take to end before it is killed. @default 5_000 */
  readonly stopWithinMs?: number
}

const portTaken = /address (?:is )?already in use|EADDRINUSE/i
const tries = 5

/** Starts a server by its recipe; in a new place where the port turned out to be taken. */
export async function startServer(recipe: Recipe, options: StartOptions = {}): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const place = await reservePlace()
    const server = serverIn(place, recipe, options)
    try {
      await recipe.prepare?.(place)
      await server.up()
      return server
    } catch (error) {
      await server.stop()
      if (attempt === tries || !portTaken.test(String(error))) throw error
    }
  }
}

function serverIn(place: Place, recipe: Recipe, options: StartOptions): Server {
  const { args = [], readyWithinMs = 20_000, stopWithinMs = 5_000 } = options
  const leaving: Leaving = { folder: place.folder, signal: recipe.stopSignal ?? 'SIGTERM' }
  registerLeaving(leaving)

  let stopping: Promise<void> | undefined
  let last: Promise<void> = Promise.resolve()
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const turn = last.then(step)
    last = turn.catch(() => {})
    return turn
  }

  const end = async (): Promise<void> => {
    if (leaving.child) await endProcess(leaving.child, leaving.signal, stopWithinMs)
  }
  const begin = async (): Promise<void> => {
    if (stopping) throw new Error(`services: ${recipe.name} was stopped, and its folder removed`)
    if (leaving.child && !hasEnded(leaving.child)) return
    leaving.child = launch(recipe, place, args)
    try {
      await whenReady(leaving.child, recipe, place, readyWithinMs)
    } catch (error) {
      await end()
      throw error
    }
  }
  // Once only: the moment the folder is gone, its name may belong to another process.
  const stop = (): Promise<void> => {
    stopping ??= inTurn(() => end().then(() => removeLeaving(leaving)))
    return stopping
  }

  return {
    ...place,
    url: recipe.url(place),
    get pid() {
      // Never 0, which would name the whole process group to whoever kills it.
      return leaving.child?.pid ?? Number.NaN
    },
    down: () => inTurn(end),
    up: () => inTurn(begin),
    restart: () => inTurn(() => end().then(begin)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
