// real time: sockets move only when the event loop turns
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest'

/** Nothing here waits longer: what has not come by then will not come. */
export const deadlineMs = 10_000

/** The promise, or a failure that names what did not come. */
export function within<T>(
  promise: T | PromiseLike<T>,
  what: string,
  ms: number = deadlineMs,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // real time: a deadline, reached only when something is broken
    AbortSignal.timeout(ms).addEventListener('abort', () =>
      reject(new Error(`not within ${ms} ms: ${what}`)),
    )
    Promise.resolve(promise).then(resolve, reject)
  })
}

/** Lets the event loop turn until the condition holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  // real time: a deadline, reached only when something is broken
  const late = AbortSignal.timeout(deadlineMs)
  while (!condition()) {
    if (late.aborted) throw new Error(`not within ${deadlineMs} ms: ${what}`)
    await turn()
  }
}

/** Lets everything run that is only waiting for its turn. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await turn()
}

/** A point that somebody waits at until it is opened. */
export interface Gate {
  readonly opened: Promise<void>
  /** How many have come to wait. */
  readonly waiting: number
  wait(): Promise<void>
  open(): void
}

export function gate(): Gate {
  let open = (): void => {}
  let waiting = 0
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return {
    opened,
    open,
    get waiting() {
      return waiting
    },
    wait() {
      waiting++
      return opened
    },
  }
}

const closings: (() => unknown)[] = []

/** Runs when the test is over, last first; what is left open after that fails the test. */
export function atEnd(close: () => unknown): void {
  closings.push(close)
}

let printing: MockInstance[] = []

/** What was printed to stderr since the last call. A test that expects something takes it. */
export function printed(): string[] {
  return printing.flatMap((spy) => {
    const lines = spy.mock.calls.map((args) => args.map(String).join(' '))
    spy.mockClear()
    return lines
  })
}

const strays: unknown[] = []
const stray = (error: unknown): void => void strays.push(error)
const signals = ['unhandledRejection', 'uncaughtException', 'warning'] as const

/** Nobody else hears of stray failures meanwhile: for what is known to leave some. */
export async function alone<T>(run: () => Promise<T>): Promise<T> {
  const others = (['unhandledRejection', 'uncaughtException'] as const).map((signal) => {
    const listeners = process.listeners(signal as 'exit').filter((one) => one !== stray)
    for (const one of listeners) process.off(signal, one)
    return () => {
      for (const one of listeners) process.on(signal, one)
    }
  })
  try {
    return await run()
  } finally {
    await settled()
    for (const restore of others) restore()
  }
}

// What a server could leave; the runner has pipes too. Timers are counted where they are made, as the
// runner's own come and go.
const leavable = /^(TCP|Pipe|HTTP|TLS|GetAddrInfo|ChildProcess|FSReq)/
const timers: (NodeJS.Timeout & { readonly _destroyed?: boolean })[] = []

function open(): string[] {
  const kinds = process.getActiveResourcesInfo().filter((kind) => leavable.test(kind))
  // One that has run or was cleared still says that it has a hold on the process.
  const waiting = timers.filter((timer) => timer.hasRef() && timer._destroyed !== true)
  return [...kinds, ...waiting.map(() => 'Timeout')]
}

/** What there is more of than before. */
function more(before: readonly string[]): string[] {
  const left = [...before]
  return open().filter((kind) => {
    const at = left.indexOf(kind)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function noteTimers(name: 'setTimeout' | 'setInterval'): void {
  const make = globalThis[name]
  const noting = (...args: unknown[]): NodeJS.Timeout => {
    const timer = (make as (...args: unknown[]) => NodeJS.Timeout)(...args)
    timers.push(timer)
    return timer
  }
  vi.spyOn(globalThis, name).mockImplementation(noting as never)
}

/**
 * Around every test: nothing rejected unheard, nothing thrown past everyone, no warning, nothing
 * printed that the test did not expect, and nothing left open.
 */
export function watchEveryTest(): void {
  let before: string[] = []
  vi.setConfig({ testTimeout: 3 * deadlineMs, hookTimeout: 3 * deadlineMs })
  beforeEach(() => {
    vi.stubEnv('NODE_ENV', 'development')
    printing = [console.error, console.warn, console.info].map((_, i) =>
      vi.spyOn(console, (['error', 'warn', 'info'] as const)[i] as 'error').mockReturnValue(),
    )
    for (const signal of signals) process.on(signal, stray)
    before = open()
    noteTimers('setTimeout')
    noteTimers('setInterval')
  })
  afterEach(async () => {
    for (const close of closings.splice(0).toReversed()) await within(close(), 'a closing')
    await settled()
    for (const signal of signals) process.off(signal, stray)
    const output = printed()
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    expect(strays.splice(0), 'unheard failures').toEqual([])
    expect(output, 'printed').toEqual([])
    await until(() => more(before).length === 0, 'everything closed').catch(() => {})
    expect(more(before), 'left open').toEqual([])
    timers.length = 0
  })
}
