import type { ChildProcess } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'

/** What a test process must not leave behind: a folder, and the server that runs in it. */
export interface Leaving {
  readonly folder: string
  readonly signal: NodeJS.Signals
  child?: ChildProcess
}

const leavings = new Set<Leaving>()

/** These end a process without its `exit` event, unless somebody else listens to them. */
const deadlySignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const

/** Has a folder removed, and its server told to stop, should this process end first. */
export function registerLeaving(leaving: Leaving): void {
  if (leavings.size === 0) {
    process.on('exit', sweep)
    for (const signal of deadlySignals) process.on(signal, sweepAndDie)
  }
  leavings.add(leaving)
}

/** Removes the folder now. The server in it must have ended. */
export async function removeLeaving(leaving: Leaving): Promise<void> {
  await rm(leaving.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  leavings.delete(leaving)
  if (leavings.size === 0) {
    process.off('exit', sweep)
    for (const signal of deadlySignals) process.off(signal, sweepAndDie)
  }
}

function sweep(): void {
  for (const { child, signal } of leavings) child?.kill(signal)
  for (const { folder } of leavings) removeNow(folder)
}

/** Tries for about a second: a server on its way out writes a last file or two. */
function removeNow(folder: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Written to meanwhile.
    }
    if (!existsSync(folder)) return
    Atomics.wait(pause, 0, 0, 20)
  }
}

function sweepAndDie(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  sweep()
  process.off(signal, sweepAndDie)
  process.kill(process.pid, signal)
}
