import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Another process that takes locks. */
export interface Locker {
  readonly pid: number
  /** `held`, or why not. */
  take(directory: string): Promise<string>
  release(): Promise<string>
  /** As `kill -9` does. */
  kill(): Promise<void>
}

/** Starts one; it ends with the test. */
export function locker(): Locker {
  const child = fork(join(import.meta.dirname, 'lock-child.ts'), { execArgv: [] })
  const ended = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const asked = async (message: string): Promise<string> => {
    const answer = once(child, 'message')
    child.send(message)
    return String((await answer)[0])
  }
  return {
    pid: child.pid ?? 0,
    take: asked,
    release: () => asked(''),
    kill,
  }
}
